import { createServer } from 'node:http'
import { loadGenerator } from '@facegan/node'
import { createRequestListener } from '@remix-run/node-fetch-server'
import { teamRoute } from './team-route.mjs'

const { HOST = '127.0.0.1', PORT = '3000' } = process.env

const generator = await loadGenerator()
const server = createServer(createRequestListener(teamRoute(generator)))
server.listen({ host: HOST, port: Number(PORT) }, () => {
  console.log(`http://${HOST}:${server.address().port}/team`)
})

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    server.close(() => generator.dispose())
    server.closeAllConnections()
  })
