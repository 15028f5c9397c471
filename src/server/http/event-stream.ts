import type { FastifyReply } from 'fastify'

/** A comment line every so often keeps proxies from closing a quiet stream. */
const KEEP_ALIVE_MS = 20_000

export interface EventStream {
  send(event: string, data: unknown): void
}

/** Turns an answer into a stream of server-sent events; `onClose` runs once when the reader is gone. */
export function openEventStream(reply: FastifyReply, onClose: () => void): EventStream {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  raw.write(': open\n\n')
  const keepAlive = setInterval(() => raw.write(': still here\n\n'), KEEP_ALIVE_MS)
  raw.once('close', () => {
    clearInterval(keepAlive)
    onClose()
  })
  return { send: (event, data) => raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`) }
}
