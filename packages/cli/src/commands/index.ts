import type { Command, CommandGroup } from '../command.ts'
import { align } from './align.ts'
import { bench } from './bench.ts'
import { convert } from './convert.ts'
import { directions } from './directions.ts'
import { doctor } from './doctor.ts'
import { evaluate } from './evaluate.ts'
import { exportCommand } from './export.ts'
import { generate } from './generate.ts'
import { interpolate } from './interpolate.ts'
import { judge } from './judge.ts'
import { models } from './models.ts'
import { recognize } from './recognize.ts'
import { setup } from './setup.ts'
import { train } from './train.ts'
import { verify } from './verify.ts'
import { webAssets } from './web-assets.ts'

/** In the order in which a newcomer meets them. */
export const commands: readonly (Command | CommandGroup)[] = [
  generate,
  interpolate,
  verify,
  setup,
  train,
  evaluate,
  judge,
  exportCommand,
  convert,
  directions,
  align,
  recognize,
  models,
  webAssets,
  doctor,
  bench,
]
