import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

export type IsolationErrorCode = 'pdf_timeout' | 'pdf_memory' | 'pdf_crash'

/** The isolated work did not come to its end. `detail` is technical, for logs. */
export class IsolationError extends Error {
  readonly code: IsolationErrorCode
  readonly detail: string
  constructor(code: IsolationErrorCode, detail: string) {
    super(`${code}: ${detail}`)
    this.name = 'IsolationError'
    this.code = code
    this.detail = detail
  }
}

/** What a task module exports as `run`. `emit` resolves once the parent has dealt with the message. */
export type IsolatedTask<Input, Message, Result> = (
  input: Input,
  emit: (message: Message) => Promise<void>,
) => Promise<Result>

export interface IsolatedRun {
  /** Module exporting `run: IsolatedTask`, as `new URL('./name.task.ts', import.meta.url)`. */
  task: URL
  /** Structured-cloneable. */
  input: unknown
  /** Longest silence of the child, in ms, while it is the child's turn. */
  idleTimeoutMs: number
  /** Resident memory of the whole child, in MiB; watched where /proc exists. */
  memoryLimitMb: number
  /** The child waits until this resolves; a rejection kills it and is thrown by `runIsolated`. */
  onMessage?: (message: unknown) => Promise<void> | void
  signal?: AbortSignal | undefined
}

/** Sent by the parent. */
export type ToChild = { type: 'run'; taskUrl: string; input: unknown } | { type: 'acknowledged' }
/** Sent by the child. */
export type FromChild =
  | { type: 'message'; message: unknown }
  | { type: 'done'; result: unknown }
  | { type: 'failed'; detail: string }

const CHILD_ENTRY = fileURLToPath(new URL('./isolation-child.ts', import.meta.url))
const MEMORY_POLL_MS = 200

/**
 * Runs a task in a process of its own, so that a hang, an abort or a flood of memory stays there.
 * The child gets no environment, no input and no output but the channel.
 * @throws IsolationError when the child dies, is silent too long or too big, or its task throws;
 * the signal's reason when aborted; whatever `onMessage` throws.
 */
export async function runIsolated(run: IsolatedRun): Promise<unknown> {
  run.signal?.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = fork(CHILD_ENTRY, [], {
      execArgv: [`--max-old-space-size=${run.memoryLimitMb}`],
      // Glibc keeps an arena per thread otherwise, and image buffers never come back to the system.
      env: { MALLOC_ARENA_MAX: '2' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
    })
    let settled = false
    let idleTimer: NodeJS.Timeout | undefined

    const settle = (end: () => void) => {
      if (settled) return
      settled = true
      clearTimeout(idleTimer)
      clearInterval(memoryTimer)
      run.signal?.removeEventListener('abort', onAbort)
      child.kill('SIGKILL')
      end()
    }
    const fail = (code: IsolationErrorCode, detail: string) =>
      settle(() => reject(new IsolationError(code, detail)))
    const awaitChild = () => {
      clearTimeout(idleTimer)
      idleTimer = setTimeout(
        () => fail('pdf_timeout', `no sign of life for ${run.idleTimeoutMs} ms`),
        run.idleTimeoutMs,
      )
    }
    const send = (message: ToChild) => {
      // A child that has just died answers with an error here and with 'exit' right after.
      child.send(message, () => {})
    }
    const onAbort = () => settle(() => reject(run.signal?.reason))
    const memoryTimer = setInterval(async () => {
      const usedMb = await residentMb(child)
      if (usedMb > run.memoryLimitMb) fail('pdf_memory', `${usedMb} MiB of ${run.memoryLimitMb}`)
    }, MEMORY_POLL_MS)

    run.signal?.addEventListener('abort', onAbort, { once: true })
    child.on('error', (error) => fail('pdf_crash', error.message))
    child.on('exit', (code, killedBy) => fail('pdf_crash', `child ended with ${killedBy ?? `code ${code}`}`))
    child.on('message', async (raw) => {
      const message = raw as FromChild
      if (message.type === 'done') return settle(() => resolve(message.result))
      if (message.type === 'failed') return fail('pdf_crash', message.detail)
      // While the parent works, the child's silence is not its fault.
      clearTimeout(idleTimer)
      try {
        await run.onMessage?.(message.message)
      } catch (error) {
        return settle(() => reject(error))
      }
      if (settled) return
      awaitChild()
      send({ type: 'acknowledged' })
    })
    awaitChild()
    send({ type: 'run', taskUrl: run.task.href, input: run.input })
  })
}

/** Resident size in MiB, 0 when it cannot be known (no /proc, or the process is gone). */
async function residentMb(child: ChildProcess): Promise<number> {
  try {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
    return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}
