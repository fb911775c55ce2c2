import itertools
import unittest

import numpy as np
import onnxruntime

from layers_models import layer, sequential
from test_convert import FIXTURE, LATENTS, FolderTest
from tfjs_to_onnx.convert import convert
from tfjs_to_onnx.convert_options import ConvertOptions
from tfjs_to_onnx.errors import ConversionError
from tfjs_to_onnx.picture_format import LAWS, parse_picture_format
from tfjs_to_onnx.picture_inputs import read_picture
from tfjs_to_onnx.rgba_pixels import levels, pack_rgba

#: Operations that ONNX Runtime's WebGPU provider has for float32, and for int32 where they are used on it.
ON_WEBGPU = set("Add Cast Clip Div Floor Identity Mul ReduceSum Sub Transpose Unsqueeze".split())
LEVELS = np.arange(256, dtype=np.uint8)
RANGES = sorted(LAWS)


def run(path, values: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {session.get_inputs()[0].name: values})[0]


def edges(range_: str) -> np.ndarray:
    """Numbers around every border between two levels, beyond both ends, and in between."""
    low, high, scale, offset, *_ = LAWS[range_]
    borders = ((np.arange(-3, 260) - offset) / scale).astype(np.float32)
    near = [borders, np.nextafter(borders, np.float32(-9e9)), np.nextafter(borders, np.float32(9e9))]
    random = np.random.RandomState(0).uniform(low - 1, high + 1, 12_000).astype(np.float32)
    values = np.concatenate([*near, random, np.array([np.inf, -np.inf, -0.0, 1e-40], np.float32)])
    return values[: len(values) // 12 * 12].reshape(1, -1, 4, 3)


class PicturesTest(FolderTest):
    def nothing(self, *shape: int | None) -> None:
        """A model that hands its input on."""
        self.topology = sequential(
            layer("Activation", "same", activation="linear", batch_input_shape=[None, *shape])
        )
        self.weights = {}

    def convert(self, **options: str) -> dict:
        given = {key: (value,) for key, value in options.items()}
        return convert(self.write(), self.folder / "o.onnx", ConvertOptions(**given))

    def test_a_packed_pixel_is_read_exactly_whatever_its_four_bytes(self) -> None:
        random = np.random.RandomState(1).randint(-(2**31), 2**31, (2, 50, 40)).astype(np.int32)
        corners = np.array([*itertools.product((0, 1, 127, 128, 255), repeat=4)], np.uint8)  # [625,4]
        every = np.concatenate([np.roll(np.pad(LEVELS[:, None], ((0, 0), (0, 3))), k, 1) for k in range(4)])
        packed = np.concatenate([corners, every]).view("<i4").reshape(1, -1, 1)
        tail = "mean=0.485/0.456/0.406,std=0.229/0.224/0.225"
        for range_, layout, more in itertools.product(
            RANGES, ("nhwc", "nchw"), ("", f",{tail}", ",mean=0.5")
        ):
            channels_first = layout == "nchw"
            self.nothing(*((3, None, None) if channels_first else (None, None, 3)))
            text = f"rgba8,{range_}{more}"
            report = self.convert(input_pixels=text)
            self.assertEqual(report["inputs"][0]["dtype"], "int32")
            self.assertEqual(report["inputs"][0]["shape"], ["N", None, None])
            self.assertEqual(report["inputs"][0]["pixels"]["layout"], layout)
            self.assertLessEqual(set(report["nodes"]), ON_WEBGPU)
            shape = (None, 3, None, None) if channels_first else (None, None, None, 3)
            picture = parse_picture_format(text, "")[1].fitting("", shape)
            for pixels in (random, packed):
                expected = read_picture(pixels, picture)
                np.testing.assert_array_equal(run(self.folder / "o.onnx", pixels), expected)

    def test_uint8_of_every_level_and_number_of_channels(self) -> None:
        pixels = np.random.RandomState(2).permutation(np.tile(LEVELS, 12)).reshape(4, 16, 4, 12)
        for range_, channels, first in itertools.product(RANGES, (1, 3, 4), (False, True)):
            self.nothing(*((channels, 16, 48 // channels) if first else (16, 48 // channels, channels)))
            report = self.convert(input_pixels=f"uint8,{range_}", output_pixels=f"same=uint8,{range_}")
            given = pixels.reshape(4, 16, -1, channels)
            self.assertEqual(report["inputs"][0]["shape"], ["N", *given.shape[1:]])
            self.assertEqual(report["outputs"][0]["dtype"], "uint8")
            np.testing.assert_array_equal(run(self.folder / "o.onnx", given), given)

    def test_packed_pixels_come_back_as_they_went_in(self) -> None:
        pixels = np.random.RandomState(3).randint(-(2**24), 0, (2, 30, 20)).astype(np.int32)  # opaque
        for range_, first in itertools.product(RANGES, (False, True)):
            self.nothing(*((3, 30, 20) if first else (30, 20, 3)))
            self.convert(input_pixels=f"rgba8,{range_}", output_pixels=f"rgba8,{range_}")
            np.testing.assert_array_equal(run(self.folder / "o.onnx", pixels), pixels)

    def test_a_grey_model_reads_the_luma_and_shows_one_level_three_times(self) -> None:
        self.nothing(16, 16, 1)
        grey = (LEVELS.astype(np.int64) * 0x10101 - 2**24).astype(np.int32).reshape(1, 16, 16)
        colours = np.random.RandomState(4).randint(0, 256, (1, 16, 16, 4)).astype(np.uint8)
        self.convert(input_pixels="rgba8,0..255", output_pixels="rgba8,0..255")
        np.testing.assert_array_equal(run(self.folder / "o.onnx", grey), grey)
        packed = run(self.folder / "o.onnx", colours.view("<i4")[..., 0])
        shown = packed.astype("<i4")[..., None].view(np.uint8)
        # ITU-R BT.601, as pictures are made grey elsewhere: at most rounding apart
        luma = colours[..., :3] @ np.array([0.299, 0.587, 0.114])
        self.assertLess(np.abs(shown[..., 0] - luma).max(), 0.51)
        np.testing.assert_array_equal(shown[..., :3].max(-1), shown[..., :3].min(-1))
        self.assertEqual(shown[..., 3].min(), 255)

    def test_numbers_become_the_levels_of_the_law(self) -> None:
        for range_, kind, first in itertools.product(RANGES, ("rgba8", "uint8"), (False, True)):
            values = edges(range_)
            self.nothing(*((3, None, 4) if first else (None, 4, 3)))
            # [N,3,?,4] may be read either way
            report = self.convert(output_pixels=f"{kind},{range_},{'nchw' if first else 'nhwc'}")
            given = values.transpose(0, 3, 1, 2) if first else values
            shown = run(self.folder / "o.onnx", np.ascontiguousarray(given))
            law = LAWS[range_]
            if kind == "rgba8":
                self.assertLessEqual(set(report["nodes"]), ON_WEBGPU)
                np.testing.assert_array_equal(shown, pack_rgba(values, law))
            else:
                np.testing.assert_array_equal(shown, levels(values, law))
            # what the law is: to the nearest level, half up
            low, high, *_ = law
            share = (np.clip(values.astype(np.float64), low, high) - low) / (high - low)
            exact = np.floor(share * 255 + 0.5)
            self.assertLessEqual(np.abs(exact - levels(values, law)).max(), 1)
            self.assertLess((exact != levels(values, law)).mean(), 0.05)

    def test_a_generator_gives_the_pixels_of_its_numbers_and_keeps_no_transpose(self) -> None:
        convert(FIXTURE, self.folder / "a.onnx")
        report = convert(
            FIXTURE, self.folder / "b.onnx", ConvertOptions(output_pixels=("rgba8,-1..1",), licence="MIT")
        )
        self.assertNotIn("Transpose", report["nodes"])
        np.testing.assert_array_equal(
            run(self.folder / "b.onnx", LATENTS), pack_rgba(run(self.folder / "a.onnx", LATENTS))
        )

    def test_a_convolution_gets_its_planes_without_a_transpose(self) -> None:
        kernel = {"filters": 3, "kernel_size": [3, 3], "padding": "same", "use_bias": False}
        self.topology = sequential(layer("Conv2D", "c", batch_input_shape=[None, 8, 9, 3], **kernel))
        self.weights = {"c/kernel": np.random.RandomState(5).randn(3, 3, 3, 3).astype(np.float32)}
        convert(self.write(), self.folder / "plain.onnx")
        picture = parse_picture_format("rgba8,-1..1", "")[1].fitting("", (None, 8, 9, 3))
        packed = np.random.RandomState(6).randint(-(2**31), 2**31, (2, 8, 9)).astype("<i4")
        expected = run(self.folder / "plain.onnx", read_picture(packed, picture))
        for kind, transposes in (("rgba8", 0), ("uint8", 2)):
            report = self.convert(input_pixels=f"c_input={kind},-1..1", output_pixels=f"{kind},-1..1")
            self.assertEqual(report["nodes"].get("Transpose", 0), transposes)
            colours = np.ascontiguousarray(packed[..., None].view(np.uint8)[..., :3])
            shown = run(self.folder / "o.onnx", packed if kind == "rgba8" else colours)
            wanted = pack_rgba(expected) if kind == "rgba8" else levels(expected)
            np.testing.assert_array_equal(shown, wanted)

    def test_an_output_that_another_layer_reads_is_a_picture_outside_alone(self) -> None:
        def node(entry: dict, *sources: str) -> dict:
            inbound = [[[source, 0, 0, {}] for source in sources]] if sources else []
            return entry | {"name": entry["config"]["name"], "inbound_nodes": inbound}

        layers = [
            node(layer("InputLayer", "x", batch_input_shape=[None, 4, 4, 3])),
            node(layer("Activation", "image", activation="tanh"), "x"),
            node(layer("Activation", "after", activation="relu"), "image"),
        ]
        config = {
            "name": "m", "layers": layers, "input_layers": [["x", 0, 0]],
            "output_layers": [["image", 0, 0], ["after", 0, 0]],
        }  # fmt: skip
        self.topology, self.weights = {"class_name": "Model", "config": config}, {}
        x = np.random.RandomState(7).randn(2, 4, 4, 3).astype(np.float32)
        for kind in ("rgba8", "uint8"):
            self.convert(output_pixels=f"image={kind},-1..1")
            session = onnxruntime.InferenceSession(str(self.folder / "o.onnx"))
            image, after = session.run(["image", "after"], {"x": x})
            expected = np.tanh(x)
            np.testing.assert_allclose(after, np.maximum(expected, 0), atol=1e-6)
            self.assertEqual(image.dtype, np.int32 if kind == "rgba8" else np.uint8)
            shown = image.astype("<i4")[..., None].view(np.uint8)[..., :3] if kind == "rgba8" else image
            self.assertLessEqual(np.abs(shown.astype(int) - levels(expected).astype(int)).max(), 1)

    def test_what_is_no_picture_is_refused(self) -> None:
        for text, words in (
            ("uint8,-1..1", "'dense_Dense1_input' is [N,4]; a picture in uint8"),
            ("z=uint8,-1..1", "there is no 'z'; there are dense_Dense1_input"),
        ):
            code = "BAD_OPTION" if "z=" in text else "NOT_AN_IMAGE"
            self.refused(code, words, input_pixels=(text,))
        self.refused(
            "NOT_AN_IMAGE", "ends in a Tanh, so its levels lie in -1..1", output_pixels=("uint8,0..1",)
        )
        self.refused("BAD_OPTION", "given twice", output_pixels=("uint8,-1..1", "rgba8,-1..1"))
        self.refused("NOT_AN_IMAGE", "is [N,C,H,W] with", output_pixels=("uint8,-1..1,nchw",))
        self.nothing(5, 5, 4)
        self.refused("NOT_AN_IMAGE", "with 1 or 3 channels", output_pixels=("rgba8,-1..1",))
        self.nothing(5, 5, 3)
        self.refused("BAD_OPTION", "mean has 2 values, 'same_input' 3", input_pixels=("rgba8,0..1,mean=1/2",))
        table = layer("Embedding", "e", input_dim=9, output_dim=3, batch_input_shape=[None, 4, 4, 3])
        self.topology = sequential(table)
        self.weights = {"e/embeddings": np.ones((9, 3), np.float32)}
        self.refused("NOT_AN_IMAGE", "is an index in the model", input_pixels=("uint8,0..255",))

    def test_a_format_that_cannot_be_read_says_what_is_wrong(self) -> None:
        self.nothing(5, 5, 3)
        for text, words in (
            ("", "names neither uint8 nor rgba8"),
            ("png,0..1", "names neither"),
            ("uint8", "does not say what the levels"),
            ("uint8,0..2", "'0..2' is not known"),
            ("uint8,0..1,-1..1", "two of range"),
            ("a=b=uint8,0..1,nhwc,nchw", "two of layout"),
            ("rgba8,0..1,std=0", "no list of numbers above 0"),
            ("rgba8,0..1,std=1e-50", "no list of numbers above 0"),
            ("rgba8,0..1,mean=a", "no list of numbers"),
            ("rgba8,0..1,mean=1e99", "no list of numbers"),
            ("rgba8,0..1,,", "'' is not known"),
        ):
            self.refused("BAD_OPTION", words, input_pixels=(text,))
        self.refused("BAD_OPTION", "mean and std are for inputs", output_pixels=("uint8,0..1,mean=1",))
        named, picture = parse_picture_format("a,b=c=rgba8,0..1,nchw", "")
        self.assertEqual((named, picture.kind, picture.layout), ("a,b=c", "rgba8", "nchw"))

    def test_whatever_is_written_is_read_or_refused(self) -> None:
        random = np.random.RandomState(8)
        words = [
            "uint8",
            "rgba8",
            "0..1",
            "-1..1",
            "nhwc",
            "mean=",
            "std=",
            "x",
            ",",
            "=",
            "/",
            ".",
            "-",
            "1",
        ]
        words += ["1e-50", "nan", "inf", "é", " ", "\n"]
        read = 0
        for _ in range(5000):
            start = ["", "rgba8,0..1", "z=uint8,-1..1"][random.randint(3)]
            text = start + "".join(random.choice(words) for _ in range(random.randint(6)))
            try:
                _, picture = parse_picture_format(text, "--input-pixels")
            except ConversionError as error:
                self.assertEqual(error.code, "BAD_OPTION")
                continue
            read += 1
            for number in (*picture.mean, *picture.std):
                self.assertTrue(np.isfinite(np.float32(number)), text)
            self.assertTrue(all(np.float32(number) > 0 for number in picture.std), text)
        self.assertGreater(read, 300)


if __name__ == "__main__":
    unittest.main()
