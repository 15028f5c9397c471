import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { DeskView, Marking } from '#contract/grading.ts'

/** Unsaved work of one person on one copy, kept by this browser until the server has it. */
export interface LocalDraft {
  actorId: string
  copyId: string
  /** Version of the server that the work is based on. */
  baseVersion: number
  marking: Marking
  view: DeskView
}

interface Schema extends DBSchema {
  drafts: { key: [actorId: string, copyId: string]; value: LocalDraft }
  /** Work that a newer version on the server has overtaken: shown and offered, never sent by itself. */
  setAside: { key: [actorId: string, copyId: string]; value: LocalDraft }
}
type StoreName = 'drafts' | 'setAside'

let database: Promise<IDBPDatabase<Schema>> | undefined

const open = (): Promise<IDBPDatabase<Schema>> => {
  database ??= openDB<Schema>('korrigo-desk', 1, {
    upgrade(db) {
      db.createObjectStore('drafts', { keyPath: ['actorId', 'copyId'] })
      db.createObjectStore('setAside', { keyPath: ['actorId', 'copyId'] })
    },
  })
  return database
}

/** Some browsers refuse storage in private windows: the desk then works without, and says so when it matters. */
async function attempt<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T | undefined> {
  try {
    return await work(await open())
  } catch {
    database = undefined
    return undefined
  }
}

export const findLocalDraft = (
  actorId: string,
  copyId: string,
  store: StoreName = 'drafts',
): Promise<LocalDraft | undefined> => attempt((db) => db.get(store, [actorId, copyId]))

export async function dropSetAside(actorId: string, copyId: string): Promise<void> {
  await attempt((db) => db.delete('setAside', [actorId, copyId]))
}

/** True when the browser has it. */
export async function setAside(draft: LocalDraft): Promise<boolean> {
  return (await attempt((db) => db.put('setAside', draft))) !== undefined
}

/** Keeps the newest state of one desk. One write at a time: what was overtaken while waiting is not written. */
export class LocalDraftKeeper {
  readonly #actorId: string
  readonly #copyId: string
  #next: { draft: LocalDraft | null } | null = null
  #writing: Promise<void> | null = null
  /** False once the browser refused to keep something. */
  works = true

  constructor(actorId: string, copyId: string) {
    this.#actorId = actorId
    this.#copyId = copyId
  }

  keep(draft: Omit<LocalDraft, 'actorId' | 'copyId'>): void {
    this.#write({ draft: { ...draft, actorId: this.#actorId, copyId: this.#copyId } })
  }

  /** The server has it all. */
  drop(): void {
    this.#write({ draft: null })
  }

  #write(next: { draft: LocalDraft | null }): void {
    this.#next = next
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = null
    })
  }

  async #writeAll(): Promise<void> {
    while (this.#next !== null) {
      const { draft } = this.#next
      this.#next = null
      const done = await attempt(async (db) => {
        if (draft === null) await db.delete('drafts', [this.#actorId, this.#copyId])
        else await db.put('drafts', draft)
        return true
      })
      this.works = done === true
    }
  }
}
