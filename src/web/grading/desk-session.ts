import {
  type Desk,
  type Draft,
  finaliseCopy,
  getDesk,
  lockCopy,
  saveDraft,
  unlockCopy,
} from '#contract/grading.ts'
import { ApiProblem, call, isProblem } from '#web/api.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { DeskStore, type Hold } from './desk-store.ts'
import { describeDifferences, mergeDraft } from './draft-merge.ts'
import { dropSetAside, findLocalDraft, LocalDraftKeeper, setAside } from './local-drafts.ts'
import { watchLock } from './lock-watch.ts'
import { startHistory } from './marking-history.ts'
import { SaveQueue, type SendOutcome, type Snapshot } from './save-queue.ts'

/** Where the desk stands matters less than what was marked: it is saved when things are calm. */
const VIEW_DELAY_MS = 3000

interface Finished {
  total: number
  totalMax: number
  nextCopyId: string | null
}

/** One copy open on one desk: its lock with the heartbeat, its saving, its leaving. */
export class DeskSession {
  readonly #copyId: string
  readonly #actorId: string
  readonly #clientId = newUuid()
  readonly store: DeskStore
  readonly #keeper: LocalDraftKeeper
  #token: string | null
  #queue: SaveQueue
  #endWatch = (): void => undefined
  #left = false
  #finalising: Promise<Finished | null> | null = null

  constructor(actorId: string, desk: Desk, hold: Hold, token: string | null) {
    this.#copyId = desk.id
    this.#actorId = actorId
    this.#token = token
    this.store = new DeskStore(desk, hold)
    this.#keeper = new LocalDraftKeeper(actorId, desk.id)
    this.#queue = this.#newQueue(desk.draft)
    this.store.onMarking = () => this.#save()
    this.store.onView = () => this.#save(VIEW_DELAY_MS)
    if (token !== null) this.#watch(token)
  }

  get isLocalStorageWorking(): boolean {
    return this.#keeper.works
  }

