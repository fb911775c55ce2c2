import { expect, it } from 'vitest'
import { workloadName, type RecognitionResult } from './bench.ts'
import type { RecognitionTurn } from './protocol.ts'
import { reportRecognition } from './report.ts'

const turn = (accuracy: number, train: number, test: number): RecognitionTurn => ({
  seconds: 1,
  cpuSeconds: 1,
  accuracy,
  trainCpuSeconds: train,
  testCpuMilliseconds: test,
})

const result: RecognitionResult = {
  workload: 'orl:5',
  people: 39,
  trainPictures: 195,
  testPictures: 195,
  machine: { cpu: 'a CPU', cores: 2, system: 'linux', busyCores: 0 },
  loadAfter: 1,
  versions: { OpenCV: '5.0.0' },
  turns: {
    eigenfaces: [turn(0.9, 1, 0.1), turn(0.8, 2, 0.3)],
    'OpenCV Eigen': [turn(0.85, 4, 0.4), turn(0.85, 4, 0.4)],
  },
}

it("tells every method's accuracy over seeds, and ours over theirs round by round", () => {
  const report = reportRecognition(result)
  expect(report).toContain('### `orl:5`: 39 people, 195 pictures to learn from, 195 to name')
  expect(report).toContain('| eigenfaces | 85.0 ± 7.1 | 1.500 | 0.200 |')
  expect(report).toContain('| OpenCV Eigen | 85.0 ± 0.0 | 4.000 | 0.400 |')
  // 1/4 and 2/4; .1/.4 and .3/.4
  expect(report).toContain('| eigenfaces over OpenCV Eigen | **0.38** (0.25-0.50) | **0.50** (0.25-0.75) |')
  expect(report).not.toContain('LBPH')
})

it('names a set after its file', () => {
  expect(workloadName('/data/people.tar.gz', 5)).toBe('people:5')
  expect(workloadName('people/', 1)).toBe('people:1')
})
