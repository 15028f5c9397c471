import type { z } from 'zod'
import type { Actor } from '#contract/auth.ts'
import type { addToRoster as addEndpoint, NewStudent, Student } from '#contract/students.ts'
import { recordAudit } from '#server/audit/audit.ts'
import type { Database, Trx } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'
import { assertExamExists } from '#server/exams/exams.ts'
import { DomainError } from '#server/http/domain-error.ts'
import * as store from './roster.store.ts'
import { rosterChanged } from './roster-changed.ts'
import { findByIds, listIdsOfClasses, listRoster as listStudentsOf } from './students.store.ts'
import { insertNewcomer, toStudent } from './students.ts'

type Additions = z.output<NonNullable<typeof addEndpoint.body>>

export async function listRoster(deps: Deps, examId: string): Promise<Student[]> {
  await assertExamExists(deps.db, examId)
  return (await listStudentsOf(deps.db, examId)).map(toStudent)
}

/** Throws `not_found`. Exam before students, as everywhere. */
export async function holdExam(trx: Trx, examId: string): Promise<void> {
  if (!(await store.holdExam(trx, examId))) throw new DomainError('not_found')
}

/** A newcomer, in the list of the school and on the roster. Throws `not_found`, `student_exists`. */
export async function createRosterStudent(
  db: Database,
  actor: Actor,
  examId: string,
  student: NewStudent,
): Promise<Student> {
  return db.transaction().execute(async (trx) => {
    await holdExam(trx, examId)
    const id = await insertNewcomer(trx, student)
    await store.addToRoster(trx, examId, [id])
    await recordAudit(trx, {
      actorId: actor.id,
      action: 'create_student',
      examId,
      metadata: { student_id: id },
    })
    await rosterChanged(trx, [examId])
    return { id, ...student, hasAccount: false }
  })
}

/** Answers with those who were not on it before. Throws `not_found`. */
export async function addToRoster(
  db: Database,
  actor: Actor,
  examId: string,
  { studentIds, classNames }: Additions,
): Promise<number[]> {
  return db.transaction().execute(async (trx) => {
    await holdExam(trx, examId)
    const known = await findByIds(trx, studentIds)
    if (known.length < new Set(studentIds).size) throw new DomainError('not_found')
    const ofClasses = await listIdsOfClasses(trx, classNames)
    const added = await store.addToRoster(trx, examId, [...new Set([...studentIds, ...ofClasses])])
    return changed(trx, actor, examId, 'add_to_roster', added)
  })
}

/** Answers with those who were on it. Throws `not_found`, `roster_student_has_copy`. */
export async function removeFromRoster(
  db: Database,
  actor: Actor,
  examId: string,
  studentIds: number[],
): Promise<number[]> {
  return db.transaction().execute(async (trx) => {
    // Whoever names a copy of the exam waits, and then finds the student gone.
    await holdExam(trx, examId)
    const copy = await store.findCopyOf(trx, examId, studentIds)
    if (copy !== undefined)
      throw new DomainError('roster_student_has_copy', {
        student: copy.student,
        anonymousId: copy.anonymous_id,
      })
    return changed(
      trx,
      actor,
      examId,
      'remove_from_roster',
      await store.removeFromRoster(trx, examId, studentIds),
    )
  })
}

async function changed(
  trx: Trx,
  actor: Actor,
  examId: string,
  action: string,
  studentIds: number[],
): Promise<number[]> {
  if (studentIds.length === 0) return []
  await recordAudit(trx, { actorId: actor.id, action, examId, metadata: { student_ids: studentIds } })
  await rosterChanged(trx, [examId])
  return studentIds
}
