"""Which layers are converted. A list of what may pass, so that a config can never name code to run."""

from __future__ import annotations

from .errors import ConversionError
from .network import Config, is_model, layer_name, walk_layers

SUPPORTED = frozenset(
    """
    Activation Add AlphaDropout Average AveragePooling1D AveragePooling2D BatchNormalization Concatenate
    Conv1D Conv2D Conv2DTranspose Cropping2D Dense DepthwiseConv2D Dot Dropout ELU Flatten GaussianDropout
    GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D GlobalMaxPooling2D
    InputLayer LeakyReLU MaxPooling1D MaxPooling2D Maximum Minimum Multiply PReLU Permute
    ReLU RepeatVector Rescaling Reshape SeparableConv2D Softmax SpatialDropout1D ThresholdedReLU
    TimeDistributed UpSampling2D ZeroPadding2D
    """.split()
)


def check_layers(topology: Config) -> None:
    """Raises ConversionError for the first layer that would be converted wrongly or not at all."""
    if not is_model(topology):
        raise ConversionError(
            "NOT_A_MODEL", f"the top of the model is a '{topology['class_name']}', not a model"
        )
    try:
        for layer in walk_layers(topology):
            if not is_model(layer):
                _check(layer_name(layer), layer["class_name"], layer["config"])
    except (KeyError, TypeError, AttributeError) as error:
        raise ConversionError(
            "BAD_TOPOLOGY", f"a layer entry of modelTopology is malformed ({error!r})"
        ) from error


def _check(name: str, kind: str, config: Config) -> None:
    if kind not in SUPPORTED:
        raise ConversionError(
            "UNSUPPORTED_LAYER",
            f"layer '{name}' is a '{kind}', which this tool does not convert",
            f"build the network without it; converted are {', '.join(sorted(SUPPORTED))}",
        )
    if kind == "UpSampling2D" and config.get("interpolation", "nearest") != "nearest":
        raise ConversionError(
            "BILINEAR_UPSAMPLING",
            f"layer '{name}' is a {config['interpolation']} UpSampling2D: TensorFlow.js samples it "
            "without half pixels, Keras and ONNX with them, so every pixel would differ in silence",
            "use nearest upsampling or a transposed convolution",
        )
    if config.get("data_format") == "channels_first":
        raise ConversionError(
            "CHANNELS_FIRST", f"layer '{name}' is channels_first; only channels_last is converted"
        )
