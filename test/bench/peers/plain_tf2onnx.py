"""A tfjs layers model to ONNX as tf2onnx makes it: nothing folded, no pixels, float32 images [N,H,W,3] out."""

from __future__ import annotations

import sys

import onnx
from tfjs_to_onnx.keras_network import build_keras
from tfjs_to_onnx.keras_to_onnx import keras_to_onnx
from tfjs_to_onnx.layers_model import read_layers_model

source, target = sys.argv[1:]
network, _ = read_layers_model(source)
onnx.save(keras_to_onnx(build_keras(network), opset=17, input_name="z", output_name="images"), target)
