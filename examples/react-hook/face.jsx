import { useLayoutEffect, useRef } from 'react'
import { useFace } from './use-face.js'

/** A face on a canvas that has its size before there is one. */
export function Face({ seed, options, alt, size = 64 }) {
  const { face, error, loading } = useFace(seed, options)
  const canvas = useRef(null)
  useLayoutEffect(() => {
    if (!face) return
    canvas.current.width = face.width
    canvas.current.height = face.height
    face.drawTo(canvas.current)
  }, [face])
  return (
    <>
      <canvas
        ref={canvas}
        role="img"
        aria-label={alt}
        aria-busy={loading}
        className={error ? 'face failed' : 'face'}
        style={{ width: size, height: size }}
      />
      {error && <p role="alert">{error.message}</p>}
    </>
  )
}
