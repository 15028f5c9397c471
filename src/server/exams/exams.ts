import type { z } from 'zod'
import type { Actor } from '#contract/auth.ts'
import type {
  createExam as createExamEndpoint,
  Exam,
  listExams as listExamsEndpoint,
  updateExam as updateExamEndpoint,
} from '#contract/exams.ts'
import {
  faultsOf,
  flattenStructure,
  type GradingStructure,
  leavesOf,
  type StructureFault,
  totalPoints,
  withParentSums,
} from '#domain/grading-structure.ts'
import { recordAudit, recordCopyEvent } from '#server/audit/audit.ts'
import { displayName } from '#server/auth/display-name.ts'
import { type Database, type Executor, json, type Trx, violatedConstraint } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { forgetFilesOfExam } from '#server/upkeep/forgotten-files.ts'
import * as store from './exams.store.ts'

type NewExam = z.output<NonNullable<typeof createExamEndpoint.body>>
type ExamChange = z.output<NonNullable<typeof updateExamEndpoint.body>>
type ExamList = z.input<NonNullable<typeof listExamsEndpoint.response>>

export async function listExams(db: Database, actor: Actor, limit: number): Promise<ExamList> {
  const rows = await store.listExams(db, { correctorId: actor.role === 'corrector' ? actor.id : null, limit })
  return {
    exams: rows.map(({ results_released_at, ...row }) => ({
      ...row,
      resultsReleasedAt: results_released_at?.toISOString() ?? null,
    })),
  }
}

