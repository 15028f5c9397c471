import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assignCopy, getHandOut, handOutAtRandom } from '#contract/hand-out.ts'
import type { CopyStatus } from '#domain/copy-status.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam, makeStudent } from '#test/factories.ts'

const NOBODY = '00000000-0000-4000-8000-000000000000'

let korrigo: TestApp
let admin: TestUser
let ada: TestUser
let bea: TestUser
let cem: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  ada = await korrigo.newUser('corrector', { firstName: 'Ada', lastName: 'Un' })
  bea = await korrigo.newUser('corrector', { firstName: 'Béa', lastName: 'Deux' })
  cem = await korrigo.newUser('corrector', { firstName: 'Cem', lastName: 'Trois' })
})
afterAll(() => korrigo.close())

const look = async (examId: string) => (await admin.call(getHandOut, { params: { examId } })).json
const share = (examId: string, again = false) =>
  admin.call(handOutAtRandom, { params: { examId }, body: { again } })
const assign = (copyId: string, correctorId: string | null) =>
  admin.call(assignCopy, { params: { copyId }, body: { correctorId } })

const assignments = (examId: string) =>
  korrigo.db
    .selectFrom('grading_gradingevent as e')
    .innerJoin('exams_copy as c', 'c.id', 'e.copy_id')
    .where('c.exam_id', '=', examId)
    .where('e.action', '=', 'ASSIGN')
    .select(['e.copy_id', 'e.actor_id', 'e.metadata'])
    .orderBy('e.timestamp')
    .execute()

async function examOf(
  correctors: TestUser[],
  copies: Array<{ status?: Exclude<CopyStatus, 'LOCKED'>; correctorId?: string }>,
) {
  const { id } = await makeExam(korrigo, { correctorIds: correctors.map((user) => user.id) })
  const ids = []
  for (const copy of copies) ids.push((await makeCopy(korrigo, { examId: id, ...copy })).id)
  return { examId: id, ids }
}
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item)

const lock = (copyId: string, ownerId: string) =>
  korrigo.db.transaction().execute(async (trx) => {
    await trx
      .insertInto('grading_copylock')
      .values({ copy_id: copyId, owner_id: ownerId, expires_at: new Date(Date.now() + 60_000) })
      .execute()
    await trx
      .updateTable('exams_copy')
      .set({ status: 'LOCKED', locked_by_id: ownerId, locked_at: new Date() })
      .where('id', '=', copyId)
      .execute()
  })

describe('who marks which copy', () => {
  test('an exam that is not there: 404', async () => {
    expect(await admin.call(getHandOut, { params: { examId: NOBODY } })).toMatchObject({ status: 404 })
  })

  test('correctors by name with what they have, copies in scan order with whose they are', async () => {
    const { examId, ids } = await examOf(
      [ada, bea],
      [{ correctorId: ada.id }, { status: 'GRADED', correctorId: ada.id }, {}],
    )
    const student = await makeStudent(korrigo, { examId, lastName: 'DURIEU', firstName: 'Noé' })
    await korrigo.db
      .updateTable('exams_copy')
      .set({ student_id: student.id, is_identified: true })
      .where('id', '=', ids[2] ?? '')
      .execute()
    await lock(ids[0] ?? '', ada.id)
    const { correctors, copies } = await look(examId)
    expect(correctors).toEqual([
      { id: bea.id, displayName: 'Béa Deux', copies: 0, locked: 0, graded: 0 },
      { id: ada.id, displayName: 'Ada Un', copies: 2, locked: 1, graded: 1 },
    ])
    expect(copies).toMatchObject([
      { id: ids[0], status: 'LOCKED', assignedCorrectorId: ada.id, lockedBy: 'Ada Un' },
      { id: ids[1], status: 'GRADED', assignedCorrectorId: ada.id, lockedBy: null, lockedAt: null },
      { id: ids[2], status: 'READY', assignedCorrectorId: null, studentName: 'DURIEU Noé' },
    ])
    expect(copies[0]?.lockedAt).toMatch(/^\d{4}-/)
  })
})

