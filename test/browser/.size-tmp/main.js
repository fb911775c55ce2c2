import {generateFaces} from '@facegan/web'
globalThis.f=generateFaces