import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'

const help = `Puts the avatar service under load: a random face a request, from connections that ask again at once.

  node examples/avatar-service/load.mjs --seconds 10 --connections 32,200

  --seconds <number>      for each number of connections (default: 10)
  --connections <list>    how many at once, one number after another (default: 1,32,200)
  --url <url>             of a service that runs (default: one is started, with this environment)
  --json                  print JSON instead of a table
  --help                  print this help
`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '1,32,200' },
    url: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) process.stdout.write(help)
else await main()

async function main() {
  const service = values.url === undefined ? await startService() : { url: values.url }
  const rows = []
  try {
    await shoot(service.url, 16, 1) // sockets, compiled code: not what is measured
    for (const connections of values.connections.split(',').map(Number))
      rows.push(await measure(service.url, connections, Number(values.seconds)))
  } finally {
    service.child?.kill('SIGTERM')
  }
  if (values.json) process.stdout.write(`${JSON.stringify(rows)}\n`)
  else console.table(rows)
}

async function measure(url, connections, seconds) {
  const before = await residentMegabytes(url)
  const { latencies, statuses, errors } = await shoot(url, connections, seconds)
  const faces = statuses[200] ?? 0
  const answers = Object.values(statuses).reduce((sum, count) => sum + count, 0)
  return {
    connections,
    'faces/s': Math.round(faces / seconds),
    'p50 ms': percentile(latencies, 0.5),
    'p99 ms': percentile(latencies, 0.99),
    'shed %': Number(((100 * (statuses[503] ?? 0)) / answers).toFixed(1)),
    'other errors': answers - faces - (statuses[503] ?? 0) + errors,
    'MB before': before,
    'MB after': await residentMegabytes(url),
  }
}

/** Latencies are those of faces alone: an answer that turns somebody away is fast, and says nothing of the others. */
async function shoot(url, connections, duration) {
  const latencies = []
  const statuses = {}
  const requests = [{ setupRequest: (request) => ({ ...request, path: randomPath() }) }]
  const shots = autocannon({ url, connections, duration, requests })
  shots.on('response', (_client, status, _bytes, milliseconds) => {
    statuses[status] = (statuses[status] ?? 0) + 1
    if (status === 200) latencies.push(milliseconds)
  })
  const { errors } = await shots
  return { latencies: latencies.toSorted((a, b) => a - b), statuses, errors }
}

function randomPath() {
  return `/faces/${randomInt(2 ** 32)}.webp`
}

function percentile(sorted, share) {
  return sorted.length === 0 ? undefined : Math.round(sorted[Math.floor(share * (sorted.length - 1))])
}

async function residentMegabytes(url) {
  const { residentBytes } = await (await fetch(new URL('/healthz', url))).json()
  return Math.round(residentBytes / 1e6)
}

/** Its own process: a load generator that shared it would measure itself. */
async function startService() {
  const child = spawn(process.execPath, [fileURLToPath(new URL('server.mjs', import.meta.url))], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  void once(child, 'exit').then(([code]) => code && process.exit(1))
  for await (const line of createInterface(child.stdout)) {
    const [url] = /http:[^"]+/.exec(line) ?? []
    if (url) {
      child.stdout.resume()
      return { url, child }
    }
  }
  throw new Error('the service ended before it listened')
}
