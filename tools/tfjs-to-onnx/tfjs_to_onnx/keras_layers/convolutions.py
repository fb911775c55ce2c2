"""Convolutions by Keras's rules: groups, causal padding, dilated depthwise ones, one dimension as well."""

from __future__ import annotations

from ..errors import ConversionError
from ..graph_builder import Tensor
from ..layer_context import LayerContext, keras_layer
from ..layers.activations import activate
from ..layers.convolutions import (
    ConvolutionConfig,
    emit_convolution,
    emit_separable,
    emit_transposed,
    onnx_order,
    per_channel,
)
from ..layers.windows import Windows, slide, spread


def _rank(context: LayerContext) -> int:
    """`SeparableConv1D` has one dimension."""
    return next(int(letter) for letter in context.kind if letter.isdigit())


@keras_layer("Conv1D", "Conv2D", "Conv3D")
def convolution(context: LayerContext, x: Tensor) -> Tensor:
    rank = _rank(context)
    c = ConvolutionConfig(context, x, rank)
    filters, groups = context.config.integer("filters"), context.config.integer("groups", 1)
    if c.channels % groups or filters % groups:
        raise ConversionError(
            "BAD_TOPOLOGY", f"{groups} groups of {c.channels} channels and {filters} filters"
        )
    kernel = context.weight("kernel", (*c.kernel, c.channels // groups, filters))
    bias = context.weight("bias", (filters,)) if c.use_bias else None
    windows = _windows(context, x, c)
    y = emit_convolution(
        context, x, c, onnx_order(kernel), bias, windows, c.shape(windows.sizes, filters), groups
    )
    return activate(context, y)


@keras_layer("DepthwiseConv1D", "DepthwiseConv2D")
def depthwise_convolution(context: LayerContext, x: Tensor) -> Tensor:
    c = ConvolutionConfig(context, x, _rank(context))
    multiplier = context.config.integer("depth_multiplier", 1)
    leaf = "kernel" if context.dialect.keras == 3 else "depthwise_kernel"
    kernel = context.weight(leaf, (*c.kernel, c.channels, multiplier))
    out = c.channels * multiplier
    bias = context.weight("bias", (out,)) if c.use_bias else None
    windows = _windows(context, x, c)
    y = emit_convolution(
        context, x, c, per_channel(kernel), bias, windows, c.shape(windows.sizes, out), c.channels
    )
    return activate(context, y)


@keras_layer("SeparableConv1D", "SeparableConv2D")
def separable_convolution(context: LayerContext, x: Tensor) -> Tensor:
    c = ConvolutionConfig(context, x, _rank(context))
    return activate(context, emit_separable(context, x, c, _windows(context, x, c)))


@keras_layer("Conv1DTranspose", "Conv2DTranspose", "Conv3DTranspose")
def transposed_convolution(context: LayerContext, x: Tensor) -> Tensor:
    config = context.config
    c = ConvolutionConfig(context, x, _rank(context))
    if config.get("output_padding") is not None:
        raise context.refused("its output_padding is not converted")
    if max(c.dilation) > 1:
        raise context.refused("dilated transposed convolutions are not converted")
    filters = config.integer("filters")
    kernel = context.weight("kernel", (*c.kernel, filters, c.channels))
    bias = context.weight("bias", (filters,)) if c.use_bias else None
    windows, extra = spread(context, x, c.axes, c.kernel, c.strides)
    return activate(context, emit_transposed(context, x, c, kernel, bias, windows, extra))


def _windows(context: LayerContext, x: Tensor, c: ConvolutionConfig) -> Windows:
    if context.config.get("padding") != "causal":
        return slide(context, x, c.axes, c.kernel, c.strides, c.dilation)
    if len(c.axes) != 1:
        raise context.config.wrong("padding", "same or valid")
    (axis,), (stride,) = c.axes, c.strides
    size = x.shape[axis] if stride == 1 else context.size(x, axis)
    return Windows(
        [None if size is None else (size - 1) // stride + 1], [(c.kernel[0] - 1) * c.dilation[0], 0]
    )
