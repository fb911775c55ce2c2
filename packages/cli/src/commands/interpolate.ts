import type { Command } from '../command.ts'
import { enlargeOptions, faceOptions, modelOptions } from '../face-options.ts'

export const interpolate: Command = {
  name: 'interpolate',
  summary: 'Go from face to face: an animated WebP, or a folder of frames',
  examples: [
    'facegan interpolate --seeds 3,8,21 --out walk.webp    # round and round',
    'facegan interpolate --seeds 3,8 --one-way --frames 120 --out frames   # frames/frame-000000.png …',
    'facegan interpolate --seeds 3,8,21 --format raw --out - | ffmpeg -f rawvideo -pix_fmt rgba -s 64x64 -i - walk.mp4',
  ],
  options: [
    {
      flags: '-s, --seeds <list>',
      help: 'two or more, such as 3,8,20-35: the way goes through them',
      required: true,
    },
    { flags: '-n, --frames <number>', help: 'faces in all (default: 60)' },
    { flags: '--one-way', help: 'end at the last seed (default: go on to the first, without a seam)' },
    ...faceOptions,
    {
      flags: '-o, --out <path>',
      help: 'a .webp, a folder for frames, or - for stdout (default: walk.webp)',
    },
    {
      flags: '-f, --format <format>',
      help: 'of frames in a folder: png, webp or jpeg (default: png); on stdout: webp or raw',
      choices: ['png', 'webp', 'jpeg', 'raw'],
    },
    { flags: '--fps <number>', help: 'frames a second of the animation, 1 to 60 (default: 20)' },
    ...enlargeOptions,
    { flags: '--index', help: 'write index.ndjson beside frames in a folder: one line of JSON a frame' },
    ...modelOptions,
    { flags: '--json', help: 'print what was written as JSON' },
  ],
  async run(invocation) {
    const { interpolateFrom } = await import('../faces/interpolate-from.ts')
    await interpolateFrom(invocation)
  },
}
