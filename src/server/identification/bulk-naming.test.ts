import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { confirmCopies, identifyCopy, withdrawNames } from '#contract/identification.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam, makeReading, makeStudent } from '#test/factories.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

let korrigo: TestApp
let admin: TestUser
let other: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  other = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

type Pairs = Array<{ copyId: string; studentId: number }>
const confirm = (examId: string, copies: Pairs, user = admin) =>
  user.call(confirmCopies, { params: { examId }, body: { copies } })
const withdraw = (examId: string, copies: Pairs) =>
  admin.call(withdrawNames, { params: { examId }, body: { copies } })

const owners = async (examId: string) =>
  new Map(
    (
      await korrigo.db
        .selectFrom('exams_copy')
        .where('exam_id', '=', examId)
        .select(['id', 'student_id'])
        .execute()
    ).map(({ id, student_id }) => [id, student_id]),
  )

const journal = (copyId: string) =>
  korrigo.db
    .selectFrom('grading_gradingevent')
    .where('copy_id', '=', copyId)
    .select(['action', 'actor_id', 'metadata'])
    .orderBy('timestamp')
    .execute()

/** Copies and as many students of the roster, the first to be for the first. */
async function examWith(count: number) {
  const { id: examId } = await makeExam(korrigo)
  const pairs: Pairs = []
  for (let i = 0; i < count; i++) {
    const { id: studentId } = await makeStudent(korrigo, { examId })
    pairs.push({ copyId: (await makeCopy(korrigo, { examId, status: 'STAGING' })).id, studentId })
  }
  return { examId, pairs }
}
const at = (pairs: Pairs, index: number) => pairs[index] ?? { copyId: NOBODY, studentId: 0 }

describe('confirming many names at once', () => {
  test('an exam that is not there: 404; nothing to confirm: 400', async () => {
    const { examId, pairs } = await examWith(1)
    expect(await confirm(NOBODY, pairs)).toMatchObject({ status: 404, code: 'not_found' })
    expect(await confirm(examId, [])).toMatchObject({ status: 400, code: 'invalid_request' })
  })

  test('what cannot be is refused with its reason and leaves no trace; the others are named', async () => {
    const { examId, pairs } = await examWith(4)
    const elsewhere = await examWith(1)
    const [named, taken, twice, stranger] = [0, 1, 2, 3].map((index) => at(pairs, index)) as Required<Pairs>
    await admin.call(identifyCopy, {
      params: { copyId: at(pairs, 0).copyId },
      body: { studentId: at(pairs, 0).studentId },
    })
    const { json } = await confirm(examId, [
      { ...at(pairs, 0) },
      { copyId: at(pairs, 1).copyId, studentId: at(pairs, 0).studentId },
      at(pairs, 2),
      { copyId: at(pairs, 1).copyId, studentId: at(pairs, 2).studentId },
      { copyId: at(pairs, 3).copyId, studentId: at(elsewhere.pairs, 0).studentId },
      at(elsewhere.pairs, 0),
    ])
    expect(json.confirmed).toBe(1)
    expect(json.refused.map(({ copyId, code }) => [copyId, code])).toEqual([
      [named?.copyId, 'copy_already_named'],
      [taken?.copyId, 'student_has_copy'],
      [taken?.copyId, 'student_has_copy'],
      [stranger?.copyId, 'student_not_on_roster'],
      [at(elsewhere.pairs, 0).copyId, 'not_found'],
    ])
    for (const { detail } of json.refused) expect(detail).toMatch(/\.$/)
    const after = await owners(examId)
    expect(pairs.map(({ copyId }) => after.get(copyId))).toEqual([
      named?.studentId,
      null,
      twice?.studentId,
      null,
    ])
    expect(await journal(at(pairs, 1).copyId)).toEqual([])
    expect((await owners(elsewhere.examId)).get(at(elsewhere.pairs, 0).copyId)).toBeNull()
  })

  test('a marked copy is refused when it has a name or results are released', async () => {
    const { examId, pairs } = await examWith(2)
    const students = pairs.map(({ studentId }) => studentId)
    const withName = await makeCopy(korrigo, { examId, status: 'GRADED', studentId: students[0] ?? 0 })
    const without = await makeCopy(korrigo, { examId, status: 'GRADED' })
    const wanted = [withName, without].map(({ id }) => ({ copyId: id, studentId: students[1] ?? 0 }))
    await korrigo.db
      .updateTable('exams_exam')
      .set({ results_released_at: new Date() })
      .where('id', '=', examId)
      .execute()
    const released = await confirm(examId, wanted)
    expect(released.json.refused.map(({ code }) => code)).toEqual(['exam_released', 'exam_released'])
    await korrigo.db
      .updateTable('exams_exam')
      .set({ results_released_at: null })
      .where('id', '=', examId)
      .execute()
    const { json } = await confirm(examId, wanted)
    expect(json).toMatchObject({ confirmed: 1, refused: [{ code: 'copy_graded_identified' }] })
  })

  test('each is told in the journal, with what was proposed', async () => {
    const { examId, pairs } = await examWith(2)
    const [first, second] = [at(pairs, 0), at(pairs, 1)]
    await makeReading(korrigo, {
      copyId: first.copyId,
      status: 'certain',
      candidates: [{ studentId: first.studentId, confidence: 0.99 }],
    })
    expect((await confirm(examId, pairs)).json).toEqual({ confirmed: 2, refused: [] })
    const told = { previous_student_id: null, in_bulk: true }
    const common = { action: 'IDENTIFY', actor_id: admin.id }
    const { studentId } = first
    expect(await journal(first.copyId)).toEqual([
      {
        ...common,
        metadata: { ...told, student_id: studentId, proposed_student_id: studentId, confidence: 0.99 },
      },
    ])
    expect(await journal(second.copyId)).toEqual([
      { ...common, metadata: { ...told, student_id: second.studentId } },
    ])
  })

  test('two admins at once, and a third naming one by one: nobody has two copies', async () => {
    const { examId, pairs } = await examWith(8)
    const shifted = pairs.map(({ copyId }, index) => ({
      copyId,
      studentId: at(pairs, (index + 1) % 8).studentId,
    }))
    const [one, two] = await Promise.all([
      confirm(examId, pairs),
      confirm(examId, shifted, other),
      ...shifted
        .slice(0, 3)
        .map(({ copyId, studentId }) =>
          other.call(identifyCopy, { params: { copyId }, body: { studentId } }),
        ),
    ])
    expect([one?.status, two?.status]).toEqual([200, 200])
    const named = [...(await owners(examId)).values()].filter((studentId) => studentId !== null)
    expect(new Set(named).size).toBe(named.length)
    expect(named.length).toBeGreaterThanOrEqual(7)
  })

  test('five hundred are a matter of an instant', async () => {
    const { examId } = await examWith(1)
    const copies = await korrigo.db
      .insertInto('exams_copy')
      .values(
        Array.from({ length: 500 }, (_, i) => ({
          exam_id: examId,
          anonymous_id: `M-${i}`,
          student_id: null,
        })),
      )
      .returning('id')
      .execute()
    const students = await korrigo.db
      .insertInto('students_student')
      .values(
        copies.map((_, i) => ({
          last_name: `Foule-${i}`,
          first_name: 'Ange',
          date_naissance: '2009-01-01',
          class_name: '2nde 1',
        })),
      )
      .returning('id')
      .execute()
    await korrigo.db
      .insertInto('exams_exam_students')
      .values(students.map(({ id }) => ({ exam_id: examId, student_id: id })))
      .execute()
    const pairs = copies.map(({ id }, i) => ({ copyId: id, studentId: students[i]?.id ?? 0 }))
    const startedAt = performance.now()
    expect((await confirm(examId, pairs)).json).toEqual({ confirmed: 500, refused: [] })
    // A query for each copy would take many times as long; a busy machine is forgiven.
    expect(performance.now() - startedAt).toBeLessThan(2000)
    expect((await withdraw(examId, pairs)).json).toEqual({ withdrawn: 500, refused: [] })
  })
})

