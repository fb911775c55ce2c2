"""The command line. Exit codes: 0 done, 1 failed, 2 wrong use. Data goes to stdout, the rest to stderr."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence

from .convert_options import OPSETS as CONVERT_OPSETS
from .errors import ConversionError
from .options import OPSETS
from .picture_format import FORM


def main(arguments: Sequence[str] | None = None) -> int:
    """Parses and runs one command; returns the exit code."""
    parsed = _parser().parse_args(arguments)
    # a terminated conversion removes its temporary files
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        parsed.run(parsed)
    except ConversionError as error:
        print(f"error: {error.one_line()}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tfjs-to-onnx", description="TensorFlow.js layers models and Keras files to checked ONNX"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    convert = commands.add_parser("convert", help="any layers model or Keras file to a checked .onnx file")
    convert.add_argument(
        "model", metavar="MODEL", help="model.json, its folder or its address, or a Keras file: .keras, .h5"
    )
    convert.add_argument("out", metavar="OUT.onnx")
    convert.add_argument(
        "--opset", type=int, choices=CONVERT_OPSETS, default=17, metavar="13-21", help="default: 17"
    )
    convert.add_argument(
        "--weights", choices=("float32", "float16", "int8"), default="float32", help="how they are stored"
    )
    convert.add_argument(
        "--compute",
        choices=("float32", "float16"),
        default="float32",
        help="float16: what it does well; inputs, outputs, norms, softmax and recurrent layers stay float32",
    )
    convert.add_argument(
        "--shape",
        type=_named_shape,
        action="append",
        default=[],
        metavar="NAME=224,224,3",
        help="sizes of an input that the model leaves open; may be given several times",
    )
    convert.add_argument(
        "--custom",
        action="append",
        default=[],
        metavar="FILE.py",
        help="a file that registers layers of your own; it is run",
    )
    for side, words in (("input", "takes"), ("output", "gives")):
        convert.add_argument(
            f"--{side}-pixels",
            action="append",
            default=[],
            metavar="[NAME=]FORMAT",
            help=f"a picture that the model {words}, as bytes: {FORM}; may be given several times",
        )
    convert.add_argument("--licence", help="SPDX identifier for the file's metadata")
    convert.add_argument("--report", metavar="FILE.json", help="write what was converted and checked")
    convert.add_argument("--quiet", action="store_true", help="print errors only")
    convert.set_defaults(run=_convert)

    export = commands.add_parser("export", help="a generator of pictures: one latent in, pixels out")
    export.add_argument("model", metavar="MODEL.json", help="a layers model, its weight files beside it")
    export.add_argument("out", metavar="OUT.onnx")
    export.add_argument("--opset", type=int, choices=OPSETS, default=17, help="default: 17")
    export.add_argument("--input-name", default="z", help="default: z")
    export.add_argument("--output-name", help="default: pixels, image or output, by kind")
    export.add_argument(
        "--pixels", choices=("none", "rgba8"), default="none", help="finish RGBA pixels in the graph"
    )
    export.add_argument(
        "--weights", choices=("float32", "float16"), default="float32", help="how they are stored"
    )
    export.add_argument(
        "--reference", metavar="DIR", help="write the folded, rounded network as a layers model again"
    )
    export.add_argument("--report", metavar="FILE.json", help="write what was converted and checked")
    export.add_argument("--quiet", action="store_true", help="print errors only")
    export.set_defaults(run=_export)

    fetch = commands.add_parser("fetch", help="download a model from its address, whole or not at all")
    fetch.add_argument("address", metavar="URL", help="of model.json or of a Keras file")
    fetch.add_argument("folder", metavar="FOLDER", help="a new folder; its model's path goes to stdout")
    fetch.set_defaults(run=_fetch)

    run = commands.add_parser("run", help="run a model in Python's ONNX Runtime on the CPU")
    run.add_argument("model", metavar="MODEL.onnx")
    run.add_argument("--inputs", metavar="FILE", required=True, help="raw little-endian float32")
    run.add_argument("--shape", type=_shape, required=True, help="of the inputs, for instance 64,100")
    run.add_argument("--output", metavar="FILE", required=True, help="raw little-endian output")
    run.add_argument("--threads", type=_count, default=0, help="default: ONNX Runtime's choice")
    run.add_argument("--batch", type=_count, default=0, help="rows per run; default: all at once")
    run.set_defaults(run=_run)

    latents = commands.add_parser("latents", help="NumPy's latents of seeds, as raw float32 rows")
    latents.add_argument("--seeds", required=True, help="seeds and ranges: 3,8,20-35")
    latents.add_argument("--size", type=_count, required=True, help="numbers per latent")
    latents.add_argument("--output", metavar="FILE", required=True)
    latents.set_defaults(run=_latents)
    return parser


def _convert(parsed: argparse.Namespace) -> None:
    from .convert import convert
    from .convert_options import ConvertOptions
    from .drift import drift_line

    options = ConvertOptions(
        parsed.opset,
        parsed.weights,
        dict(parsed.shape),
        tuple(parsed.custom),
        parsed.licence,
        input_pixels=tuple(parsed.input_pixels),
        output_pixels=tuple(parsed.output_pixels),
        compute=parsed.compute,
    )
    report = convert(parsed.model, parsed.out, options, parsed.report)
    if parsed.quiet:
        return
    for note in report["notes"]:
        print(f"note: {note}", file=sys.stderr)
    nodes = ", ".join(f"{count} {name}" for name, count in report["nodes"].items())
    print(
        f"{parsed.out}: {report['bytes']:,} bytes, {report['parameters']:,} parameters; {nodes}",
        file=sys.stderr,
    )
    for drift in report["drift"]:
        print(drift_line(drift), file=sys.stderr)


def _fetch(parsed: argparse.Namespace) -> None:
    from .remote_model import fetch_into_new_folder

    print(fetch_into_new_folder(parsed.address, parsed.folder))


def _export(parsed: argparse.Namespace) -> None:
    # before TensorFlow is imported: no banner, and no GPU, whose convolutions would round differently
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    from .export_generator import export_generator
    from .options import Options

    options = Options(parsed.opset, parsed.input_name, parsed.output_name, parsed.pixels, parsed.weights)
    report = export_generator(parsed.model, parsed.out, options, parsed.reference, parsed.report)
    if not parsed.quiet:
        nodes = ", ".join(f"{count} {name}" for name, count in report["nodes"].items())
        print(
            f"{parsed.out}: {report['bytes']:,} bytes, {report['parameters']:,} parameters, "
            f"{report['foldedBatchNorms']} batch norms folded; {nodes}; "
            f"largest difference to Keras {report['checks']['onnx']:.1e}",
            file=sys.stderr,
        )


def _run(parsed: argparse.Namespace) -> None:
    import onnxruntime

    from .run_model import read_inputs, run_model
    from .staged_outputs import StagedOutputs

    output = run_model(parsed.model, read_inputs(parsed.inputs, parsed.shape), parsed.threads, parsed.batch)
    with StagedOutputs() as outputs:
        outputs.file(parsed.output, output.astype(output.dtype.newbyteorder("<")).tobytes())
        outputs.commit()
    line = {"shape": output.shape, "dtype": output.dtype.name, "onnxruntime": onnxruntime.__version__}
    print(json.dumps(line))


def _latents(parsed: argparse.Namespace) -> None:
    from .latents import latents, parse_seeds
    from .staged_outputs import StagedOutputs

    with StagedOutputs() as outputs:
        outputs.file(parsed.output, latents(parse_seeds(parsed.seeds), parsed.size).astype("<f4").tobytes())
        outputs.commit()


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above 0")
    return int(text)


def _named_shape(text: str) -> tuple[str, list[int | None]]:
    name, _, sizes = text.rpartition("=")
    if not name:
        raise argparse.ArgumentTypeError(f"'{text}' is not of the form NAME=224,224,3")
    return name, list(_shape(sizes))


def _shape(text: str) -> tuple[int, ...]:
    return tuple(_count(part) for part in text.split(","))
