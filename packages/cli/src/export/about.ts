import { readFile } from 'node:fs/promises'
import { FaceganError, messageOf } from '@facegan/core'
import * as v from 'valibot'

const aboutSchema = v.strictObject({
  version: v.optional(v.string(), '0.1.0'),
  /** SPDX identifier of the model's licence. */
  licence: v.optional(v.string(), 'unspecified'),
  /** What the model learned from, in the order of the run's --data. */
  data: v.optional(
    v.array(v.strictObject({ name: v.string(), licence: v.string(), credit: v.optional(v.string()) })),
    [],
  ),
  /** Sections of the model card, title to Markdown. */
  card: v.optional(v.record(v.string(), v.string()), {}),
})

/** What only a person can say of a model: where its pictures are from, and what it should be used for. */
export type About = v.InferOutput<typeof aboutSchema>

/** @throws FaceganError FACEGAN_ABOUT when the file is missing or wrong */
export async function readAbout(path: string | undefined): Promise<About> {
  try {
    return v.parse(aboutSchema, path === undefined ? {} : JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    throw new FaceganError('FACEGAN_ABOUT', `${path} does not describe a model: ${messageOf(error)}`, {
      hint: 'it is JSON with any of: version, licence, data [{ name, licence, credit }], card { title: text }',
      cause: error,
    })
  }
}
