/** Weights in the encoding of TensorFlow.js's converter: uint8, uint16 or float16. */
export function quantise({ modelTopology, weightSpecs, weightData }, dtype) {
  const values = new Float32Array(weightData)
  let offset = 0
  const chunks = []
  const specs = weightSpecs.map((spec) => {
    const count = spec.shape.reduce((a, b) => a * b, 1)
    const part = values.subarray(offset, (offset += count))
    if (dtype === 'float16') {
      chunks.push(Buffer.from(Uint16Array.from(part, toFloat16).buffer))
      return { ...spec, quantization: { dtype, original_dtype: 'float32' } }
    }
    const min = Math.min(...part)
    const most = dtype === 'uint8' ? 255 : 65535
    const scale = (Math.max(...part) - min) / most || 1
    const Codes = dtype === 'uint8' ? Uint8Array : Uint16Array
    chunks.push(Buffer.from(Codes.from(part, (value) => Math.round((value - min) / scale)).buffer))
    return { ...spec, quantization: { dtype, min, scale, original_dtype: 'float32' } }
  })
  const bytes = Buffer.concat(chunks)
  const data = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  return { modelTopology, weightSpecs: specs, weightData: data }
}

/** The bits of a float16, towards zero: any rounding does, as what is written is what both sides read. */
function toFloat16(value) {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]
  const exponent = ((bits >>> 23) & 0xff) - 112
  const sign = (bits >>> 16) & 0x8000
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((bits >>> 13) & 0x3ff)
}
