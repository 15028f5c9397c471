import type { Readable } from 'node:stream'
import type { Actor } from '#contract/auth.ts'
import type { Results } from '#contract/results.ts'
import { totalPoints } from '#domain/grading-structure.ts'
import { outOf20, scoreCopy } from '#domain/scoring.ts'
import { recordAudit, recordCopyEvent } from '#server/audit/audit.ts'
import { displayName } from '#server/auth/display-name.ts'
import type { Database } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import type { Storage } from '#server/storage/storage.ts'
import { type PronoteLine, writePronoteCsv } from './pronote.ts'
import * as store from './results.store.ts'

const french = new Intl.Collator('fr')

/** Marks of the exam by student, and what the Pronote file would leave out. */
export async function getResults(db: Database, examId: string): Promise<Results> {
  const exam = await getExam(db, examId)
  const [copies, absent] = await Promise.all([listCopies(db, examId), store.listAbsent(db, examId)])
  return {
    releasedAt: exam.results_released_at?.toISOString() ?? null,
    totalMax: totalPoints(exam.grading_structure),
    lines: copies.map((copy) => {
      const total = copy.status === 'GRADED' ? scoreOf(exam, copy).total : null
      return {
        copyId: copy.id,
        anonymousId: copy.anonymous_id,
        status: copy.status,
        student: studentOf(copy),
        corrector: correctorOf(copy),
        total,
        outOf20: total === null ? null : outOf20(total, totalPoints(exam.grading_structure)),
      }
    }),
    gaps: [
      ...copies.flatMap((copy): Results['gaps'] => {
        if (studentOf(copy) === null) return [{ code: 'not_identified', label: copy.anonymous_id }]
        return copy.status === 'GRADED' ? [] : [{ code: 'not_graded', label: nameOf(copy) }]
      }),
      ...absent
        .map((student) => `${student.last_name} ${student.first_name} (${student.class_name})`)
        .sort(french.compare)
        .map((label) => ({ code: 'absent' as const, label })),
    ],
  }
}

/**
 * Lets the students see their marked copies. Releasing twice is releasing once.
 * Throws `nothing_to_release` while no copy is both marked and identified.
 */
export function releaseResults(db: Database, actor: Actor, examId: string): Promise<Results> {
  return switchRelease(db, actor, examId, true)
}

/** Takes the release back: from the next request on, students see nothing. */
export function withdrawResults(db: Database, actor: Actor, examId: string): Promise<Results> {
  return switchRelease(db, actor, examId, false)
}

async function switchRelease(
  db: Database,
  actor: Actor,
  examId: string,
  released: boolean,
): Promise<Results> {
  await db.transaction().execute(async (trx) => {
    const exam = await store.holdExam(trx, examId)
    if (exam === undefined) throw new DomainError('not_found')
    if ((exam.results_released_at !== null) === released) return
    const copyIds = await store.listReleasable(trx, examId)
    if (released && copyIds.length === 0) throw new DomainError('nothing_to_release')
    await store.setReleased(trx, examId, released)
    await recordAudit(trx, {
      actorId: actor.id,
      action: released ? 'release_results' : 'withdraw_results',
      examId,
      metadata: { copies: copyIds.length },
    })
    const action = released ? 'RELEASE' : 'UNRELEASE'
    await recordCopyEvent(
      trx,
      copyIds.map((copyId) => ({ copyId, action, actorId: actor.id })),
    )
    await announce(trx, { type: 'exam', examId })
  })
  return getResults(db, examId)
}

/** The Pronote file of the marked and identified copies, by name; `fileName` is safe in a header. */
export async function exportPronote(
  db: Database,
  actor: Actor,
  examId: string,
): Promise<{ csv: string; fileName: string }> {
  const exam = await getExam(db, examId)
  const totalMax = totalPoints(exam.grading_structure)
  const copies = await listCopies(db, examId)
  const lines = copies.flatMap((copy): PronoteLine[] => {
    const student = studentOf(copy)
    if (student === null || copy.status !== 'GRADED') return []
    return [
      {
        lastName: student.lastName,
        firstName: student.firstName,
        birthDate: copy.date_naissance ?? '',
        subject: exam.subject ?? '',
        mark: outOf20(scoreOf(exam, copy).total, totalMax),
        coefficient: exam.coefficient,
        comment: copy.global_appreciation ?? '',
      },
    ]
  })
  await recordAudit(db, {
    actorId: actor.id,
    action: 'export_pronote',
    examId,
    metadata: { lines: lines.length },
  })
  return { csv: writePronoteCsv(lines), fileName: `pronote-${fileNamePart(exam.name)}.csv` }
}

/** The final PDF of a copy. Throws `copy_wrong_state` while there is none. */
export async function openFinalPdf(
  { db, storage }: Deps,
  actor: Actor,
  copyId: string,
): Promise<{ pdf: Readable; fileName: string }> {
  const copy = await store.findCopyFile(db, copyId)
  if (copy === undefined) throw new DomainError('not_found')
  if (copy.final_pdf === null)
    throw new DomainError('copy_wrong_state', { found: copy.status, needed: 'GRADED' })
  const pdf = await openPdf(storage, copy.final_pdf)
  await recordCopyEvent(db, [{ copyId, action: 'EXPORT', actorId: actor.id }])
  return { pdf, fileName: pdfName(copy.anonymous_id) }
}

/** Asked first, so that a missing file is an answer of ours and not one that breaks off. */
export async function openPdf(storage: Storage, key: string): Promise<Readable> {
  if (!(await storage.exists(key)))
    throw new DomainError('internal_error', {}, { cause: new Error(`${key} is gone`) })
  return storage.stream(key)
}

/** The number of anonymity names the file: a name of a student would show in every list of downloads. */
export const pdfName = (anonymousId: string): string => `copie-${fileNamePart(anonymousId)}.pdf`

const fileNamePart = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80)

async function getExam(db: Database, examId: string) {
  const exam = await store.findExam(db, examId)
  if (exam === undefined) throw new DomainError('not_found')
  return exam
}

/** By name, then the copies that are nobody's yet. */
async function listCopies(db: Database, examId: string): Promise<store.ResultCopy[]> {
  const copies = await store.listCopies(db, examId)
  return copies.sort(
    (a, b) =>
      Number(studentOf(a) === null) - Number(studentOf(b) === null) || french.compare(nameOf(a), nameOf(b)),
  )
}

const scoreOf = (
  exam: { grading_structure: Parameters<typeof scoreCopy>[0] },
  copy: Pick<store.ResultCopy, 'scores_data' | 'deltas'>,
) => scoreCopy(exam.grading_structure, copy.scores_data ?? {}, copy.deltas)

function studentOf(copy: store.ResultCopy): Results['lines'][number]['student'] {
  const { student_last_name: lastName, student_first_name: firstName, class_name: className } = copy
  return lastName === null || firstName === null || className === null
    ? null
    : { lastName, firstName, className }
}

const nameOf = (copy: store.ResultCopy): string =>
  copy.student_last_name === null ? copy.anonymous_id : `${copy.student_last_name} ${copy.student_first_name}`

const correctorOf = ({ first_name, last_name, username }: store.ResultCopy): string | null =>
  username === null
    ? null
    : displayName({ first_name: first_name ?? '', last_name: last_name ?? '', username })
