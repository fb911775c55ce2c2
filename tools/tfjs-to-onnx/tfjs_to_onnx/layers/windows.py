"""Sizes and pads of sliding windows, as TensorFlow.js computes them. Every pad becomes a number."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import ConversionError
from ..graph_builder import Tensor, shape_text
from ..layer_context import LayerContext


@dataclass(frozen=True)
class Windows:
    """Output sizes, and pads in ONNX's order: all beginnings, then all ends."""

    sizes: list[int | None]
    pads: list[int]


def padding_mode(context: LayerContext) -> str:
    """'same' or 'valid'."""
    mode = context.config.text("padding", "valid", ("same", "valid", "causal"))
    if mode == "causal":
        raise context.refused("TensorFlow.js does not implement causal padding")
    return mode


def slide(
    context: LayerContext,
    x: Tensor,
    axes: list[int],
    kernel: list[int],
    strides: list[int],
    dilation: list[int],
) -> Windows:
    """Windows of a convolution or a pooling along some axes of `x`."""
    same = padding_mode(context) == "same"
    sizes: list[int | None] = []
    begin, end = [], []
    for axis, length, stride, rate in zip(axes, kernel, strides, dilation, strict=True):
        size, reach = x.shape[axis], (length - 1) * rate + 1
        if not same:
            begin.append(0)
            end.append(0)
            sizes.append(None if size is None else (size - reach) // stride + 1)
            if size is not None and size < reach:
                raise ConversionError(
                    "BAD_TOPOLOGY", f"its window spans {reach}, more than its input {shape_text(x.shape)}"
                )
            continue
        if stride == 1:
            total, out = reach - 1, size
        else:
            known = context.size(x, axis)
            out = -(-known // stride)
            total = max((out - 1) * stride + reach - known, 0)
        begin.append(total // 2)
        end.append(total - total // 2)
        sizes.append(out)
    return Windows(sizes, begin + end)


def spread(
    context: LayerContext, x: Tensor, axes: list[int], kernel: list[int], strides: list[int]
) -> tuple[Windows, list[int]]:
    """Windows of a transposed convolution, and what ONNX calls the output padding."""
    same = padding_mode(context) == "same"
    sizes: list[int | None] = []
    begin, end, extra = [], [], []
    for axis, length, stride in zip(axes, kernel, strides, strict=True):
        size = x.shape[axis]
        # the output is (size - 1) · stride + length without pads
        total = max(length - stride, 0) if same else 0
        begin.append(total // 2)
        end.append(total - total // 2)
        extra.append(max(stride - length, 0))
        longer = 0 if same else max(length - stride, 0)
        sizes.append(None if size is None else size * stride + longer)
    return Windows(sizes, begin + end), extra
