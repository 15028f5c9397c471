import type { Actor } from '#contract/auth.ts'
import { describeProblem, type ProblemCode } from '#contract/problem.ts'
import { recordCopyEvent } from '#server/audit/audit.ts'
import type { Trx } from '#server/db/database.ts'
import { announce } from '#server/db/events.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import * as store from './bulk-naming.store.ts'
import { queueIdentification } from './identification.queues.ts'
import { faultOfMarked, namingEvent } from './naming.ts'

interface NamedCopy {
  copyId: string
  studentId: number
}
interface RefusedCopy {
  copyId: string
  code: ProblemCode
  detail: string
}
type CopyRow = Awaited<ReturnType<typeof store.listCopiesForUpdate>>[number]

/**
 * Gives nameless copies the names said, all in one transaction; those that cannot be are told, the others are named.
 * Throws `not_found` when the exam is not there.
 */
export async function confirmCopies(
  deps: Pick<Deps, 'db' | 'jobs'>,
  actor: Actor,
  examId: string,
  wanted: NamedCopy[],
): Promise<{ confirmed: number; refused: RefusedCopy[] }> {
  const { done, refused } = await nameInBulk(deps, actor, examId, wanted, async (trx) => {
    const rows = await store.listStudents(trx, examId, [...new Set(wanted.map(({ studentId }) => studentId))])
    const students = new Map(rows.map((row) => [row.id, row]))
    return (copy, studentId, releasedAt) => {
      const { anonymous_id: anonymousId } = copy
      if (copy.status === 'GRADED') {
        const fault = faultOfMarked(releasedAt, copy.student_id)
        if (fault !== null) return refusal(copy.id, fault)
      }
      if (copy.student !== null)
        return refusal(copy.id, 'copy_already_named', { anonymousId, student: copy.student })
      const student = students.get(studentId)
      if (student === undefined) return refusal(copy.id, 'student_not_on_roster')
      if (student.copy_anonymous_id !== null) {
        const facts = { student: student.name, anonymousId: student.copy_anonymous_id }
        return refusal(copy.id, 'student_has_copy', facts)
      }
      // Said twice in one request, for two copies or for one: only the first counts.
      student.copy_anonymous_id = anonymousId
      copy.student = student.name
      return studentId
    }
  })
  return { confirmed: done, refused }
}

/**
 * Takes names off again, of each copy only the one said: a name given since by somebody else stays.
 * Throws `not_found` when the exam is not there.
 */
export async function withdrawNames(
  deps: Pick<Deps, 'db' | 'jobs'>,
  actor: Actor,
  examId: string,
  wanted: NamedCopy[],
): Promise<{ withdrawn: number; refused: RefusedCopy[] }> {
  const { done, refused } = await nameInBulk(deps, actor, examId, wanted, async () => {
    const seen = new Set<string>()
    return (copy, studentId, releasedAt) => {
      if (copy.student_id !== studentId || seen.has(copy.id))
        return refusal(copy.id, 'copy_name_changed', { anonymousId: copy.anonymous_id })
      if (copy.status === 'GRADED') {
        const fault = faultOfMarked(releasedAt, copy.student_id)
        if (fault !== null) return refusal(copy.id, fault)
      }
      seen.add(copy.id)
      return null
    }
  })
  return { withdrawn: done, refused }
}

/** The student the copy gets, null for nobody; or why it stays as it is. */
type Decide = (copy: CopyRow, studentId: number, releasedAt: Date | null) => number | null | RefusedCopy

async function nameInBulk(
  deps: Pick<Deps, 'db' | 'jobs'>,
  actor: Actor,
  examId: string,
  wanted: NamedCopy[],
  decideIn: (trx: Trx) => Promise<Decide>,
): Promise<{ done: number; refused: RefusedCopy[] }> {
  return deps.db.transaction().execute(async (trx) => {
    // Whoever names a single copy holds the exam too: what is looked up now still holds when it is written.
    const exam = await store.holdExam(trx, examId)
    if (exam === undefined) throw new DomainError('not_found')
    const rows = await store.listCopiesForUpdate(
      trx,
      examId,
      wanted.map(({ copyId }) => copyId),
    )
    const copies = new Map(rows.map((row) => [row.id, row]))
    const decide = await decideIn(trx)
    const refused: RefusedCopy[] = []
    const named: Array<{ copy: CopyRow; studentId: number | null }> = []
    for (const { copyId, studentId } of wanted) {
      const copy = copies.get(copyId)
      const decision =
        copy === undefined ? refusal(copyId, 'not_found') : decide(copy, studentId, exam.results_released_at)
      if (isRefusal(decision)) refused.push(decision)
      else if (copy !== undefined) named.push({ copy, studentId: decision })
    }
    if (named.length > 0) {
      await store.setStudents(
        trx,
        named.map(({ copy, studentId }) => ({ copyId: copy.id, studentId })),
      )
      await recordCopyEvent(
        trx,
        named.map(({ copy, studentId }) =>
          namingEvent(
            actor,
            {
              copyId: copy.id,
              previousStudentId: copy.student_id,
              studentId,
              proposed: studentId === null ? undefined : proposedFor(copy),
            },
            { in_bulk: true },
          ),
        ),
      )
      await announce(trx, { type: 'exam', examId })
      await queueIdentification(deps, trx, examId)
    }
    return { done: named.length, refused }
  })
}

const isRefusal = (decision: number | null | RefusedCopy): decision is RefusedCopy =>
  typeof decision === 'object' && decision !== null

/** The columns of a left join are all there or all null; of these only the confidence is never null by itself. */
const proposedFor = ({ proposed_student_id, confidence }: CopyRow) =>
  confidence === null ? undefined : { proposed_student_id, confidence }

const refusal = (copyId: string, code: ProblemCode, facts: Record<string, string> = {}): RefusedCopy => ({
  copyId,
  code,
  detail: describeProblem(code, facts).detail,
})
