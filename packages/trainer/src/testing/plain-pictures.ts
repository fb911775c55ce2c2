import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'

/** Writes small pictures to train on: a light oval with two dark dots on a background, each of another colour. */
export async function writePlainPictures(folder: string, count: number, size = 40): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let i = 0; i < count; i++) {
    const hue = (i * 47) % 360
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 40 40">
      <rect width="40" height="40" fill="hsl(${hue} 40% 40%)"/>
      <ellipse cx="20" cy="${19 + (i % 3)}" rx="${11 + (i % 4)}" ry="15" fill="hsl(${20 + (i % 5) * 4} 60% ${50 + (i % 7) * 5}%)"/>
      <circle cx="15" cy="17" r="2"/><circle cx="25" cy="17" r="2"/>
      <path d="M14 27q6 ${i % 6} 12 0" stroke="#411" stroke-width="2" fill="none"/>
    </svg>`
    await writeFile(
      join(folder, `picture-${String(i).padStart(4, '0')}.png`),
      await sharp(Buffer.from(drawing)).png().toBuffer(),
    )
  }
}
