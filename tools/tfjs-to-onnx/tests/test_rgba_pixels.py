import unittest

import numpy as np

from tfjs_to_onnx.rgba_pixels import pack_rgba


class PackRgbaTest(unittest.TestCase):
    def test_levels_clip_and_round_half_up(self) -> None:
        for value, level in (
            (-2, 0),
            (-1, 0),
            (-0.997, 0),
            (-0.996, 1),
            (0, 128),
            (0.5, 191),
            (1, 255),
            (3, 255),
        ):
            image = np.full((1, 1, 1, 3), value, np.float32)
            self.assertEqual(
                list(pack_rgba(image).astype("<i4").tobytes()), [level, level, level, 255], value
            )

    def test_bytes_are_red_green_blue_alpha(self) -> None:
        levels = np.array([[[[1, 2, 3], [255, 0, 0]], [[0, 255, 0], [0, 0, 255]]]])  # [1,2,2,3]
        packed = pack_rgba((levels / 127.5 - 1).astype(np.float32))
        self.assertEqual(packed.shape, (1, 2, 2))
        expected = [1, 2, 3, 255, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255]
        self.assertEqual(list(packed.astype("<i4").tobytes()), expected)

    def test_every_level_survives_the_round_trip(self) -> None:
        levels = np.arange(256)
        packed = pack_rgba((levels / 127.5 - 1).astype(np.float32).reshape(1, 16, 16, 1))
        self.assertEqual(packed.astype("<i4").view(np.uint8)[..., ::4].ravel().tolist(), levels.tolist())


if __name__ == "__main__":
    unittest.main()