export async function createExam(db: Database, actor: Actor, exam: NewExam): Promise<Exam> {
  return db.transaction().execute(async (trx) => {
    const { id } = await trx
      .insertInto('exams_exam')
      .values({
        name: exam.name,
        date: exam.date,
        upload_mode: exam.uploadMode,
        pages_per_booklet: exam.pagesPerBooklet,
        subject: exam.subject,
        coefficient: exam.coefficient,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordAudit(trx, {
      actorId: actor.id,
      action: 'create_exam',
      examId: id,
      metadata: { name: exam.name },
    })
    return getExam(trx, id)
  })
}

/** Throws `not_found`. */
export async function assertExamExists(db: Executor, id: string): Promise<void> {
  if ((await store.findExam(db, id)) === undefined) throw new DomainError('not_found')
}

/** Throws `not_found`. */
export async function getExam(db: Executor, id: string): Promise<Exam> {
  const row = await store.findExam(db, id)
  if (row === undefined) throw new DomainError('not_found')
  // One after the other: a transaction has one connection.
  const counts = await store.countStages(db, id)
  const correctors = await store.listCorrectors(db, id)
  return {
    id: row.id,
    name: row.name,
    date: row.date,
    uploadMode: row.upload_mode,
    pagesPerBooklet: row.pages_per_booklet,
    subject: row.subject,
    coefficient: row.coefficient,
    gradingStructure: row.grading_structure,
    totalPoints: totalPoints(row.grading_structure),
    resultsReleasedAt: row.results_released_at?.toISOString() ?? null,
    anonymityLiftedAt: row.anonymity_lifted_at?.toISOString() ?? null,
    correctors: correctors.map((user) => ({ id: user.id, displayName: displayName(user) })),
    counts: { ...counts, questions: leavesOf(row.grading_structure).length },
  }
}

/** Throws `exam_has_scans` when pages are already cut in the present mode. */
export async function updateExam(db: Database, actor: Actor, id: string, change: ExamChange): Promise<Exam> {
  return changeExam(db, actor, id, 'update_exam', { ...change }, async (trx, exam) => {
    const mode = change.uploadMode ?? exam.upload_mode
    const pages = change.pagesPerBooklet ?? exam.pages_per_booklet
    if (
      (mode !== exam.upload_mode || pages !== exam.pages_per_booklet) &&
      (await store.scanExists(trx, id))
    ) {
      throw new DomainError('exam_has_scans')
    }
    await trx
      .updateTable('exams_exam')
      .set({
        upload_mode: mode,
        pages_per_booklet: pages,
        name: change.name ?? exam.name,
        date: change.date ?? exam.date,
        subject: change.subject === undefined ? exam.subject : change.subject,
        coefficient: change.coefficient ?? exam.coefficient,
      })
      .where('id', '=', id)
      .execute()
  })
}

/**
 * Throws `bareme_invalid`, `bareme_in_use` if a question that has marks would go or be worth less than a mark already given,
 * `bareme_graded` if a marked copy's final PDF would tell other questions or points than the screens and exports.
 */
export async function setGradingStructure(
  db: Database,
  actor: Actor,
  id: string,
  structure: GradingStructure,
): Promise<Exam> {
  const fault = faultsOf(structure)[0]
  if (fault !== undefined)
    throw new DomainError('bareme_invalid', { reason: describeFault(fault, structure) })
  return changeExam(db, actor, id, 'set_grading_structure', {}, async (trx, exam) => {
    if (exam.results_released_at !== null) throw new DomainError('exam_released')
    const points = new Map(leavesOf(structure).map((leaf) => [leaf.id, leaf.points]))
    const before = new Map(leavesOf(exam.grading_structure).map((leaf) => [leaf.id, leaf.points]))
    const sameMarks =
      before.size === points.size && [...points].every(([leaf, max]) => before.get(leaf) === max)
    if (!sameMarks && (await store.gradedCopyExists(trx, id))) throw new DomainError('bareme_graded')
    const labels = new Map(flattenStructure(exam.grading_structure).map((node) => [node.id, node.label]))
    for (const [question, highest] of await store.highestMarks(trx, id)) {
      if ((points.get(question) ?? -1) < highest) {
        throw new DomainError('bareme_in_use', { question: labels.get(question) ?? question })
      }
    }
    await trx
      .updateTable('exams_exam')
      .set({ grading_structure: json(withParentSums(structure)) })
      .where('id', '=', id)
      .execute()
  })
}

/** Throws `invalid_request` when somebody new to the exam is not an active corrector; a closed account may stay until it is taken off. */
export async function setCorrectors(
  db: Database,
  actor: Actor,
  id: string,
  correctorIds: string[],
): Promise<Exam> {
  const ids = [...new Set(correctorIds)]
  return changeExam(db, actor, id, 'set_correctors', { corrector_ids: ids }, async (trx) => {
    const before = new Set((await store.listCorrectors(trx, id)).map((user) => user.id))
    const newcomers = ids.filter((userId) => !before.has(userId))
    if (newcomers.length > 0 && (await store.findCorrectors(trx, newcomers)).length !== newcomers.length) {
      throw new DomainError('invalid_request')
    }
    await store.replaceCorrectors(trx, id, ids)
    await recordCopyEvent(
      trx,
      (await store.takeBackCopies(trx, id, ids)).map((copy) => ({
        copyId: copy.id,
        actorId: actor.id,
        action: 'ASSIGN',
        metadata: { previous_corrector_id: copy.correctorId, corrector_id: null },
      })),
    )
  })
}

/**
 * The journals of its copies are kept by the database; its files leave the store right after.
 * Throws `exam_name_mismatch`, `exam_released`, `exam_being_marked`.
 */
export async function deleteExam(
  deps: Pick<Deps, 'db' | 'jobs'>,
  actor: Actor,
  id: string,
  confirmName: string,
): Promise<void> {
  await deps.db
    .transaction()
    .execute(async (trx) => {
      const exam = await store.findExamForUpdate(trx, id)
      if (exam === undefined) throw new DomainError('not_found')
      if (exam.name !== confirmName) throw new DomainError('exam_name_mismatch')
      const gone = await store.countWhatGoes(trx, id)
      await forgetFilesOfExam(deps, trx, id)
      await trx.deleteFrom('exams_exam').where('id', '=', id).execute()
      await recordAudit(trx, {
        actorId: actor.id,
        action: 'delete_exam',
        examId: id,
        metadata: { name: exam.name, ...gone },
      })
    })
    .catch((error: unknown) => {
      const rule = violatedConstraint(error)
      if (rule === 'exam_deleted_unreleased') throw new DomainError('exam_released')
      if (rule === 'exam_deleted_unlocked') throw new DomainError('exam_being_marked')
      throw error
    })
}

type ExamRow = NonNullable<Awaited<ReturnType<typeof store.findExamForUpdate>>>

async function changeExam(
  db: Database,
  actor: Actor,
  id: string,
  action: string,
  metadata: Record<string, unknown>,
  change: (trx: Trx, exam: ExamRow) => Promise<void>,
): Promise<Exam> {
  return db.transaction().execute(async (trx) => {
    const exam = await store.findExamForUpdate(trx, id)
    if (exam === undefined) throw new DomainError('not_found')
    await change(trx, exam)
    await recordAudit(trx, { actorId: actor.id, action, examId: id, metadata })
    await announce(trx, { type: 'exam', examId: id })
    return getExam(trx, id)
  })
}

function describeFault(fault: StructureFault, structure: GradingStructure): string {
  const nodes = flattenStructure(structure)
  const label = (id: string): string => nodes.find((node) => node.id === id)?.label ?? id
  switch (fault.code) {
    case 'duplicate_id':
      return `deux lignes portent le même identifiant « ${fault.id} ».`
    case 'label_empty':
      return 'une ligne n’a pas d’intitulé.'
    case 'points_out_of_range':
      return `« ${label(fault.id)} » doit valoir plus de 0 et au plus 1000 points.`
    case 'points_not_a_step':
      return `« ${label(fault.id)} » doit valoir un multiple de 0,25 point.`
    case 'too_deep':
      return `« ${label(fault.id)} » est trop profond (6 niveaux au plus).`
    case 'too_many_questions':
      return 'plus de 300 questions.'
  }
}
