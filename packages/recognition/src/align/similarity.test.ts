import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listOf, templates } from './five-points.ts'
import { fitSimilarity, invert, move, scaleOf, type Point } from './similarity.ts'

const close = (a: Point, b: Point, digits = 6) => {
  expect(a.x).toBeCloseTo(b.x, digits)
  expect(a.y).toBeCloseTo(b.y, digits)
}

describe('the similarity of least squares', () => {
  it('of a square turned by a quarter, doubled and moved: worked by hand', () => {
    const square = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ].map(([x, y]) => ({ x, y }))
    // (x, y) -> (-2y + 5, 2x - 3)
    const turned = square.map(({ x, y }) => ({ x: -2 * y + 5, y: 2 * x - 3 }))
    expect(fitSimilarity(square, turned)).toEqual({ a: 0, b: 2, x: 5, y: -3 })
  })

  it('where no similarity fits, halves what is left over: worked by hand', () => {
    // two points 2 apart onto two that are 4 apart, and a third in the middle that is pulled up by 3:
    // the scale stays 2, and all are moved by the mean, 1
    const from = [
      { x: -1, y: 0 },
      { x: 0, y: 0 },
      { x: 1, y: 0 },
    ]
    const to = [
      { x: -2, y: 0 },
      { x: 0, y: 3 },
      { x: 2, y: 0 },
    ]
    expect(fitSimilarity(from, to)).toEqual({ a: 2, b: 0, x: 0, y: 1 })
  })

  const number = fc.double({ min: -100, max: 100, noNaN: true })
  const similarity = fc.record({
    scale: fc.double({ min: 0.05, max: 50, noNaN: true }),
    angle: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    x: number,
    y: number,
  })
  const made = ({ scale, angle, x, y }: { scale: number; angle: number; x: number; y: number }) => ({
    a: scale * Math.cos(angle),
    b: scale * Math.sin(angle),
    x,
    y,
  })

  it('finds any similarity again, and its inverse leads back', () => {
    fc.assert(
      fc.property(similarity, (parts) => {
        const wanted = made(parts)
        const points = listOf(templates.tight)
        const found = fitSimilarity(
          points,
          points.map((point) => move(wanted, point)),
        )
        expect(scaleOf(found) / parts.scale).toBeCloseTo(1, 6)
        for (const point of points) {
          close(move(found, point), move(wanted, point))
          close(move(invert(found), move(wanted, point)), point)
        }
      }),
    )
  })

  it('no similarity nearby is better', () => {
    const point = fc.record({
      x: fc.double({ min: -1, max: 1, noNaN: true }),
      y: fc.double({ min: -1, max: 1, noNaN: true }),
    })
    const step = fc.double({ min: -0.05, max: 0.05, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 5, maxLength: 5 }),
        step,
        step,
        step,
        step,
        (to, a, b, x, y) => {
          const from = listOf(templates.tight)
          const error = (s: ReturnType<typeof fitSimilarity>) =>
            from.reduce((sum, p, i) => {
              const moved = move(s, p)
              return sum + (moved.x - to[i].x) ** 2 + (moved.y - to[i].y) ** 2
            }, 0)
          const best = fitSimilarity(from, to)
          const other = { a: best.a + a, b: best.b + b, x: best.x + x, y: best.y + y }
          expect(error(best)).toBeLessThanOrEqual(error(other) + 1e-12)
        },
      ),
    )
  })

  it('does not exist for points in one place', () => {
    const one = { x: 3, y: 3 }
    expect(() => fitSimilarity([one, one], [one, { x: 4, y: 4 }])).toThrow('all lie in one place')
  })
})

it('the head template is the tight one, smaller: eyes at (.381,.42) and (.619,.42)', () => {
  close(templates.head.leftEye, { x: 0.381, y: 0.42 })
  close(templates.head.rightEye, { x: 0.619, y: 0.42 })
  const found = fitSimilarity(listOf(templates.tight), listOf(templates.head))
  expect(found.b).toBeCloseTo(0, 9)
  close(move(found, templates.tight.nose), templates.head.nose)
})