  /** Opens the copy again after it was lost to another tab, another device or time. */
  async resume(): Promise<void> {
    const { token } = await call(lockCopy, { params: { copyId: this.#copyId } })
    const desk = await call(getDesk, { params: { copyId: this.#copyId } })
    const { marking } = this.store
    const unsaved = this.#queue.holds(marking)
      ? undefined
      : { baseVersion: this.#queue.version, ...this.#snapshot }
    this.#token = token
    this.#queue.stop()
    this.#queue = this.#newQueue(desk.draft)
    this.store.set({ desk, hold: { kind: 'mine' }, saving: 'saved', refusal: null })
    await this.#merge(desk, unsaved)
    this.#watch(token)
  }

  /** Takes up work that a crash or a lost network left on this machine. */
  async recover(): Promise<void> {
    const local = await findLocalDraft(this.#actorId, this.#copyId)
    const { desk } = this.store.getState()
    if (local !== undefined) await this.#merge(desk, local)
    const aside = await findLocalDraft(this.#actorId, this.#copyId, 'setAside')
    if (aside !== undefined && this.store.getState().aside === null) this.#showAside(aside.marking, desk)
  }

  async forgetAside(): Promise<void> {
    this.store.set({ aside: null })
    await dropSetAside(this.#actorId, this.#copyId)
  }

  /**
   * Finishes the copy; null when its last changes could not be saved first.
   * Throws ApiProblem when the server refuses.
   */
  finalise(): Promise<Finished | null> {
    this.#finalising ??= this.#finalise().finally(() => {
      this.#finalising = null
    })
    return this.#finalising
  }

  async #finalise(): Promise<Finished | null> {
    // The server finishes a version: there must be one, even of a copy marked before and not touched since.
    if (this.#queue.version === 0) this.#queue.change(this.#snapshot, 0)
    if (!(await this.#queue.flush())) return null
    const { lockToken, params } = this.#held()
    const done = await call(finaliseCopy, {
      params,
      lockToken,
      body: { version: this.#queue.version },
    }).catch((error) => {
      if (isProblem(error, 'lock_lost')) this.#lose()
      throw error
    })
    this.#unwatch()
    this.#queue.stop()
    this.#token = null
    this.#left = true
    this.#keeper.drop()
    this.store.set({ hold: { kind: 'graded' } })
    return done
  }

  /** Saves, puts the copy back and stops watching. False when work could not be saved: it stays on this machine. */
  async leave(): Promise<boolean> {
    // A copy must not be put back while it is being finished.
    await this.#finalising?.catch(() => null)
    if (this.#left) return true
    this.#left = true
    this.#unwatch()
    const { marking } = this.store
    if (this.#token === null || !this.store.canMark) return this.#queue.holds(marking)
    await this.#queue.flush()
    this.#queue.stop()
    if (!this.#queue.holds(marking)) return false
    const { lockToken, params } = this.#held()
    // If this fails the lock expires by itself.
    await call(unlockCopy, { params, lockToken, keepalive: true }).catch(() => undefined)
    return true
  }

  get #snapshot(): Snapshot {
    return { marking: this.store.marking, view: this.store.getState().view }
  }

  #held(): { lockToken: string; params: { copyId: string } } {
    return { lockToken: this.#token ?? '', params: { copyId: this.#copyId } }
  }

  #save(delayMs?: number): void {
    if (this.store.getState().hold.kind !== 'mine') return
    const snapshot = this.#snapshot
    if (delayMs === undefined) this.#keeper.keep({ ...snapshot, baseVersion: this.#queue.version })
    this.#queue.change(snapshot, delayMs)
  }

  #newQueue(draft: Draft): SaveQueue {
    return new SaveQueue({
      version: draft.version,
      saved: draft.marking,
      send: (baseVersion, snapshot) => this.#send(baseVersion, snapshot),
      onState: (saving) =>
        this.store.set({
          saving,
          ...(saving === 'refused' || saving === 'stopped' ? {} : { refusal: null }),
        }),
      onSaved: (version, rest) => {
        if (rest === null) this.#keeper.drop()
        else this.#keeper.keep({ ...rest, baseVersion: version })
      },
      onStopped: (why) => {
        if (why.kind === 'refused') this.store.set({ refusal: why.detail })
        else if (why.kind === 'lost') this.#lose()
        else void this.#meetNewer(why.current)
      },
    })
  }

  async #send(baseVersion: number, { marking, view }: Snapshot): Promise<SendOutcome> {
    const { lockToken, params } = this.#held()
    try {
      const body = { baseVersion, clientId: this.#clientId, marking, view }
      const { version } = await call(saveDraft, { params, lockToken, body })
      return { kind: 'saved', version }
    } catch (error) {
      return outcomeOf(error)
    }
  }

  /** The server holds a newer version though the copy is held here: it is shown, and the work of this desk set aside. */
  async #meetNewer(current: Draft): Promise<void> {
    const { desk, view } = this.store.getState()
    const unsaved = { baseVersion: this.#queue.version, marking: this.store.marking, view }
    this.#queue = this.#newQueue(current)
    const newer = { ...desk, draft: current }
    this.store.set({ desk: newer, saving: 'saved' })
    await this.#merge(newer, unsaved)
  }

  async #merge(desk: Desk, local: ({ baseVersion: number } & Snapshot) | undefined): Promise<void> {
    const merge = mergeDraft(desk.draft, local)
    this.store.set({ history: startHistory(desk.draft.marking), selectedId: null, isWriting: false })
    if (local !== undefined && merge === 'local') {
      this.store.change(() => local.marking)
      return
    }
    if (local !== undefined && merge === 'differs') {
      const { baseVersion, marking, view } = local
      await setAside({ actorId: this.#actorId, copyId: this.#copyId, baseVersion, marking, view })
      this.#showAside(marking, desk)
    }
    this.#keeper.drop()
  }

  #showAside(marking: Snapshot['marking'], desk: Desk): void {
    const differences = describeDifferences(marking, desk.draft.marking, desk.exam.gradingStructure)
    if (differences.length === 0) void this.forgetAside()
    else this.store.set({ aside: { marking, differences } })
  }

  readonly #retry = (): void => this.#queue.retry()

  #lose(): void {
    this.#unwatch()
    this.#queue.stop()
    this.#token = null
    this.store.set({ hold: { kind: 'lost' }, selectedId: null, isWriting: false })
  }

  #watch(token: string): void {
    this.#endWatch = watchLock(this.#copyId, token, () => this.#lose())
    addEventListener('online', this.#retry)
  }

  #unwatch(): void {
    this.#endWatch()
    removeEventListener('online', this.#retry)
  }
}

function outcomeOf(error: unknown): SendOutcome {
  if (!(error instanceof ApiProblem)) throw error
  if (error.code === 'draft_conflict') return { kind: 'conflict', current: error.problem.current as Draft }
  if (error.code === 'lock_lost') return { kind: 'lost' }
  const { status } = error.problem
  // The session may come back by a login in another tab, the server by a restart.
  const mayPass = status === 0 || status >= 500 || status === 401 || status === 429
  return mayPass ? { kind: 'unreachable' } : { kind: 'refused', detail: error.message }
}
