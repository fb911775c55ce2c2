import { loadGenerator } from '@facegan/node'
import closeWithGrace from 'close-with-grace'
import { avatarService } from './app.mjs'

const { HOST = '127.0.0.1', PORT = '3000', LIMIT = '64', MAX_BATCH = '16' } = process.env
const { TIMEOUT_MS = '5000', GRACE_MS = '10000' } = process.env

const generator = await loadGenerator()
await generator.warmup() // the first client waits no longer than the second

const app = avatarService(generator, {
  limit: Number(LIMIT),
  maxBatch: Number(MAX_BATCH),
  timeoutMs: Number(TIMEOUT_MS),
  logger: true,
})
app.addHook('onClose', () => generator.dispose())

// SIGTERM and SIGINT: no new connection, answers to all who asked, then exit code 0
closeWithGrace({ delay: Number(GRACE_MS), logger: app.log }, async ({ err }) => {
  if (err) app.log.error(err)
  await app.close()
})

await app.listen({ host: HOST, port: Number(PORT) })
