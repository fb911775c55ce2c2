"""Which layers of a Keras file are converted: those whose every setting is known; others are refused."""

from __future__ import annotations

import re
from typing import Any

from .dialect import Dialect
from .errors import ConversionError
from .layer_context import KERAS_LAYERS, LAYERS, Emit
from .layer_error import LayerError
from .layers import BUILT_IN
from .model_entries import MODELS, entry_name
from .network import Config

#: Of training, of bookkeeping, or of no effect on what a layer gives at inference.
IGNORED = re.compile(
    r".*_(initializer|regularizer|constraint)|name|trainable|dtype|batch_input_shape|batch_shape|input_dtype"
    r"|activity_regularizer|seed|build_config|weights|quantization_config|lora_rank|lora_alpha"
)
WINDOW = "kernel_size strides padding data_format dilation_rate groups activation use_bias"
RECURRENT = """
    units activation recurrent_activation use_bias unit_forget_bias dropout recurrent_dropout implementation
    return_sequences return_state go_backwards stateful unroll reset_after use_cudnn zero_output_for_mask cell
    input_length input_dim
"""
POOL = "pool_size strides padding data_format"

#: The settings that the converter reads of each layer, or may pass over. None: it does nothing anyway.
SETTINGS: dict[str, str | None] = {
    "Activation": "activation",
    "ActivityRegularization": None,
    "Add": "",
    "AlphaDropout": None,
    "Average": "",
    "BatchNormalization": "axis momentum epsilon center scale synchronized renorm_momentum fused",
    "Bidirectional": "layer backward_layer merge_mode",
    "CategoryEncoding": "num_tokens output_mode",
    "CenterCrop": "height width data_format",
    "Concatenate": "axis",
    "Dense": "units activation use_bias input_dim",
    "Dot": "axes normalize",
    "Dropout": None,
    "ELU": "alpha",
    "Embedding": "input_dim output_dim mask_zero input_length",
    "Flatten": "data_format",
    "GaussianDropout": None,
    "GaussianNoise": None,
    "Identity": None,
    "LayerNormalization": "axis epsilon center scale",
    "LeakyReLU": "alpha negative_slope",
    "Masking": "mask_value",
    "Maximum": "",
    "Minimum": "",
    "Multiply": "",
    "Normalization": "axis mean variance",
    "PReLU": "shared_axes",
    "Permute": "dims",
    "ReLU": "max_value negative_slope threshold",
    "RepeatVector": "n",
    "Rescaling": "scale offset",
    "Reshape": "target_shape",
    "Resizing": "height width interpolation data_format fill_mode fill_value",
    "Softmax": "axis",
    "SpatialDropout1D": None,
    "SpatialDropout2D": None,
    "SpatialDropout3D": None,
    "Subtract": "",
    "ThresholdedReLU": "theta",
    "TimeDistributed": "layer",
    **dict.fromkeys(("LSTM", "GRU", "SimpleRNN", "RNN", "LSTMCell", "GRUCell", "SimpleRNNCell"), RECURRENT),
    "StackedRNNCells": "cells",
    "ConvLSTM2D": f"{RECURRENT} {WINDOW} filters",
    **dict.fromkeys(("Conv1D", "Conv2D", "Conv3D"), f"{WINDOW} filters"),
    **{f"Conv{rank}DTranspose": f"{WINDOW} filters output_padding" for rank in (1, 2, 3)},
    **{f"DepthwiseConv{rank}D": f"{WINDOW} depth_multiplier" for rank in (1, 2)},
    **{f"SeparableConv{rank}D": f"{WINDOW} depth_multiplier filters" for rank in (1, 2)},
    **{f"{kind}Pooling{rank}D": POOL for kind in ("Max", "Average") for rank in (1, 2, 3)},
    **{
        f"Global{kind}Pooling{rank}D": "data_format keepdims"
        for kind in ("Max", "Average")
        for rank in (1, 2, 3)
    },
    **{f"UpSampling{rank}D": "size data_format interpolation" for rank in (1, 2, 3)},
    **{f"ZeroPadding{rank}D": "padding data_format" for rank in (1, 2, 3)},
    **{f"Cropping{rank}D": "cropping data_format" for rank in (1, 2, 3)},
    **dict.fromkeys(
        "RandomBrightness RandomContrast RandomFlip RandomHeight RandomRotation RandomTranslation RandomWidth"
        " RandomZoom".split()
    ),
}

