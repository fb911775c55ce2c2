"""Every layer that is converted; importing this package fills the table."""

from . import (  # noqa: F401
    activation_layers,
    conv_lstm,
    convolutions,
    core,
    merging,
    normalization,
    pooling,
    preprocessing,
    recurrent,
    refusals,
    resizing,
    wrappers,
)
