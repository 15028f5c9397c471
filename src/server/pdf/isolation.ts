import { type ChildProcess, fork } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { getCompileCacheDir } from 'node:module'
import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import { SMALL_HEAP } from '#server/small-heap.ts'

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

/** Sends a message to the parent and resolves with what the parent says to it. Several may be on their way at once. */
export type Emit<Message> = (message: Message) => Promise<unknown>

/** What a task module exports as `run`. */
export type IsolatedTask<Input, Message, Result> = (input: Input, emit: Emit<Message>) => Promise<Result>

export interface IsolatedRun {
  /** Module exporting `run: IsolatedTask`, as `new URL('./name.task.ts', import.meta.url)`. */
  task: URL
  /** Structured-cloneable. */
  input: unknown
  /** Longest silence of the child, in ms of processor time, while it is the child's turn. */
  idleTimeoutMs: number
  /** Resident memory of the whole child, in MiB; watched where /proc exists. */
  memoryLimitMb: number
  /** How far the child stands back for other processes: 0 not at all, 19 the most. */
  niceness?: number
  /** Answers a message of the child; a rejection kills it and is thrown by `runIsolated`. */
  onMessage?: (message: unknown) => unknown
  signal?: AbortSignal | undefined
}

/** Sent by the parent. */
export type ToChild =
  | { type: 'run'; taskUrl: string; input: unknown }
  | { type: 'answer'; id: number; answer: unknown }
/** Sent by the child. */
export type FromChild =
  | { type: 'message'; id: number; message: unknown }
  | { type: 'done'; result: unknown }
  | { type: 'failed'; detail: string }

const CHILD_ENTRY = fileURLToPath(new URL('./isolation-child.ts', import.meta.url))
const WATCH_MS = 200
/** A child that gets little of a busy machine may be silent for longer, by this factor, but not for ever. */
const PATIENCE = 10

/**
 * Runs a task in a process of its own, so that a hang, an abort or a flood of memory stays there.
 * The child gets no environment, no input and no output but the channel.
 * @throws IsolationError when the child dies, is silent too long or too big, or its task throws;
 * the signal's reason when aborted; whatever `onMessage` throws.
 */
export async function runIsolated(run: IsolatedRun): Promise<unknown> {
  run.signal?.throwIfAborted()
  const kind = `${run.memoryLimitMb} ${run.niceness ?? 0}`
  return new Promise((resolve, reject) => {
    const child = takeSpare(kind) ?? forkChild(run)
    const startedAt = performance.now()
    let settled = false
    let unanswered = 0
    /** Since when it is the child's turn, and the processor time it had had then; null while the parent owes an answer. */
    let silence: { since: number; cpuMs: number | undefined } | null = null

    const settle = (end: () => void, { reusable } = { reusable: false }) => {
      if (settled) return
      settled = true
      clearInterval(watch)
      run.signal?.removeEventListener('abort', onAbort)
      stopListening(child)
      if (reusable && performance.now() - startedAt < SPARE_WORK_MS) keepSpare(kind, child)
      else child.kill('SIGKILL')
      end()
    }
    const fail = (code: IsolationErrorCode, detail: string) =>
      settle(() => reject(new IsolationError(code, detail)))
    const awaitChild = () => {
      // While the parent owes an answer, the child's silence is not its fault.
      silence = unanswered > 0 ? null : { since: performance.now(), cpuMs: undefined }
    }
    const send = (message: ToChild) => {
      // A child that has just died answers with an error here and with 'exit' right after.
      child.send(message, () => {})
    }
    const answer = async (id: number, message: unknown) => {
      unanswered++
      awaitChild()
      try {
        const given = await run.onMessage?.(message)
        unanswered--
        if (settled) return
        awaitChild()
        send({ type: 'answer', id, answer: given })
      } catch (error) {
        settle(() => reject(error))
      }
    }
    const onAbort = () => settle(() => reject(run.signal?.reason))
    const watch = setInterval(async () => {
      const { usedMb, cpuMs } = await usageOf(child)
      if (usedMb > run.memoryLimitMb) fail('pdf_memory', `${usedMb} MiB of ${run.memoryLimitMb}`)
      if (silence === null) return
      silence.cpuMs ??= cpuMs
      const silentMs = performance.now() - silence.since
      // Where processor time is unknown, all of the time counts.
      const workedMs = cpuMs === undefined ? silentMs : cpuMs - (silence.cpuMs ?? cpuMs)
      if (workedMs > run.idleTimeoutMs || silentMs > run.idleTimeoutMs * PATIENCE)
        fail('pdf_timeout', `no sign of life for ${Math.round(silentMs)} ms`)
    }, WATCH_MS)

    run.signal?.addEventListener('abort', onAbort, { once: true })
    child.on('error', (error) => fail('pdf_crash', error.message))
    child.on('exit', (code, killedBy) => fail('pdf_crash', `child ended with ${killedBy ?? `code ${code}`}`))
    child.on('message', (raw) => {
      const message = raw as FromChild
      if (message.type === 'message') void answer(message.id, message.message)
      else if (message.type === 'failed') fail('pdf_crash', message.detail)
      else settle(() => resolve(message.result), { reusable: true })
    })
    awaitChild()
    send({ type: 'run', taskUrl: run.task.href, input: run.input })
  })
}

