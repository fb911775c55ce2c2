/**
 * Open-set identification without strangers: each picture is tried twice, as somebody who is known, and, with its person
 * taken out of the gallery, as a stranger. A threshold on the nearest distance says who is known at all.
 *
 * @param distances [M,P] as of `distancesToPeople`
 * @param labels [M]
 * @param falseAlarmRate share of strangers who may pass for somebody
 * @returns detection and identification rate: the share of pictures that come nearest to their own person, and near
 * enough. Features that learned from these very people flatter it
 * @see Phillips, Grother & Micheals 2011, "Evaluation Methods in Face Recognition", doi:10.1007/978-0-85729-932-1_21
 */
export function detectAndIdentify(
  distances: Float32Array,
  labels: ArrayLike<number>,
  falseAlarmRate: number,
): number {
  const count = labels.length
  const people = distances.length / count
  const own = new Float32Array(count)
  const nearestOther = new Float32Array(count).fill(Infinity)
  for (let picture = 0; picture < count; picture++) {
    for (let person = 0; person < people; person++) {
      const distance = distances[picture * people + person]
      if (person === labels[picture]) own[picture] = distance
      else nearestOther[picture] = Math.min(nearestOther[picture], distance)
    }
  }
  // the first stranger too many: everything must be nearer than that
  const limit = nearestOther.toSorted()[Math.floor(falseAlarmRate * count + 1e-9)] ?? Infinity
  const found = own.filter((distance, i) => distance < nearestOther[i] && distance < limit)
  return found.length / count
}