OPERATION = "an operation outside of any layer is Python code of Keras: put it into a layer"
MASK = (
    "Keras 3 writes the masks of functional models as operations, which are not converted: "
    "a Sequential model keeps them in its layers"
)
REASONS = {
    "Lambda": "it carries Python code, which is never run",
    "TFOpLambda": OPERATION,
    "SlicingOpLambda": OPERATION,
    "CuDNNLSTM": "load the model in Keras 2.15 and save it again, which makes it an LSTM",
    "CuDNNGRU": "load the model in Keras 2.15 and save it again, which makes it a GRU",
}
#: Keras computes in these types, and the ONNX model in float32.
OTHER_TYPES = ("float16", "bfloat16", "float64", "mixed_float16", "mixed_bfloat16")


def find_keras_emitter(entry: Config, dialect: Dialect) -> Emit:
    """The function that emits a layer; raises ConversionError for one that is not converted as it is set."""
    emit, kind = _emitter(entry, dialect), str(entry.get("class_name"))
    if kind in SETTINGS:
        check_settings(kind, entry.get("config"), dialect)
    return emit


def check_kinds(model: Config, dialect: Dialect, path: str = "modelTopology") -> None:
    """Raises ConversionError for the first layer of a kind that is not converted, before more is read."""
    layers = model["config"].get("layers") if isinstance(model.get("config"), dict) else model.get("config")
    for at, entry in enumerate(layers if isinstance(layers, list) else []):
        place = f"{path}.config.layers[{at}]"
        if not isinstance(entry, dict) or entry.get("class_name") == "InputLayer":
            continue
        if entry.get("class_name") in MODELS:
            check_kinds(entry, dialect, place)
            continue
        if dialect.keras == 3 and str(entry.get("class_name")).startswith(
            ("Random", "Resizing", "CenterCrop")
        ):
            _forget_training(entry)
        try:
            _emitter(entry, dialect)
        except ConversionError as error:
            raise LayerError(error, entry_name(entry), entry.get("class_name"), place) from error


def _forget_training(entry: Config) -> None:
    """Keras 3 writes down that these were called with `training=True`, and `predict` overrides it."""
    nodes = entry.get("inbound_nodes")
    for node in nodes if isinstance(nodes, list) else []:
        if isinstance(node, dict) and isinstance(node.get("kwargs"), dict):
            node["kwargs"].pop("training", None)


def _emitter(entry: Config, dialect: Dialect) -> Emit:
    kind = str(entry.get("class_name"))
    custom = LAYERS.get(kind) if kind not in BUILT_IN else None
    if custom is not None:
        return custom
    if _is_operation(entry, dialect):
        raise _refused(MASK if kind in ("NotEqual", "Any", "LogicalOr") else OPERATION)
    if entry.get("registered_name") not in (None, ""):
        raise _refused("it is a layer of your own, and no --custom file adds it")
    emit = KERAS_LAYERS.get(kind) or LAYERS.get(kind)
    if emit is None or kind not in SETTINGS:
        raise _refused(
            REASONS.get(kind, f"this layer of {dialect.name} is not converted, and no --custom file adds it")
        )
    return emit


def _is_operation(entry: Config, dialect: Dialect) -> bool:
    """Whether an entry is `a + b` and no layer, though called Add; HDF5 files leave the module out."""
    if dialect.keras < 3:
        return False
    config = entry.get("config")
    bare = isinstance(config, dict) and not {"dtype", "trainable"} & set(config)
    return (bare and not entry.get("registered_name")) or str(entry.get("module")).startswith("keras.src.ops")


def check_inner_layer(entry: Config, dialect: Dialect) -> None:
    """The same checks for a layer or cell that its wrapper emits by itself."""
    kind = str(entry.get("class_name"))
    if entry.get("registered_name") not in (None, "") or kind not in SETTINGS:
        raise _refused(f"the {kind!r} inside is not converted"[:200])
    check_settings(kind, entry.get("config"), dialect)


def check_settings(kind: str, config: Any, dialect: Dialect) -> None:
    """Raises ConversionError for a setting that nobody here has thought of."""
    known = SETTINGS.get(kind, "")
    if known is None or not isinstance(config, dict):
        return
    words = known.split()
    for key, value in config.items():
        if value not in (None, False, [], {}) and key not in words and not IGNORED.fullmatch(key):
            raise _refused(f"its setting '{key}' is not one that is converted"[:200])
    if not isinstance(config.get("dtype", "float32"), (str, type(None))):
        raise _refused("it computes with quantised weights")


def _refused(reason: str) -> ConversionError:
    return ConversionError("UNSUPPORTED_LAYER", reason)
