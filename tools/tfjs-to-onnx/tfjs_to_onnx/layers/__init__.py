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
from ..layer_context import LAYERS

#: The converter's own; what --custom files register comes on top.
BUILT_IN = frozenset(LAYERS)
