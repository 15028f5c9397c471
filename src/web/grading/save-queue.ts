import type { DeskView, Draft, Marking } from '#contract/grading.ts'
import { sameMarking } from './marking.ts'

export interface Snapshot {
  marking: Marking
  view: DeskView
}

/** How the server took a save. */
export type SendOutcome =
  | { kind: 'saved'; version: number }
  /** Nobody answered, or the server is in trouble: worth trying again. */
  | { kind: 'unreachable' }
  /** The server holds something newer than what the save was based on. */
  | { kind: 'conflict'; current: Draft }
  /** The copy is no longer open here. */
  | { kind: 'lost' }
  /** Trying again would not help. */
  | { kind: 'refused'; detail: string }

/** `refused` and `stopped` need a person; the others look after themselves. */
export type SaveState = 'saved' | 'pending' | 'saving' | 'offline' | 'refused' | 'stopped'

export interface SaveQueueOptions {
  /** Version and marking that the server holds at the start. */
  version: number
  saved: Marking
  send: (baseVersion: number, snapshot: Snapshot) => Promise<SendOutcome>
  onState: (state: SaveState) => void
  /** The server holds `version` now; `rest` is what changed since, still to be saved. */
  onSaved: (version: number, rest: Snapshot | null) => void
  onStopped: (why: Exclude<SendOutcome, { kind: 'saved' | 'unreachable' }>) => void
}

const SAVE_DELAY_MS = 500
const FIRST_RETRY_MS = 1500
const LAST_RETRY_MS = 20_000

/** Sends the newest state of the desk, one request at a time; what was overtaken while waiting is never sent. */
export class SaveQueue {
  readonly #options: SaveQueueOptions
  #version: number
  #saved: Marking
  #waiting: Snapshot | null = null
  /** Sent without an answer: the server may hold any of them. */
  #unanswered: Marking[] = []
  #flight: Promise<void> | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #retryMs = FIRST_RETRY_MS
  #offline = false
  #refused = false
  #stopped = false

  constructor(options: SaveQueueOptions) {
    this.#options = options
    this.#version = options.version
    this.#saved = options.saved
  }

  /** Version the server held when it last answered. */
  get version(): number {
    return this.#version
  }

  /** Whether the server is known to hold this very state. */
  holds(marking: Marking): boolean {
    return marking === this.#saved
  }

  /** Takes a new state; it leaves after `delayMs` unless another replaces it. */
  change(snapshot: Snapshot, delayMs = SAVE_DELAY_MS): void {
    if (this.#stopped) return
    this.#waiting = snapshot
    this.#refused = false
    this.#announce()
    // What can wait must not hold back what was due sooner; offline, only the retries go out.
    const isDue = this.#timer !== undefined && (this.#offline || delayMs > SAVE_DELAY_MS)
    if (this.#flight !== null || isDue) return
    this.#schedule(delayMs)
  }

  /** Sends what waits at once. True when the server holds everything. */
  async flush(): Promise<boolean> {
    while (!this.#stopped && (this.#waiting !== null || this.#flight !== null)) {
      const version = this.#version
      await this.#sendNow()
      if (this.#version === version && this.#waiting !== null) return false
    }
    return !this.#stopped && !this.#refused
  }

  /** The network is back. */
  retry(): void {
    this.#retryMs = FIRST_RETRY_MS
    if (this.#waiting !== null) this.#schedule(0)
  }

  /** Sends nothing more. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#sendNow()
    }, delayMs)
  }

  #sendNow(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#flight ??= this.#send().finally(() => {
      this.#flight = null
      if (this.#waiting !== null && this.#timer === undefined && !this.#stopped) this.#schedule(SAVE_DELAY_MS)
    })
    return this.#flight
  }

  async #send(): Promise<void> {
    const snapshot = this.#waiting
    if (snapshot === null || this.#stopped) return
    this.#waiting = null
    this.#announce(snapshot)
    const outcome = await this.#options.send(this.#version, snapshot)
    if (this.#stopped) return
    switch (outcome.kind) {
      case 'saved':
        this.#accept(outcome.version, snapshot.marking)
        return
      case 'unreachable':
        this.#unanswered.push(snapshot.marking)
        this.#waiting ??= snapshot
        this.#offline = true
        this.#announce()
        this.#schedule(this.#retryMs)
        this.#retryMs = Math.min(this.#retryMs * 2, LAST_RETRY_MS)
        return
      case 'conflict': {
        // A save of ours did arrive and only its answer was lost: what is there is ours, so nothing is overwritten.
        const own = this.#unanswered.find((marking) => sameMarking(marking, outcome.current.marking))
        if (own !== undefined) {
          this.#waiting ??= snapshot
          this.#accept(outcome.current.version, own)
          return
        }
        break
      }
      case 'refused':
        // What is wrong may be in the last change: the next one is tried again.
        this.#refused = true
        this.#options.onState('refused')
        this.#options.onStopped(outcome)
        return
      case 'lost':
        break
    }
    this.stop()
    this.#options.onState('stopped')
    this.#options.onStopped(outcome)
  }

  #accept(version: number, marking: Marking): void {
    this.#version = version
    this.#saved = marking
    this.#unanswered = []
    this.#offline = false
    this.#retryMs = FIRST_RETRY_MS
    this.#options.onSaved(version, this.#waiting)
    this.#announce()
  }

  /** Where the desk stands is saved too, but says nothing: the word speaks of the marking. */
  #announce(sending: Snapshot | null = null): void {
    if (this.#offline) {
      this.#options.onState('offline')
    } else if (sending !== null) {
      if (sending.marking !== this.#saved) this.#options.onState('saving')
    } else if (this.#waiting !== null && this.#waiting.marking !== this.#saved) {
      this.#options.onState('pending')
    } else {
      this.#options.onState('saved')
    }
  }
}
