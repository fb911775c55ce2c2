/**
 * Where this model's files are, one `new URL` each so that bundlers find and copy them.
 * @type {Readonly<Record<string, URL>>}
 */
export const files = Object.freeze({
  'facegan.json': new URL('./facegan.json', import.meta.url),
  'generator.onnx': new URL('./generator.onnx', import.meta.url),
})
