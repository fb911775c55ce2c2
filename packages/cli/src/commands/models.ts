import type { CommandGroup } from '../command.ts'
import { modelsCheck } from './models-check.ts'
import { modelsClear } from './models-clear.ts'
import { modelsDescribe } from './models-describe.ts'
import { modelsList } from './models-list.ts'

export const models: CommandGroup = {
  name: 'models',
  summary: 'See, check and bring models',
  examples: [
    'facegan models list                                  # built in, and fetched before',
    'facegan models check ./my-model                      # is it whole, does it draw what it should',
    'facegan models describe generator.onnx --out model   # a generator from elsewhere',
  ],
  commands: [modelsList, modelsCheck, modelsDescribe, modelsClear],
}