describe('handing out at random', () => {
  test('no exam: 404; nobody to mark: refused', async () => {
    expect(await share(NOBODY)).toMatchObject({ status: 404 })
    const { examId } = await examOf([], [{}])
    expect(await share(examId)).toMatchObject({ status: 422, code: 'no_corrector' })
    expect(await assignments(examId)).toEqual([])
  })

  test('whoever cannot log in any more gets nothing', async () => {
    const gone = await korrigo.newUser('corrector')
    await korrigo.db.updateTable('auth_user').set({ is_active: false }).where('id', '=', gone.id).execute()
    const { examId, ids } = await examOf([gone], [{}])
    expect(await share(examId)).toMatchObject({ status: 422, code: 'no_corrector' })
    expect(await assign(ids[0] ?? '', gone.id)).toMatchObject({ status: 400, code: 'invalid_request' })
  })

  test('evenly, counting what each has; copies in staging or with a corrector stay', async () => {
    const { examId, ids } = await examOf(
      [ada, bea, cem],
      [
        { status: 'STAGING' },
        { status: 'GRADED', correctorId: ada.id },
        { correctorId: ada.id },
        { correctorId: bea.id },
        ...times(7, {}),
      ],
    )
    const { correctors, copies } = (await share(examId)).json
    expect(correctors.map((user) => user.copies).sort()).toEqual([3, 3, 4])
    expect(copies.map((copy) => copy.assignedCorrectorId).slice(0, 4)).toEqual([null, ada.id, ada.id, bea.id])
    const told = await assignments(examId)
    expect(told.map((event) => event.copy_id).sort()).toEqual(ids.slice(4).sort())
    for (const event of told) {
      expect(event.actor_id).toBe(admin.id)
      expect(event.metadata).toEqual({
        previous_corrector_id: null,
        corrector_id: copies.find((copy) => copy.id === event.copy_id)?.assignedCorrectorId,
      })
    }
  })

  test('each copy handed out gets a new place in the order correctors see', async () => {
    const { examId } = await examOf([ada], times(5, {}))
    const orders = async () =>
      (
        await korrigo.db
          .selectFrom('exams_copy')
          .where('exam_id', '=', examId)
          .select('hand_out_order')
          .orderBy('position')
          .execute()
      ).map((row) => row.hand_out_order)
    const before = await orders()
    await share(examId)
    const after = await orders()
    expect(new Set([...before, ...after]).size).toBe(10)
    for (const order of after) expect(order).toBeGreaterThanOrEqual(0)
    for (const order of after) expect(order).toBeLessThanOrEqual(1)
  })

  test('nothing left to hand out: nothing happens', async () => {
    const { examId } = await examOf([ada, bea], times(4, {}))
    await share(examId)
    const before = await look(examId)
    expect((await share(examId)).json).toEqual(before)
    expect(await assignments(examId)).toHaveLength(4)
  })

  test('again: all ready copies are shared anew, with an event for each that changes hands', async () => {
    const { examId, ids } = await examOf(
      [ada, bea],
      [{ status: 'GRADED', correctorId: ada.id }, ...times(9, { correctorId: ada.id })],
    )
    await lock(ids[1] ?? '', ada.id)
    const { correctors, copies } = (await share(examId, true)).json
    expect(correctors.map((user) => [user.displayName, user.copies])).toEqual([
      ['Béa Deux', 5],
      ['Ada Un', 5],
    ])
    expect(copies.slice(0, 2).map((copy) => copy.assignedCorrectorId)).toEqual([ada.id, ada.id])
    const moved = copies.filter((copy) => copy.assignedCorrectorId === bea.id)
    const told = await assignments(examId)
    expect(told.map((event) => event.copy_id).sort()).toEqual(moved.map(({ id }) => id).sort())
    for (const event of told)
      expect(event.metadata).toEqual({ previous_corrector_id: ada.id, corrector_id: bea.id })
  })

  test('several at once hand each copy out once', async () => {
    const { examId, ids } = await examOf([ada, bea, cem], times(12, {}))
    await Promise.all(times(5, examId).map((id) => share(id)))
    expect((await look(examId)).correctors.map((user) => user.copies)).toEqual([4, 4, 4])
    expect((await assignments(examId)).map((event) => event.copy_id).sort()).toEqual(ids.sort())
  })
})

describe('giving one copy to a corrector', () => {
  test('no copy: 404; nobody of this exam: 400', async () => {
    expect(await assign(NOBODY, null)).toMatchObject({ status: 404 })
    const { examId, ids } = await examOf([ada], [{}])
    for (const stranger of [bea.id, admin.id, NOBODY])
      expect(await assign(ids[0] ?? '', stranger)).toMatchObject({ status: 400, code: 'invalid_request' })
    expect(await assignments(examId)).toEqual([])
  })

  test('a copy being marked, or marked, stays with whoever marks it', async () => {
    const { examId, ids } = await examOf(
      [ada, bea],
      [{ correctorId: ada.id }, { status: 'GRADED', correctorId: ada.id }],
    )
    await lock(ids[0] ?? '', ada.id)
    for (const id of ids) {
      expect(await assign(id, bea.id)).toMatchObject({ status: 409, code: 'copy_wrong_state' })
      expect(await assign(id, null)).toMatchObject({ status: 409, code: 'copy_wrong_state' })
    }
    expect((await look(examId)).copies.map((copy) => copy.assignedCorrectorId)).toEqual([ada.id, ada.id])
  })

  test('given, given to another, taken back: each in the journal; the same again leaves no trace', async () => {
    const { examId, ids } = await examOf([ada, bea], [{ status: 'STAGING' }])
    const [copyId = ''] = ids
    for (const id of [ada.id, ada.id, bea.id, null]) expect((await assign(copyId, id)).status).toBe(204)
    expect((await assignments(examId)).map((event) => event.metadata)).toEqual([
      { previous_corrector_id: null, corrector_id: ada.id },
      { previous_corrector_id: ada.id, corrector_id: bea.id },
      { previous_corrector_id: bea.id, corrector_id: null },
    ])
  })
})
