import { Worker } from 'node:worker_threads'
import type { FromChild, IsolatedTask, ToChild } from './isolation.ts'

// Entry of the child process of `runIsolated`: runs one task, then waits to be killed.

// 'disconnect' needs a free event loop; a page that loops for ever blocks it. The thread sees the parent go in any case.
const watchdog = new Worker(
  `const { workerData: parent } = require('node:worker_threads')
   setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1000)`,
  { eval: true, workerData: process.ppid },
)
watchdog.unref()
process.on('disconnect', () => process.exit(1))

let acknowledge: (() => void) | undefined

const send = (message: FromChild) =>
  new Promise<void>((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error: Error | null) =>
      error ? reject(error) : resolve(),
    )
  })

/** One message at a time is on its way: the next waits for the parent's acknowledgement. */
const emit = async (message: unknown) => {
  const acknowledged = new Promise<void>((resolve) => {
    acknowledge = resolve
  })
  await send({ type: 'message', message })
  await acknowledged
}

process.on('message', async (raw) => {
  const message = raw as ToChild
  if (message.type === 'acknowledged') return acknowledge?.()
  try {
    const { run } = (await import(message.taskUrl)) as { run: IsolatedTask<unknown, unknown, unknown> }
    await send({ type: 'done', result: await run(message.input, emit) })
  } catch (error) {
    await send({
      type: 'failed',
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  }
})
