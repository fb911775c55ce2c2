import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FaceDescription } from './describe-faces.ts'
import { headPose } from './head-pose.ts'
import { lightDirection } from './light-direction.ts'
import { makeUp } from './make-up.ts'

const still = { neutral: 1, happy: 0, sad: 0, angry: 0, fearful: 0, disgusted: 0, surprised: 0 }
const ahead = { yaw: 0, pitch: 0, roll: 0 }
const face = (given: Partial<FaceDescription> = {}): FaceDescription => ({
  age: 33,
  feminine: 0.9,
  expressions: still,
  smile: 0,
  pose: ahead,
  light: 0,
  ...given,
})

describe('the make-up of a set', () => {
  it('counts ages, presentation, smiles, pose and light', () => {
    const set = [
      face({ age: 17.9, smile: 0.8 }),
      face({ age: 18, feminine: 0.1 }),
      face({ age: 44, feminine: 0.5, pose: { ...ahead, yaw: -20 } }),
      face({ age: 70, light: 0.3 }),
    ]
    expect(makeUp(set)).toMatchObject({
      faces: 4,
      medianAge: 31,
      ages: {
        '0-17': { count: 1, share: 0.25 },
        '18-29': { count: 1 },
        '30-44': { count: 1 },
        '45-59': { count: 0, share: 0 },
        '60+': { count: 1 },
      },
      genderPresentation: { feminine: { count: 2 }, masculine: { count: 1 }, unclear: { count: 1 } },
      smiling: { count: 1 },
      frontal: { count: 3 },
      evenlyLit: { count: 3 },
    })
    expect(makeUp(set).caveat).toMatch(/Guesses/)
  })

  it('puts every face into one band and one presentation', () => {
    const anyFace = fc.record({
      age: fc.double({ min: -5, max: 120, noNaN: true }),
      feminine: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.array(anyFace), (given) => {
        const { ages, genderPresentation } = makeUp(given.map(face))
        for (const parts of [ages, genderPresentation])
          expect(Object.values(parts).reduce((sum, { count }) => sum + count, 0)).toBe(given.length)
      }),
    )
  })
})

describe('the direction of light', () => {
  it('is 1 from the left, -1 from the right, 0 for plain grey and for black', () => {
    const left = Uint8Array.from({ length: 4 * 4 * 3 }, (_, at) => (Math.floor(at / 3) % 4 < 2 ? 200 : 0))
    expect(lightDirection(left, 4)).toBeCloseTo(1, 12)
    expect(
      lightDirection(
        left.map((level) => 200 - level),
        4,
      ),
    ).toBeCloseTo(-1, 12)
    expect(lightDirection(new Uint8Array(48).fill(90), 4)).toBeCloseTo(0, 12)
    expect(lightDirection(new Uint8Array(48), 4)).toBe(0)
  })
})

/** Eyes one apart, mouth 1.02 below, the tip of the nose on the mean face, turned and moved. */
function landmarks({ noseX = 0, noseY = 0.588 * 1.02, turn = 0 }): Float64Array {
  const points = new Float64Array(136)
  const put = (from: number, to: number, x: number, y: number) => {
    for (let i = from; i < to; i++) {
      points[2 * i] = 10 + x * Math.cos(turn) - y * Math.sin(turn)
      points[2 * i + 1] = 20 + x * Math.sin(turn) + y * Math.cos(turn)
    }
  }
  put(36, 42, -0.5, 0)
  put(42, 48, 0.5, 0)
  put(48, 60, 0, 1.02)
  put(30, 31, noseX, noseY)
  return points
}

describe('the pose of a head', () => {
  it('is 0 on the mean frontal face, wherever it lies', () => {
    const { yaw, pitch, roll } = headPose(landmarks({}))
    expect([yaw, pitch, roll].map((angle) => Math.abs(angle) < 1e-9)).toEqual([true, true, true])
  })

  it('reads a turn of the picture as roll alone', () => {
    const { yaw, pitch, roll } = headPose(landmarks({ turn: Math.PI / 9 }))
    expect(roll).toBeCloseTo(20, 9)
    expect(yaw).toBeCloseTo(0, 9)
    expect(pitch).toBeCloseTo(0, 9)
  })

  it('reads a nose half its depth aside as 26.57 degrees', () => {
    expect(headPose(landmarks({ noseX: 0.25 })).yaw).toBeCloseTo(26.565, 3)
    expect(headPose(landmarks({ noseX: -0.25 })).yaw).toBeCloseTo(-26.565, 3)
    expect(headPose(landmarks({ noseY: 0.588 * 1.02 + 0.25 })).pitch).toBeCloseTo(26.565, 3)
  })
})
