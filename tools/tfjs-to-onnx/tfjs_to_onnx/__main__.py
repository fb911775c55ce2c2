"""`python -m tfjs_to_onnx`."""

import sys

from .cli import main

sys.exit(main())
