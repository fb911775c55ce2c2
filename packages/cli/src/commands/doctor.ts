import { messageOf } from '@facegan/core'
import type { Command } from '../command.ts'

interface Finding {
  readonly subject: string
  readonly ok: boolean
  readonly detail: string
  readonly hint?: string | undefined
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'Say what this machine can do, and what is missing for the rest',
  examples: ['facegan doctor', 'facegan doctor --json'],
  options: [{ flags: '--json', help: 'print the findings as JSON' }],
  async run({ options, terminal }) {
    const findings = [runtime(), ...(await devices()), await builtInModel(), ...(await training())]
    if (options['json']) return terminal.print(`${JSON.stringify(findings, null, 2)}\n`)
    const { color } = terminal
    for (const { subject, ok, detail, hint } of findings) {
      terminal.print(`${ok ? color.green('✓') : color.yellow('–')} ${subject.padEnd(14)} ${detail}\n`)
      if (hint) terminal.print(`  ${''.padEnd(14)} ${color.cyan('hint:')} ${hint}\n`)
    }
  },
}

function runtime(): Finding {
  const { versions, platform, arch } = process
  return { subject: 'node', ok: true, detail: `${versions.node} on ${platform} ${arch}` }
}

async function devices(): Promise<Finding[]> {
  const { probeDevices } = await import('@facegan/node')
  const reports = await probeDevices()
  return reports.map(({ device, available, detail, hint }) => ({
    subject: device,
    ok: available,
    detail,
    hint,
  }))
}

async function builtInModel(): Promise<Finding> {
  const { loadGenerator } = await import('@facegan/node')
  try {
    await using generator = await loadGenerator({ device: 'cpu' })
    const { name, version, image, files } = generator.manifest
    const begun = performance.now()
    await generator.generate(64)
    const rate = 64 / ((performance.now() - begun) / 1000)
    const detail = `${name} ${version}, ${image.width}x${image.height}, hash ${files.generator.sha256.slice(0, 12)}… verified; first 64 faces at ${rate.toFixed(0)} a second on the CPU`
    return { subject: 'model', ok: true, detail }
  } catch (error) {
    return { subject: 'model', ok: false, detail: messageOf(error), hint: 'install facegan again' }
  }
}

async function training(): Promise<Finding[]> {
  const subject = 'training'
  try {
    const { locateNative } = await import('@facegan/tfjs-native')
    const found = locateNative()
    if (!found)
      return [{ subject, ok: false, detail: 'TensorFlow is not set up', hint: 'run `facegan setup`' }]
    return [
      {
        subject,
        ok: true,
        detail: `TensorFlow ${found.tensorflowVersion} (${found.accelerator}) in ${found.home}`,
      },
    ]
  } catch {
    const hint = 'run `npm install @facegan/trainer @facegan/tfjs-native @facegan/tfjs-to-onnx`'
    return [{ subject, ok: false, detail: 'the training packages are not installed', hint }]
  }
}
