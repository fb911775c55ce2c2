// The least that somebody writes with the package.

import { generateFaces } from '@facegan/web'

const canvas = document.querySelector('canvas')!
const [face] = await generateFaces({ seeds: 7 })
face!.drawTo(canvas)
performance.mark('first face')
