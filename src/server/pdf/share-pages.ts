import { IsolationError, runIsolated } from './isolation.ts'

/** What a child says to the one who shares the pages out. */
export type LaneMessage<Made> =
  /** First of all: how many pages there are. */
  | { type: 'opened'; pageCount: number }
  /** Asks for a page; answered with a `TakenPage`, or null when there is none left. */
  | { type: 'take' }
  /** What became of a page; answered once it was dealt with. */
  | { type: 'made'; page: number; made: Made }

export interface TakenPage {
  /** From 1. */
  page: number
  /** Another page in hand may have killed the child before: this one is to be finished before the next is taken. */
  alone: boolean
  /** It killed a child when it was alone: not to be looked at again. */
  deadly: boolean
}

export interface SharedWork<Made> {
  task: URL
  input: unknown
  /** Processes at work side by side. */
  lanes: number
  fromPage: number
  idleTimeoutMs: number
  memoryLimitMb: number
  niceness: number
  onOpen?: (pageCount: number) => Promise<void> | void
  /** A child died and another takes its place. */
  onDeath?: (error: IsolationError, page: number | undefined) => void
  /** Called in the order of the pages, one at a time. */
  onMade: (made: Made) => Promise<void> | void
  signal?: AbortSignal | undefined
}

/** A file whose pages kill the reader more often than this is hostile; a deadly page kills twice before it is known. */
const MOST_DEATHS = 8

/**
 * Shares the pages of a file out to child processes and takes what they make of them in page order. A page that kills its
 * process is found and handed out as deadly; the others are not lost by it.
 * @returns what the tasks returned.
 * @throws PageDeath when a child dies before it takes a page, or too many die; what the callbacks throw; the signal's reason.
 */
export async function sharePages<Made, Result>(work: SharedWork<Made>): Promise<Result[]> {
  const queue = new PageQueue(work.fromPage)
  const stop = new AbortController()
  const signal = work.signal ? AbortSignal.any([work.signal, stop.signal]) : stop.signal
  let opened = false

  const open = async (pageCount: number) => {
    queue.pageCount = pageCount
    if (opened) return
    opened = true
    await work.onOpen?.(pageCount)
  }
  const deliver = async (page: number, made: Made) => {
    await queue.turnOf(page)
    try {
      signal.throwIfAborted()
      await work.onMade(made)
    } catch (error) {
      // Its child may be gone in the meantime, and then nobody else would hear of it.
      stop.abort(error)
      throw error
    }
    queue.nextTurn()
  }
  const runLane = async (): Promise<Result> => {
    for (;;) {
      const hand = new Set<number>()
      const onMessage = (raw: unknown) => {
        const message = raw as LaneMessage<Made>
        if (message.type === 'opened') return open(message.pageCount)
        if (message.type === 'take') return queue.take(hand)
        hand.delete(message.page)
        return deliver(message.page, message.made)
      }
      const { task, input, idleTimeoutMs, memoryLimitMb, niceness } = work
      try {
        return (await runIsolated({
          ...{ task, input, idleTimeoutMs, memoryLimitMb, niceness },
          ...{ onMessage, signal },
        })) as Result
      } catch (error) {
        if (!(error instanceof IsolationError)) throw error
        const deadly = queue.putBack(hand, error)
        work.onDeath?.(error, deadly)
      }
    }
  }
  try {
    return await Promise.all(Array.from({ length: work.lanes }, runLane))
  } catch (error) {
    stop.abort(error)
    throw error
  }
}

/** No page could be blamed, or too many were to blame. */
export class PageDeath extends Error {
  override name = 'PageDeath'
  /** 1-based, when it is known. */
  readonly page: number | undefined
  override readonly cause: IsolationError
  constructor(cause: IsolationError, page: number | undefined) {
    super(cause.message)
    this.cause = cause
    this.page = page
  }
}

class PageQueue {
  pageCount = Number.POSITIVE_INFINITY
  #next: number
  #toDeliver: number
  #deaths = 0
  /** Pages that were in hand when a child died. */
  readonly #suspects: number[] = []
  readonly #deadly = new Set<number>()
  readonly #waiting = new Map<number, () => void>()

  constructor(fromPage: number) {
    this.#next = fromPage
    this.#toDeliver = fromPage
  }

  /** @param hand the pages that this child has and did not finish; the page is added to it. */
  take(hand: Set<number>): TakenPage | null {
    const suspect = hand.size === 0 ? this.#suspects.shift() : undefined
    if (suspect === undefined && this.#next > this.pageCount) return null
    const page = suspect ?? this.#next++
    hand.add(page)
    return { page, alone: suspect !== undefined, deadly: this.#deadly.has(page) }
  }

  /** The next child of the lane gets the pages again, one by one; one that was alone is to blame and is returned. */
  putBack(hand: ReadonlySet<number>, error: IsolationError): number | undefined {
    const pages = [...hand].sort((a, b) => a - b)
    const [first] = pages
    if (first === undefined || ++this.#deaths > MOST_DEATHS) throw new PageDeath(error, first)
    // The lowest first: the others cannot be delivered before it.
    this.#suspects.push(...pages)
    this.#suspects.sort((a, b) => a - b)
    if (pages.length > 1) return undefined
    this.#deadly.add(first)
    return first
  }

  turnOf(page: number): Promise<void> | void {
    if (page !== this.#toDeliver) return new Promise((resolve) => this.#waiting.set(page, resolve))
  }

  nextTurn() {
    this.#toDeliver++
    this.#waiting.get(this.#toDeliver)?.()
    this.#waiting.delete(this.#toDeliver)
  }
}
