import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { proposeStudents } from '#domain/propose-students.ts'
import { rankCandidates } from '#domain/student-odds.ts'
import type { RosterEntry } from '#domain/student-spellings.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { unpackSignals } from '#server/ocr/pack-signal.ts'
import { listRoster } from '#server/students/students.store.ts'
import { toStudent } from '#server/students/students.ts'
import { findLayout, holdExam } from './header-layout.store.ts'
import { openHeaders } from './open-headers.ts'
import * as store from './readings.store.ts'

/** Whoever looks on sees the readings come in steps of this. */
const ANNOUNCE_MS = 2000

/**
 * Proposes a student for every copy of the exam that has none: reads the headers not read yet, scores the roster against those not
 * scored against it as it is now, and weighs all copies against one another. Broken off, it goes on with what is missing.
 */
export async function runIdentify(
  deps: Deps,
  { examId }: { examId: string },
  signal: AbortSignal,
): Promise<void> {
  await withExamLock(deps, examId, async () => {
    await readHeaders(deps, examId, signal)
    await scoreReadings(deps, examId, signal)
    await propose(deps, examId)
  })
}

/** One at a time for an exam: two would read each header twice. */
async function withExamLock({ db }: Deps, examId: string, run: () => Promise<void>): Promise<void> {
  await db.connection().execute(async (connection) => {
    const key = sql`hashtextextended(${`identify ${examId}`}, 0)`
    await sql`select pg_advisory_lock(${key})`.execute(connection)
    try {
      await run()
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(connection)
    }
  })
}

async function readHeaders(deps: Deps, examId: string, signal: AbortSignal): Promise<void> {
  const layout = await findLayout(deps.db, examId)
  const unread = await store.listUnread(deps.db, examId)
  if (unread.length === 0) return
  const readHeader = await openHeaders(deps, layout)
  let announcedAt = performance.now()
  for (const { copy_id: copyId, page_id: pageId, rotation } of unread) {
    signal.throwIfAborted()
    const reading = { copyId, pageId, rotation, ...(await readHeader(pageId)) }
    if (!(await saveUnlessOutlined(deps, examId, layout, reading))) return readHeaders(deps, examId, signal)
    if (performance.now() - announcedAt < ANNOUNCE_MS) continue
    announcedAt = performance.now()
    await announce(deps.db, { type: 'exam', examId })
  }
}

/** Fields outlined otherwise meanwhile had all readings forgotten: one made by the old outline must not come after. */
const saveUnlessOutlined = (
  { db }: Deps,
  examId: string,
  layout: Layout,
  reading: store.NewReading,
): Promise<boolean> =>
  db.transaction().execute(async (trx) => {
    await holdExam(trx, examId)
    const now = await findLayout(trx, examId)
    if (now?.updated_at.getTime() !== layout?.updated_at.getTime()) return false
    await store.saveReading(trx, reading)
    return true
  })

type Layout = Awaited<ReturnType<typeof findLayout>>

async function scoreReadings({ db }: Deps, examId: string, signal: AbortSignal): Promise<void> {
  const roster = (await listRoster(db, examId)).map(toStudent)
  const digest = digestOf(roster)
  for (const { id, signal: packed } of await store.listUnscored(db, examId, digest)) {
    signal.throwIfAborted()
    const seen = packed === null ? [] : unpackSignals(packed)
    await store.saveCandidates(db, id, rankCandidates(seen, roster), digest)
  }
}

/** Changes with everything that a score depends on. */
function digestOf(roster: readonly RosterEntry[]): string {
  const known = roster.map(({ id, lastName, firstName, birthDate, className }) => [
    id,
    lastName,
    firstName,
    birthDate,
    className,
  ])
  return createHash('sha256').update(JSON.stringify(known)).digest('hex')
}

async function propose({ db }: Deps, examId: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const readings = await store.listScored(trx, examId)
    const named = new Set(await store.listNamedStudents(trx, examId))
    const proposals = proposeStudents(
      readings.map(({ candidates }) => candidates),
      named,
    )
    const changed = readings.flatMap(({ id, status, confidence, proposed_student_id }, i) => {
      const proposal = proposals[i]
      if (proposal === undefined) return []
      const isSame =
        proposal.status === status &&
        proposal.confidence === confidence &&
        proposal.studentId === proposed_student_id
      return isSame ? [] : [{ id, ...proposal }]
    })
    await store.saveProposals(trx, changed)
    if (changed.length > 0) await announce(trx, { type: 'exam', examId })
  })
}
