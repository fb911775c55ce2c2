import * as v from 'valibot'

/** Of a tensor; `'N'` stands for the number of faces in a run. */
type TensorShape = (number | 'N')[]

const shapeSchema = v.custom<TensorShape>(
  (shape) =>
    Array.isArray(shape) &&
    shape.length <= 8 &&
    shape.every((n) => n === 'N' || (Number.isInteger(n) && n > 0)),
  "must be at most 8 whole numbers from 1 up, or 'N'",
)

const integerTypes = ['uint8', 'int8', 'uint16', 'int16', 'int32', 'uint32', 'int64'] as const
/** ONNX element types that a picture may come in. */
export const outputTypeSchema = v.picklist(['float32', 'float16', 'float64', ...integerTypes])

/** The latent input z. */
export const inputSchema = v.object({
  name: v.string(),
  /** Where the graph leaves it open. @default as the graph says */
  shape: v.optional(shapeSchema),
})

/** An input beside z, the same for every face or noise of the face's own. */
const extraInputSchema = v.object({
  name: v.string(),
  type: v.picklist([...outputTypeSchema.options, 'bool']),
  shape: shapeSchema,
  /** One number for all elements, all numbers (of one face, where the shape has an N), or N(0, 1) drawn from the seed. */
  value: v.custom<number | number[] | 'normal'>(
    (value) => value === 'normal' || [value].flat().every(Number.isFinite),
    "must be a number, numbers or 'normal'",
  ),
})

export const extraInputsSchema = v.array(extraInputSchema)

export type ElementType = ExtraInput['type']
export type ExtraInput = v.InferOutput<typeof extraInputSchema>
