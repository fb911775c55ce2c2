"""TensorFlow.js layers models to checked ONNX."""

__version__ = "0.1.0"
