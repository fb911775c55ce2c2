import { accessSync, constants } from 'node:fs'

/** @throws Error that says how to get one */
export function chromiumProgram(): string {
  const program = process.env['FACEGAN_CHROMIUM'] ?? '/usr/bin/chromium'
  try {
    accessSync(program, constants.X_OK)
    return program
  } catch {
    throw new Error(
      `This needs Chromium, and there is none at ${program}. Install it with\n` +
        '  sudo apt-get update && sudo apt-get install -y chromium\n' +
        'or set FACEGAN_CHROMIUM to the path of a Chromium or Chrome program.',
    )
  }
}

export const chromiumFlags = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  // it talks to nobody but our own server
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
/** WebGPU without a GPU. */
export const softwareWebGpu = '--use-webgpu-adapter=swiftshader'
