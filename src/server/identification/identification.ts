import type { Actor } from '#contract/auth.ts'
import type { IdentificationCopy } from '#contract/identification.ts'
import { recordCopyEvent } from '#server/audit/audit.ts'
import { type Database, type Executor, type Trx, violatedConstraint } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { toStudent } from '#server/students/students.ts'
import { type Clues, readClues } from './clues.ts'
import { queueIdentification } from './identification.queues.ts'
import * as store from './identification.store.ts'
import { faultOfMarked, namingEvent } from './naming.ts'

/** Throws `not_found`. */
export async function listIdentification(db: Database, examId: string): Promise<IdentificationCopy[]> {
  const examName = await store.findExamName(db, examId)
  if (examName === undefined) throw new DomainError('not_found')
  const cluesOf = await readClues(db, { examId, examName, copyId: null })
  return (await store.listCopies(db, examId)).map((copy) => toIdentificationCopy(copy, cluesOf(copy.copy_id)))
}

/**
 * Says whose copy it is; null takes the name off. The same student again changes nothing and leaves no trace.
 * Throws `not_found`, `student_not_on_roster`, `student_has_copy`, and for a marked copy `exam_released` or `copy_graded_identified`.
 */
export async function identifyCopy(
  deps: Pick<Deps, 'db' | 'jobs'>,
  actor: Actor,
  copyId: string,
  studentId: number | null,
): Promise<IdentificationCopy> {
  const { db } = deps
  let examId: string | undefined
  return db
    .transaction()
    .execute(async (trx) => {
      // Exam before copy, as everywhere: a release or a deletion of the exam waits for us, or we for it.
      const exam = await store.holdExamOf(trx, copyId)
      const copy = exam && (await store.findCopyForUpdate(trx, copyId))
      if (exam === undefined || copy === undefined) throw new DomainError('not_found')
      examId = exam.id
      if (copy.student_id !== studentId) {
        if (copy.status === 'GRADED') refuseMarked(exam.results_released_at, copy.student_id)
        if (studentId !== null) await refuseStudent(trx, exam.id, studentId)
        await store.setStudent(trx, copyId, studentId)
        const proposed = studentId === null ? undefined : await store.findProposal(trx, copyId)
        await recordCopyEvent(trx, [
          namingEvent(actor, { copyId, previousStudentId: copy.student_id, studentId, proposed }),
        ])
        await announce(trx, { type: 'exam', examId: exam.id })
      }
      const named = await getCopy(trx, copyId)
      // Who is named can be proposed to no other copy, whatever their headers say.
      await queueIdentification(deps, trx, exam.id)
      return named
    })
    .catch(async (error: unknown) => {
      // Another copy was given to the student between our look and our write.
      if (
        violatedConstraint(error) === 'copy_student_once_per_exam' &&
        examId !== undefined &&
        studentId !== null
      )
        await refuseSecondCopy(db, examId, studentId)
      throw error
    })
}

function refuseMarked(releasedAt: Date | null, studentId: number | null): void {
  const fault = faultOfMarked(releasedAt, studentId)
  if (fault !== null) throw new DomainError(fault)
}

async function refuseStudent(trx: Trx, examId: string, studentId: number): Promise<void> {
  if (!(await store.isOnRoster(trx, examId, studentId))) throw new DomainError('student_not_on_roster')
  await refuseSecondCopy(trx, examId, studentId)
}

async function refuseSecondCopy(db: Executor, examId: string, studentId: number): Promise<void> {
  const other = await store.findCopyOfStudent(db, examId, studentId)
  if (other !== undefined)
    throw new DomainError('student_has_copy', { student: other.student, anonymousId: other.anonymous_id })
}

async function getCopy(db: Executor, copyId: string): Promise<IdentificationCopy> {
  const row = await store.findCopyWithStudent(db, copyId)
  if (row === undefined) throw new DomainError('not_found')
  const examName = (await store.findExamName(db, row.exam_id)) ?? ''
  const cluesOf = await readClues(db, { examId: row.exam_id, examName, copyId })
  return toIdentificationCopy(row, cluesOf(copyId))
}

const toIdentificationCopy = (
  { copy_id, exam_id: _, anonymous_id, status, header_page_id, header_version, ...student }: store.CopyRow,
  clues: Clues,
): IdentificationCopy => ({
  id: copy_id,
  anonymousId: anonymous_id,
  status,
  headerPageId: header_page_id,
  headerVersion: header_version ?? '',
  student: isStudent(student) ? toStudent(student) : null,
  ...clues,
})

type StudentColumns = Parameters<typeof toStudent>[0]

/** The columns of a left join are all there or all null. */
const isStudent = (row: { [K in keyof StudentColumns]: StudentColumns[K] | null }): row is StudentColumns =>
  row.id !== null
