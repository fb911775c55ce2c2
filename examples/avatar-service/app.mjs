import { createHash } from 'node:crypto'
import { contactSheet, seedOfText } from '@facegan/node'
import Fastify, { LogController } from 'fastify'
import { FaceQueue } from './face-queue.mjs'

/**
 * @param {import('@facegan/node').NodeFaceGenerator} generator disposed of by whoever made it
 * @param {object} [options]
 * @param {number} [options.limit] requests between question and answer; one more gets 503
 * @param {number} [options.maxBatch] faces in one run of the network
 * @param {number} [options.timeoutMs] a request that takes longer gets 503
 * @param {import('fastify').FastifyServerOptions['logger']} [options.logger]
 */
export function avatarService(
  generator,
  { limit = 64, maxBatch = 16, timeoutMs = 5_000, logger = false } = {},
) {
  const queue = new FaceQueue(generator, { limit, maxBatch })
  const { name: model, image, files } = generator.manifest
  const app = Fastify({
    logger,
    logController: new LogController({ disableRequestLogging: true }),
    handlerTimeout: timeoutMs,
    requestTimeout: 10_000, // for a client that sends its request drop by drop
    routerOptions: { maxParamLength: 320 }, // the longest address of e-mail
    ajv: { customOptions: { removeAdditional: false } }, // an unknown parameter is an error, not ignored
  })
  const schema = { querystring: querySchema(generator.manifest) }

  app.get('/faces/:file', { schema }, (request, reply) => {
    const { stem, format } = parseFile(request.params.file)
    const seed = /^(0|[1-9]\d{0,9})$/.test(stem) ? Number(stem) : Infinity
    if (seed >= 2 ** 32) throw notFound('A seed is a whole number from 0 to 4294967295.')
    return sendFace(request, reply, seed, format)
  })

  app.get('/avatars/:file', { schema }, (request, reply) => {
    const { stem, format } = parseFile(request.params.file)
    return sendFace(request, reply, seedOfText(stem), format)
  })

  app.get('/healthz', (_, reply) => {
    const { inFlight, shed } = queue
    const residentBytes = process.memoryUsage.rss()
    reply.header('cache-control', 'no-store')
    return { status: 'ok', model, device: generator.device, inFlight, shed, residentBytes }
  })

  async function sendFace(request, reply, seed, format) {
    const { size, truncation, ...edit } = request.query
    const scale = size / image.width
    const etag = tagOf([files.generator.sha256, seed, format, scale, truncation, edit])
    reply.headers({ etag, 'cache-control': 'public, max-age=31536000, immutable' })
    if (isFresh(request.headers['if-none-match'], etag)) return reply.code(304).send() // and nothing was drawn
    const bytes = await queue.serve(
      { seed, settings: { truncation, edit } },
      (face) => contactSheet([face], { scale, kernel: 'lanczos', format }),
      request.signal, // aborted when the client goes, and at the timeout
    )
    reply.headers({ 'content-type': `image/${format}`, 'x-content-type-options': 'nosniff' })
    return bytes
  }

  hangUpAfterLastAnswer(app)

  app.setErrorHandler((error, request, reply) => {
    const gone = request.signal.aborted && request.raw.socket.destroyed
    if (gone) return reply.code(499).send() // nobody reads it
    reply.header('cache-control', 'no-store').removeHeader('etag')
    if (error.statusCode === 503) reply.header('retry-after', '1')
    else if (!(error.statusCode < 500)) request.log.error(error)
    return reply.send(error)
  })
  return app
}

/**
 * A service that closes ends its idle connections, but not those over which nothing was ever asked, and browsers open such
 * ahead of need. One of them would keep it alive until its time to stop is up.
 */
function hangUpAfterLastAnswer(app) {
  let closing = false
  let asked = 0
  const hangUp = () => setImmediate(() => app.server.closeAllConnections()) // once it no longer listens
  app.addHook('onRequest', async (_, reply) => {
    asked++
    // not `onResponse`, which an answer to a client that has gone never comes to
    reply.raw.once('close', () => {
      asked--
      if (closing && asked === 0) hangUp()
    })
  })
  app.addHook('preClose', async () => {
    closing = true
    if (asked === 0) hangUp()
  })
}

/** Bounds of every parameter, from the model's own: its size, its directions and how far each goes. */
function querySchema({ image, directions = [] }) {
  const amounts = directions.map(({ name, range: [minimum, maximum] }) => [
    name,
    { type: 'number', minimum, maximum, default: 0 },
  ])
  const { width } = image
  return {
    type: 'object',
    additionalProperties: false,
    properties: {
      size: { type: 'integer', minimum: width, maximum: 8 * width, multipleOf: width, default: width },
      truncation: { type: 'number', minimum: 0, maximum: 1, default: 1 },
      ...Object.fromEntries(amounts),
    },
  }
}

function parseFile(file) {
  const [, stem, extension] = /^(.+)\.(png|webp|jpg)$/su.exec(file) ?? []
  if (stem === undefined) throw notFound('A face ends in .webp, .png or .jpg.')
  return { stem, format: extension === 'jpg' ? 'jpeg' : extension }
}

/** Weak: another version or device may draw a level of 255 differently, and it is still the same face. */
function tagOf(parts) {
  return `W/"${createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)}"`
}

function isFresh(ifNoneMatch = '', etag) {
  return ifNoneMatch.split(',').some((tag) => tag.trim() === etag || tag.trim() === '*')
}

function notFound(message) {
  return Object.assign(new Error(message), { statusCode: 404 })
}
