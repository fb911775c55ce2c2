import { generateFaces } from '@facegan/web'
import { useEffect, useState } from 'react'

/**
 * The face of a seed. While another one is in the making, the last one stays: a slider does not make it flicker.
 *
 * @param {number} seed integer in [0, 2^32)
 * @param {Omit<import('@facegan/web').GenerateFacesOptions, 'count' | 'seeds' | 'signal'>} [options] what JSON can hold
 * @returns {{ face?: import('@facegan/web').WebFace, error?: Error, loading: boolean }}
 */
export function useFace(seed, options = {}) {
  // an object that is written in the call is another one at every render: what it says is what counts
  const asked = JSON.stringify({ ...options, seeds: [seed] })
  const [made, setMade] = useState({})
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    function settle(outcome) {
      if (!signal.aborted) setMade((last) => ({ face: last.face, ...outcome, asked }))
    }
    generateFaces({ ...JSON.parse(asked), signal }).then(
      ([face]) => settle({ face }),
      (error) => settle({ face: undefined, error }),
    )
    return () => controller.abort() // the component asks for another face, or is gone
  }, [asked])
  const loading = made.asked !== asked
  return { face: made.face, error: loading ? undefined : made.error, loading }
}
