import type { CommandGroup } from '../command.ts'
import { recognizeBenchmark } from './recognize-benchmark.ts'
import { recognizeExperiment } from './recognize-experiment.ts'
import { recognizeIdentify } from './recognize-identify.ts'
import { recognizeTrain } from './recognize-train.ts'
import { recognizeVerify } from './recognize-verify.ts'

export const recognize: CommandGroup = {
  name: 'recognize',
  summary:
    'Learn faces of people you have pictures of, and measure how well that works; ' +
    'not for surveillance or decisions about people: it errs, and was measured on small sets',
  examples: [
    'facegan recognize train people --out people.safetensors   # a folder for each person',
    'facegan recognize identify photo.jpg --model people.safetensors',
    'facegan recognize benchmark people                          # which recogniser is best on them',
    'facegan recognize experiment people --quick                 # do generated faces help',
  ],
  commands: [recognizeTrain, recognizeIdentify, recognizeVerify, recognizeBenchmark, recognizeExperiment],
}
