/** Where a head turns, in degrees; 0, 0, 0 looks into the camera. */
export interface HeadPose {
  /** Positive towards the right of the picture. */
  readonly yaw: number
  /** Positive downwards. */
  readonly pitch: number
  /** Positive clockwise, as seen in the picture. */
  readonly roll: number
}

/** How far the tip of the nose stands out before the eyes, in distances between the eyes: about 32 of 63 mm. */
const noseDepth = 0.5
/** Where the tip lies between eyes (0) and mouth (1), and how far these are apart, on the mean frontal face. */
const frontalTip = 0.588
const eyesToMouth = 1.02

/**
 * A rough pose from 68 landmarks: the tip of the nose stands out, so it moves sideways and up or down against eyes and
 * mouth when the head turns. Good to tell frontal from turned faces, not to measure angles.
 *
 * @param landmarks x and y of the 68 points (300-W order), in any unit
 */
export function headPose(landmarks: ArrayLike<number>): HeadPose {
  const [leftEye, rightEye, mouth] = [
    mean(landmarks, 36, 42),
    mean(landmarks, 42, 48),
    mean(landmarks, 48, 60),
  ]
  const tip = mean(landmarks, 30, 31)
  const across = { x: rightEye.x - leftEye.x, y: rightEye.y - leftEye.y }
  const distance = Math.hypot(across.x, across.y)
  const roll = Math.atan2(across.y, across.x)
  const middle = { x: (leftEye.x + rightEye.x) / 2, y: (leftEye.y + rightEye.y) / 2 }

  /** The head's own axes, turned upright, in distances between the eyes. */
  const upright = (point: Point): Point => {
    const [x, y] = [(point.x - middle.x) / distance, (point.y - middle.y) / distance]
    return { x: x * Math.cos(roll) + y * Math.sin(roll), y: y * Math.cos(roll) - x * Math.sin(roll) }
  }
  const nose = upright(tip)
  const lips = upright(mouth)
  // the mouth turns with the head, but hardly stands out: the nose's way is measured from the line eyes to mouth
  const share = nose.y / lips.y
  const sideways = nose.x - share * lips.x
  return {
    yaw: degrees(Math.atan(sideways / noseDepth)),
    pitch: degrees(Math.atan(((share - frontalTip) * eyesToMouth) / noseDepth)),
    roll: degrees(roll),
  }
}

interface Point {
  readonly x: number
  readonly y: number
}

function mean(landmarks: ArrayLike<number>, from: number, to: number): Point {
  let [x, y] = [0, 0]
  for (let i = from; i < to; i++) {
    x += landmarks[2 * i] / (to - from)
    y += landmarks[2 * i + 1] / (to - from)
  }
  return { x, y }
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI
}