function forkChild({ memoryLimitMb, niceness = 0 }: IsolatedRun): ChildProcess {
  const compileCache = getCompileCacheDir()
  const child = fork(CHILD_ENTRY, [], {
    execArgv: [
      `--max-old-space-size=${memoryLimitMb}`,
      // A child makes few objects and large buffers, beside as many others as there are processors: collected in one go and by
      // itself, its garbage costs a fifth of what it does step by step in helper threads.
      '--no-incremental-marking',
      '--single-threaded-gc',
      ...SMALL_HEAP,
    ],
    env: {
      // Glibc keeps an arena per thread otherwise, and image buffers never come back to the system. One is faster than two.
      MALLOC_ARENA_MAX: '1',
      // What the parent compiled need not be compiled again: a child is at work a fifth of a second sooner.
      ...(compileCache && { NODE_COMPILE_CACHE: compileCache }),
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
  if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness)
  return child
}

function stopListening(child: ChildProcess) {
  for (const event of ['message', 'exit', 'error']) child.removeAllListeners(event)
  // What a dying child says to nobody must not end this process.
  child.on('error', () => {})
}

/** Loading the readers costs a child a third of a second, more than a small file does. */
const SPARE_LIFE_MS = 5000
const SPARES_OF_A_KIND = 2
/** A child that has grown beyond this is not kept. */
const SPARE_MEMORY_MB = 400
/** Nor is one that was at work for longer: beside that the start of another is nothing, and what comes next needs the memory. */
const SPARE_WORK_MS = 3000

/** Children that came to the end of their task, for the next one of their kind. */
const spares = new Map<string, ChildProcess[]>()

function takeSpare(kind: string): ChildProcess | undefined {
  const child = spares.get(kind)?.pop()
  if (child?.connected !== true) return undefined
  stopListening(child)
  child.ref()
  child.channel?.ref()
  return child
}

async function keepSpare(kind: string, child: ChildProcess): Promise<void> {
  const { usedMb } = await usageOf(child)
  const others = spares.get(kind) ?? []
  spares.set(kind, others)
  if (usedMb > SPARE_MEMORY_MB || others.length >= SPARES_OF_A_KIND || !child.connected) {
    child.kill('SIGKILL')
    return
  }
  others.push(child)
  // This process may end while they wait; they see that and end too.
  child.unref()
  child.channel?.unref()
  const drop = () => {
    const at = others.indexOf(child)
    if (at < 0) return
    others.splice(at, 1)
    child.kill('SIGKILL')
  }
  child.on('exit', drop)
  setTimeout(drop, SPARE_LIFE_MS).unref()
}

/** Ticks of the kernel's clock in a second, as /proc counts them. */
const TICKS_A_SECOND = 100

interface Usage {
  /** Resident, in MiB; 0 when it cannot be known. */
  usedMb: number
  /** Processor time of all threads since the start; undefined when it cannot be known (no /proc, or the process is gone). */
  cpuMs: number | undefined
}

async function usageOf(child: ChildProcess): Promise<Usage> {
  try {
    const [status, stat] = await Promise.all([
      readFile(`/proc/${child.pid}/status`, 'utf8'),
      readFile(`/proc/${child.pid}/stat`, 'utf8'),
    ])
    const usedMb = Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024)
    // The name of the program, in parentheses, may hold spaces; after it come the state and then fields 4 to 52.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const ticks = Number(fields[11]) + Number(fields[12])
    return { usedMb, cpuMs: (ticks * 1000) / TICKS_A_SECOND }
  } catch {
    return { usedMb: 0, cpuMs: undefined }
  }
}
