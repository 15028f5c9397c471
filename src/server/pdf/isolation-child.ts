import { flushCompileCache } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { FromChild, IsolatedTask, ToChild } from './isolation.ts'

// Entry of the child process of `runIsolated`: runs one task, then waits for another or to be killed.

// 'disconnect' needs a free event loop; a page that loops for ever blocks it. The thread sees the parent go in any case.
const watchdog = new Worker(
  `const { workerData: parent } = require('node:worker_threads')
   setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL') }, 1000)`,
  { eval: true, workerData: process.ppid },
)
watchdog.unref()
process.on('disconnect', () => process.exit(1))

/** Messages on their way, with what is to be done with the answer. */
const awaited = new Map<number, (answer: unknown) => void>()
let messages = 0

const send = (message: FromChild) =>
  new Promise<void>((resolve, reject) => {
    process.send?.(message, undefined, undefined, (error: Error | null) =>
      error ? reject(error) : resolve(),
    )
  })

const emit = async (message: unknown): Promise<unknown> => {
  const id = messages++
  const answered = new Promise((resolve) => awaited.set(id, resolve))
  await send({ type: 'message', id, message })
  return answered
}

process.on('message', async (raw) => {
  const message = raw as ToChild
  if (message.type === 'answer') {
    awaited.get(message.id)?.(message.answer)
    awaited.delete(message.id)
    return
  }
  try {
    const { run } = (await import(message.taskUrl)) as { run: IsolatedTask<unknown, unknown, unknown> }
    await send({ type: 'done', result: await run(message.input, emit) })
    // Killed rather than ended, it would never write what it compiled.
    flushCompileCache()
  } catch (error) {
    await send({
      type: 'failed',
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
  }
})
