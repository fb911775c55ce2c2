"""Convolutions of every kind. Kernels are [H,W,in,out] in TensorFlow.js, [out,in,H,W] in ONNX."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..graph_builder import Tensor, channels_first_order
from ..layer_context import LayerContext, layer
from .activations import activate
from .windows import Windows, slide, spread

RANKS = {"Conv1D": 1, "Conv2D": 2, "Conv3D": 3, "Conv2DTranspose": 2, "Conv3DTranspose": 3}


class ConvolutionConfig:
    """What every convolution has: where its axes are, window, strides, bias."""

    def __init__(self, context: LayerContext, x: Tensor, rank: int) -> None:
        context.needs_rank(x, rank + 2)
        config = context.config
        self.first = config.channels_first()
        self.channel_axis = 1 if self.first else rank + 1
        self.axes = [axis for axis in range(1, rank + 2) if axis != self.channel_axis]
        self.kernel = config.integers("kernel_size", rank)
        self.strides = config.integers("strides", rank, 1)
        self.dilation = config.integers("dilation_rate", rank, 1)
        self.use_bias = config.boolean("use_bias", True)
        self.channels = context.size(x, self.channel_axis)
        self.order = channels_first_order(rank + 2, self.channel_axis)
        if max(self.strides) > 1 and max(self.dilation) > 1:
            raise context.refused(f"{context.dialect.name} takes strides or dilations above 1, not both")

    def shape(self, sizes: list[int | None], channels: int) -> tuple[int | None, ...]:
        return (None, channels, *sizes) if self.first else (None, *sizes, channels)


@layer("Conv1D", "Conv2D", "Conv3D")
def convolution(context: LayerContext, x: Tensor) -> Tensor:
    rank = RANKS[context.kind]
    c = ConvolutionConfig(context, x, rank)
    if context.config.integer("groups", 1) != 1:
        raise context.refused("TensorFlow.js has no grouped convolutions")
    if rank == 1 and c.first:
        raise context.refused("TensorFlow.js's channels_first Conv1D gives its output channels last")
    filters = context.config.integer("filters")
    windows = slide(context, x, c.axes, c.kernel, c.strides, c.dilation)
    kernel = context.weight("kernel", (*c.kernel, c.channels, filters))
    bias = context.weight("bias", (filters,)) if c.use_bias else None
    if rank == 3 and any(stride > length for stride, length in zip(c.strides, c.kernel, strict=True)):
        raise context.refused("strides wider than the kernel: TensorFlow.js's backends differ in 3D")
    y = emit_convolution(context, x, c, onnx_order(kernel), bias, windows, c.shape(windows.sizes, filters))
    return activate(context, y)


def emit_convolution(
    context: LayerContext,
    x: Tensor,
    c: ConvolutionConfig,
    weights: np.ndarray,
    bias: np.ndarray | None,
    windows: Windows,
    shape: tuple[int | None, ...],
    group: int = 1,
    dilation: list[int] | None = None,
) -> Tensor:
    """One Conv with explicit pads."""
    graph = context.graph
    x = graph.in_order(graph.cast(x, "float32"), c.order)
    constants = [graph.constant(value) for value in (weights, bias) if value is not None]
    return graph.node(
        "Conv",
        [x, *constants],
        shape,
        c.order,
        kernel_shape=c.kernel,
        strides=c.strides,
        dilations=dilation or c.dilation,
        pads=windows.pads,
        group=group,
    )


@layer("Conv2DTranspose", "Conv3DTranspose")
def transposed_convolution(context: LayerContext, x: Tensor) -> Tensor:
    rank = RANKS[context.kind]
    c = ConvolutionConfig(context, x, rank)
    _note_ignored(context, "output_padding", "dilation_rate")
    filters = context.config.integer("filters")
    kernel = context.weight("kernel", (*c.kernel, filters, c.channels))
    bias = context.weight("bias", (filters,)) if c.use_bias else None
    windows, extra = spread(context, x, c.axes, c.kernel, c.strides)
    if rank == 3 and any(extra):
        raise context.refused("strides wider than the kernel: TensorFlow.js's backends differ in 3D")
    return activate(context, emit_transposed(context, x, c, kernel, bias, windows, extra))


def emit_transposed(
    context: LayerContext,
    x: Tensor,
    c: ConvolutionConfig,
    kernel: np.ndarray,
    bias: np.ndarray | None,
    windows: Windows,
    extra: list[int],
) -> Tensor:
    """One ConvTranspose with explicit pads.

    @param kernel: [..., out, in]
    @param windows, extra: of `spread`
    """
    graph = context.graph
    x = graph.in_order(graph.cast(x, "float32"), c.order)
    optional: dict[str, Any] = {"output_padding": extra} if any(extra) else {}
    constants = [onnx_order(kernel), *([] if bias is None else [bias])]
    return graph.node(
        "ConvTranspose",
        [x, *map(graph.constant, constants)],
        c.shape(windows.sizes, kernel.shape[-2]),
        c.order,
        kernel_shape=c.kernel,
        strides=c.strides,
        pads=windows.pads,
        **optional,
    )


@layer("DepthwiseConv2D")
def depthwise_convolution(context: LayerContext, x: Tensor) -> Tensor:
    c = ConvolutionConfig(context, x, 2)
    _note_ignored(context, "dilation_rate")
    multiplier = context.config.integer("depth_multiplier", 1)
    kernel = context.weight("depthwise_kernel", (*c.kernel, c.channels, multiplier))
    out = c.channels * multiplier
    bias = context.weight("bias", (out,)) if c.use_bias else None
    windows = slide(context, x, c.axes, c.kernel, c.strides, [1, 1])
    y = emit_convolution(
        context, x, c, per_channel(kernel), bias, windows, c.shape(windows.sizes, out), c.channels, [1, 1]
    )
    return activate(context, y)


@layer("SeparableConv2D")
def separable_convolution(context: LayerContext, x: Tensor) -> Tensor:
    c = ConvolutionConfig(context, x, 2)
    config = context.config
    if c.first and (c.use_bias or config.get("activation") in ("softmax", "log_softmax", "logSoftmax")):
        raise context.refused(
            "TensorFlow.js adds the bias of a channels_first SeparableConv2D along a wrong axis"
        )
    windows = slide(context, x, c.axes, c.kernel, c.strides, c.dilation)
    return activate(context, emit_separable(context, x, c, windows))


def emit_separable(context: LayerContext, x: Tensor, c: ConvolutionConfig, windows: Windows) -> Tensor:
    """A filter for each channel, then a mix of channels, pixel by pixel."""
    config, graph, rank = context.config, context.graph, len(c.axes)
    filters, multiplier = config.integer("filters"), config.integer("depth_multiplier", 1)
    middle = c.channels * multiplier
    depthwise = context.weight("depthwise_kernel", (*c.kernel, c.channels, multiplier))
    pointwise = context.weight("pointwise_kernel", (*[1] * rank, middle, filters))
    bias = context.weight("bias", (filters,)) if c.use_bias else None
    shape = c.shape(windows.sizes, middle)
    y = emit_convolution(context, x, c, per_channel(depthwise), None, windows, shape, c.channels)
    constants = [onnx_order(pointwise), *([] if bias is None else [bias])]
    inputs: list[Tensor | str] = [y, *map(graph.constant, constants)]
    return graph.node("Conv", inputs, c.shape(windows.sizes, filters), c.order, kernel_shape=[1] * rank)


def onnx_order(kernel: np.ndarray) -> np.ndarray:
    """[…,a,b] to [b,a,…]."""
    rank = kernel.ndim - 2
    return kernel.transpose(rank + 1, rank, *range(rank))


def per_channel(kernel: np.ndarray) -> np.ndarray:
    """[…,in,multiplier] to [in·multiplier,1,…], the multiplier running fastest."""
    return onnx_order(kernel.reshape(*kernel.shape[:-2], 1, -1))


def _note_ignored(context: LayerContext, *keys: str) -> None:
    for key in keys:
        value = context.config.get(key)
        if value is not None and any(
            part not in (1, None) for part in (value if isinstance(value, list) else [value])
        ):
            context.note(f"TensorFlow.js ignores {key}, and so does the ONNX model")
