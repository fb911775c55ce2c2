import type { CommandGroup } from '../command.ts'
import { recognizeBenchmark } from './recognize-benchmark.ts'

export const recognize: CommandGroup = {
  name: 'recognize',
  summary: 'Learn faces of people you have pictures of, and measure how well that works',
  examples: [
    'facegan recognize train people --out people.safetensors   # a folder for each person',
    'facegan recognize identify photo.jpg --model people.safetensors',
    'facegan recognize benchmark people                          # which recogniser is best on them',
  ],
  commands: [recognizeBenchmark],
}
