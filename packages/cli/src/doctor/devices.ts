import type { ConcreteDevice } from '@facegan/node'
import type { Finding } from './finding.ts'

/** Every device there can be, tried just now. */
export async function devices(): Promise<{ findings: Finding[]; working: ConcreteDevice[] }> {
  const { probeDevices } = await import('@facegan/node')
  const reports = await probeDevices()
  return {
    working: reports.filter(({ available }) => available).map(({ device }) => device),
    findings: reports.map(({ device, available, detail, hint, untested }) => ({
      subject: device,
      ok: available,
      detail: untested && available ? `${detail} (untested by us; never chosen by \`auto\`)` : detail,
      hint,
    })),
  }
}
