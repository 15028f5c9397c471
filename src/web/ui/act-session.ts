import { emptyUndoStack, recordAct, redoAct, type UndoStack, undoAct } from './undo-stack.ts'

export interface ActState<Act> {
  /** Gestures made here whose outcome the server has not told yet, oldest first. */
  queue: readonly Act[]
  stack: UndoStack<Act>
  /** True while the server cannot be reached; the queue is kept and sent again. */
  offline: boolean
}

export interface ActLinks<Act> {
  /** The act that takes this one back. */
  invert: (act: Act) => Act
  /** Sends one act and resolves once its outcome is what the page reads. */
  send: (act: Act) => Promise<void>
  isOffline: (error: unknown) => boolean
  /** Told of a refusal; `dropped` gestures made after the refused one are given up with it. */
  onRefused: (error: unknown, dropped: number) => void
  /** Milliseconds before an unreachable server is tried again. */
  retryAfterMs: number
}

interface Queued<Act> {
  act: Act
  stackIfRefused: UndoStack<Act>
}

/**
 * The gestures of one person on one exam: sent one at a time in order, since each names things as the one before left them.
 * Lives outside the component, so that leaving the screen does not lose what was not sent yet.
 */
export class ActSession<Act> {
  readonly #links: ActLinks<Act>
  readonly #listeners = new Set<() => void>()
  #queue: Queued<Act>[] = []
  #stack: UndoStack<Act> = emptyUndoStack
  #offline = false
  #sending = false
  #state: ActState<Act> = { queue: [], stack: emptyUndoStack, offline: false }

  constructor(links: ActLinks<Act>) {
    this.#links = links
  }

  get state(): ActState<Act> {
    return this.#state
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  carryOut(act: Act): void {
    this.#enqueue(act, recordAct(this.#stack, act), this.#stack)
  }

  /** The act taken back; null when there is nothing to undo. */
  undo(): Act | null {
    const step = undoAct(this.#stack)
    if (step === null) return null
    // If the undo is refused, the act can no longer be taken back: it leaves the stack all the same.
    this.#enqueue(this.#links.invert(step.act), step.stack, { ...step.stack, future: [] })
    return step.act
  }

  /** The act done again; null when nothing was undone. */
  redo(): Act | null {
    const step = redoAct(this.#stack)
    if (step === null) return null
    this.#enqueue(step.act, step.stack, { past: this.#stack.past, future: [] })
    return step.act
  }

  #enqueue(act: Act, stack: UndoStack<Act>, stackIfRefused: UndoStack<Act>): void {
    this.#queue = [...this.#queue, { act, stackIfRefused }]
    this.#stack = stack
    this.#publish()
    void this.#sendAll()
  }

  async #sendAll(): Promise<void> {
    if (this.#sending) return
    this.#sending = true
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      try {
        await this.#links.send(head.act)
        this.#queue = this.#queue.slice(1)
        this.#offline = false
      } catch (error) {
        if (this.#links.isOffline(error)) {
          // Sent again as it is: if the first sending did arrive, the server refuses the second by its `before`.
          this.#offline = true
          this.#publish()
          await new Promise((resolve) => setTimeout(resolve, this.#links.retryAfterMs))
        } else {
          const dropped = this.#queue.length - 1
          this.#queue = []
          this.#stack = head.stackIfRefused
          this.#offline = false
          this.#links.onRefused(error, dropped)
        }
      }
      this.#publish()
    }
    this.#sending = false
  }

  #publish(): void {
    this.#state = {
      queue: this.#queue.map(({ act }) => act),
      stack: this.#stack,
      offline: this.#offline,
    }
    for (const listener of this.#listeners) listener()
  }
}
