// Runs in a process of its own (`node addon-check.js ADDON`): loads the addon, computes a small
// convolution and its gradients, prints the backend's description as JSON. Exit code 1 and a
// message on stderr where any of it fails.
import { activateBackend } from './native-backend.ts'
import { tf } from './tf.ts'

// 3x3 picture 1 … 9, 2x2 filter 1 … 4, stride 1, no padding; worked by hand
const EXPECTED = {
  output: [37, 47, 67, 77],
  filterGradient: [12, 16, 24, 28], // sums of the picture's four 2x2 windows
  pictureGradient: [1, 3, 2, 4, 10, 6, 3, 7, 4], // the filter laid over each pixel's windows
}

const convolve = (x: tf.Tensor, w: tf.Tensor): tf.Tensor =>
  tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'valid')

function checkAddon(addon: string): void {
  const info = activateBackend(addon)
  const picture = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1])
  const filter = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1])
  const [pictureGradient, filterGradient] = tf.grads((x, w) => tf.sum(convolve(x, w)))([picture, filter])
  expectNumbers('conv2d', convolve(picture, filter), EXPECTED.output)
  expectNumbers('conv2d gradient of the filter', filterGradient!, EXPECTED.filterGradient)
  expectNumbers('conv2d gradient of the picture', pictureGradient!, EXPECTED.pictureGradient)
  process.stdout.write(`${JSON.stringify(info)}\n`)
}

function expectNumbers(what: string, tensor: tf.Tensor, expected: readonly number[]): void {
  const actual = [...tensor.dataSync()]
  const differs =
    actual.length !== expected.length || actual.some((v, i) => Math.abs(v - expected[i]!) > 1e-3)
  if (differs) throw new Error(`${what} gave [${actual.join(', ')}], expected [${expected.join(', ')}]`)
}

try {
  checkAddon(process.argv[2] ?? '')
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