describe('taking many names off again', () => {
  test('an exam that is not there: 404', async () => {
    const { pairs } = await examWith(1)
    expect(await withdraw(NOBODY, pairs)).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('takes only the names said, and tells the journal', async () => {
    const { examId, pairs } = await examWith(3)
    await confirm(examId, pairs.slice(0, 2))
    const [kept, renamed, free] = [at(pairs, 0), at(pairs, 1), at(pairs, 2)]
    await other.call(identifyCopy, {
      params: { copyId: renamed.copyId },
      body: { studentId: free.studentId },
    })
    const { json } = await withdraw(examId, [kept, kept, renamed, free])
    expect(json).toMatchObject({
      withdrawn: 1,
      refused: [
        { copyId: kept.copyId, code: 'copy_name_changed' },
        { copyId: renamed.copyId, code: 'copy_name_changed' },
        { copyId: free.copyId, code: 'copy_name_changed' },
      ],
    })
    const after = await owners(examId)
    expect(pairs.map(({ copyId }) => after.get(copyId))).toEqual([null, free.studentId, null])
    expect((await journal(kept.copyId)).at(-1)).toEqual({
      action: 'UNIDENTIFY',
      actor_id: admin.id,
      metadata: { previous_student_id: kept.studentId, student_id: null, in_bulk: true },
    })
  })

  test('the name of a marked copy stays', async () => {
    const { examId, pairs } = await examWith(1)
    const { studentId } = at(pairs, 0)
    const copy = await makeCopy(korrigo, { examId, status: 'GRADED', studentId })
    const { json } = await withdraw(examId, [{ copyId: copy.id, studentId }])
    expect(json).toMatchObject({ withdrawn: 0, refused: [{ code: 'copy_graded_identified' }] })
  })
})
