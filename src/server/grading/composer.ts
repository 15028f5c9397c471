import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { PageBox, Rotation } from '#domain/geometry.ts'
import type { FinalPdfInput } from '#server/pdf/final-pdf.ts'
import { openTurnstile } from './turnstile.ts'

/** A final PDF to compose: `FinalPdfInput` with its sheets as files. */
export interface ComposeOrder {
  pages: Array<{ sheetPath: string; box: PageBox; rotation: Rotation }>
  annotations: FinalPdfInput['annotations']
  marks: FinalPdfInput['marks']
  /** Where to write the PDF. */
  targetPath: string
}

export type ComposeAnswer = { sha256: string } | { failure: string }

const THREAD = new URL('./composer-thread.ts', import.meta.url)
/** A third would only slow the other two, and the requests, down. */
const THREADS = 2
/** A copy of 4 pages takes a tenth of a second; nobody waits a minute for one. */
const TIMEOUT_MS = 60_000
const MEMORY_MB = 1024
/** Marking comes in sittings: after this long without a finished copy the sitting is over. */
const IDLE_MS = 5 * 60_000

interface Thread {
  worker: Worker
  /** Runs while the thread is idle. */
  retirement?: NodeJS.Timeout
}

const enter = openTurnstile(THREADS)
const idle = new Set<Thread>()

/**
 * Composes a PDF in a thread, so that requests go on meanwhile, and gives its SHA-256 once the file is on the disk.
 * A thread is kept for the next order: loading the composer takes half a second, composing a tenth. A thread, not a process,
 * because composing is JavaScript only, on sheets that the splitter has already taken apart in isolation; it ends with its
 * parent, however that ends. Throws an Error when it fails, takes too long or too much memory.
 */
export const compose = (order: ComposeOrder): Promise<string> =>
  enter(async () => {
    const thread = takeThread()
    const answer = await waitFor(thread, order).catch(async (error) => {
      await thread.worker.terminate()
      throw error
    })
    rest(thread)
    if ('failure' in answer) throw new Error(answer.failure)
    return answer.sha256
  })

async function waitFor({ worker }: Thread, order: ComposeOrder): Promise<ComposeAnswer> {
  worker.postMessage(order)
  // Also rejects when the thread dies.
  const [answer] = await once(worker, 'message', { signal: AbortSignal.timeout(TIMEOUT_MS) })
  return answer
}

function takeThread(): Thread {
  for (const thread of idle) {
    idle.delete(thread)
    clearTimeout(thread.retirement)
    thread.worker.ref()
    return thread
  }
  const thread = { worker: new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } }) }
  // An idle thread has nobody else to hear that it died.
  thread.worker.on('error', () => undefined)
  thread.worker.on('exit', () => idle.delete(thread))
  return thread
}

function rest(thread: Thread): void {
  // Nothing of it keeps the process alive.
  thread.worker.unref()
  thread.retirement = setTimeout(() => thread.worker.terminate(), IDLE_MS).unref()
  idle.add(thread)
}
