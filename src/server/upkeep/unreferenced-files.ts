import { type RawBuilder, sql } from 'kysely'
import type { Deps } from '#server/deps.ts'

/** A file is stored a moment before the row that names it is committed; only older ones can be called forgotten. */
const GRACE_MINUTES = 60
const BATCH = 500

interface Kind {
  /** What in the key leads to its row. */
  referenceOf: (key: string) => string | undefined
  /** Those of the references that have a row. */
  rows: (references: string[]) => RawBuilder<{ reference: string }>
}

const wholeKey = (key: string): string => key
const uuidIn = (key: string): string | undefined =>
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(key)?.[0]

/** The kinds of stored files, by the first part of their key. A kind that is not listed is left alone. */
const KINDS: Record<string, Kind> = {
  scans: {
    referenceOf: wholeKey,
    rows: (keys) => sql`select storage_key as reference from scans_scan where storage_key = any(${keys})`,
  },
  sheets: {
    referenceOf: uuidIn,
    rows: (ids) => sql`select id as reference from scans_scan where id = any(${ids}::uuid[])`,
  },
  derived: {
    referenceOf: uuidIn,
    rows: (ids) => sql`select id as reference from scans_page where id = any(${ids}::uuid[])`,
  },
  final: {
    referenceOf: wholeKey,
    rows: (keys) => sql`select file as reference from grading_finalpdf where file = any(${keys})`,
  },
  rosters: {
    referenceOf: wholeKey,
    rows: (keys) => sql`select students_csv as reference from exams_exam where students_csv = any(${keys})`,
  },
}

/**
 * Removes stored files that no row names. The rows go with an exam in one transaction; its files, which hold pupils' writing, follow here.
 * @returns how many were removed.
 */
export async function removeUnreferencedFiles(
  { db, storage }: Pick<Deps, 'db' | 'storage'>,
  now = new Date(),
): Promise<number> {
  const before = now.getTime() - GRACE_MINUTES * 60_000
  const batches = new Map<Kind, string[]>()
  let removed = 0

  const clear = async (kind: Kind, keys: string[]): Promise<void> => {
    const references = [...new Set(keys.flatMap((key) => kind.referenceOf(key) ?? []))]
    const { rows } = await kind.rows(references).execute(db)
    const alive = new Set(rows.map(({ reference }) => reference))
    for (const key of keys.filter((candidate) => !alive.has(kind.referenceOf(candidate) ?? ''))) {
      await storage.remove(key)
      removed += 1
    }
  }

  for await (const { key, modifiedAt } of storage.list()) {
    const kind = KINDS[key.split('/')[0] ?? '']
    if (kind === undefined || modifiedAt.getTime() > before) continue
    const batch = batches.get(kind) ?? []
    batch.push(key)
    batches.set(kind, batch)
    if (batch.length === BATCH) await clear(kind, batch.splice(0))
  }
  for (const [kind, batch] of batches) await clear(kind, batch)
  return removed
}
