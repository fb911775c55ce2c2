import type { Threshold } from '@facegan/recognition'

/** Folders' and files' names are anybody's: none of them moves the cursor. */
export function printable(name: string): string {
  return name.replace(/\p{Cc}/gu, '�')
}

/** `.431` */
export function distanceText(distance: number): string {
  return distance.toFixed(3).replace(/^(-?)0\./, '$1.')
}

export function percentText(share: number): string {
  const percent = share * 100
  return `${percent.toFixed(percent > 0 && percent < 0.1 ? 2 : 1)} %`
}

/** What "known" means: how the threshold was found, and how often it errs. */
export function identificationText({
  distance,
  impostors,
  falseMatchRate,
  genuine,
  falseNonMatchRate,
}: Threshold) {
  const missed =
    falseNonMatchRate === null
      ? 'how many known ones are missed is not known'
      : `${percentText(falseNonMatchRate)} of ${count(genuine)} known faces are missed`
  return `known below ${distanceText(distance)}: ${percentText(falseMatchRate)} of ${count(impostors)} strangers are taken for somebody, ${missed}`
}

export function verificationText({
  distance,
  impostors,
  falseMatchRate,
  genuine,
  falseNonMatchRate,
}: Threshold) {
  const missed =
    falseNonMatchRate === null
      ? 'no pair of one person was there'
      : `${percentText(falseNonMatchRate)} of ${count(genuine)} of one person are not`
  return `the same below ${distanceText(distance)}: ${percentText(falseMatchRate)} of ${count(impostors)} pairs of two people are closer, ${missed}`
}

export function count(number: number): string {
  return number.toLocaleString('en')
}

/** What a long measurement says of being stopped. @param out the folder in which it keeps what is finished */
export function stopNote(out: string | undefined): string {
  return out === undefined
    ? 'give --out FOLDER to be able to stop and go on'
    : 'stop whenever you like; the same command goes on'
}
