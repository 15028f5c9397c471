import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { liftAnonymity, restoreAnonymity } from '#contract/anonymity.ts'
import { getExam } from '#contract/exams.ts'
import { getCopyPageImage, getDesk, listMyCopies, reopenCopy } from '#contract/grading.ts'
import { validateCopies } from '#contract/stapler.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { type CopyWanted, makeCopy, makeExam, makeStudent } from '#test/factories.ts'

let korrigo: TestApp
let admin: TestUser
let corrector: TestUser
let births = 0

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  corrector = await korrigo.newUser('corrector')
})
afterAll(() => korrigo.close())

const NOBODY = '00000000-0000-4000-8000-00000000dead'
const NAME = 'QUILLACQ Ysoline'

/** An exam with a copy for each of these states, each of a student of that name. */
async function examOf(...states: Array<NonNullable<CopyWanted['status']>>) {
  const { id: examId } = await makeExam(korrigo, { correctorIds: [corrector.id] })
  const copies = []
  for (const status of states) {
    // Who has the same name was born another day.
    const birthDate = `2009-03-${String(++births).padStart(2, '0')}`
    const student = await makeStudent(korrigo, { lastName: 'QUILLACQ', firstName: 'Ysoline', birthDate })
    copies.push(await makeCopy(korrigo, { examId, status, correctorId: corrector.id, studentId: student.id }))
  }
  return { examId, copies, copyId: copies[0]?.id ?? '' }
}

const lift = (examId: string) => admin.call(liftAnonymity, { params: { examId } })
const restore = (examId: string) => admin.call(restoreAnonymity, { params: { examId } })
const isLifted = async (examId: string) =>
  (await admin.call(getExam, { params: { examId } })).json.anonymityLiftedAt !== null

/** What the corrector sees of the copy: the name on their list and on the desk, and whether the black header shows. */
async function seenOf(examId: string, copyId: string) {
  const list = (await corrector.call(listMyCopies, { params: { examId } })).json.copies
  const desk = (await corrector.call(getDesk, { params: { copyId } })).json
  const { bytes } = await corrector.call(getCopyPageImage, { params: { copyId, index: 0 } })
  const { dominant } = await sharp(
    await sharp(bytes).extract({ left: 40, top: 40, width: 40, height: 20 }).toBuffer(),
  ).stats()
  return {
    listed: list.find(({ id }) => id === copyId)?.studentName,
    onDesk: desk.studentName,
    header: dominant.r < 60,
  }
}
const HIDDEN = { listed: undefined, onDesk: undefined, header: false }
const SHOWN = { listed: NAME, onDesk: NAME, header: true }

const audited = async (examId: string) =>
  (
    await korrigo.db
      .selectFrom('audit_event')
      .where('exam_id', '=', examId)
      .orderBy('at')
      .select(['action', 'actor_id', 'metadata'])
      .execute()
  ).filter(({ action }) => action.endsWith('anonymity'))
const journal = async (copyId: string) =>
  (
    await korrigo.db
      .selectFrom('grading_gradingevent')
      .where('copy_id', '=', copyId)
      .orderBy('timestamp')
      .select('action')
      .execute()
  ).map(({ action }) => action)

describe('lifting anonymity', () => {
  test('no exam: 404; no copy, or one that is not marked: refused, and told how many', async () => {
    expect(await lift(NOBODY)).toMatchObject({ status: 404 })
    expect(await restore(NOBODY)).toMatchObject({ status: 404 })
    expect(await lift((await examOf()).examId)).toMatchObject({ status: 409, code: 'anonymity_needed' })
    const { examId, copyId } = await examOf('GRADED', 'READY', 'STAGING')
    const refused = await lift(examId)
    expect(refused).toMatchObject({ status: 409, code: 'anonymity_needed' })
    expect(refused.problem?.detail).toContain('2 sur 3')
    expect(await isLifted(examId)).toBe(false)
    expect(await seenOf(examId, copyId)).toEqual(HIDDEN)
    expect(await audited(examId)).toEqual([])
  })

  test('shows names and whole pages to the correctors of the exam until it is taken back; each journalled once', async () => {
    const { examId, copyId } = await examOf('GRADED', 'GRADED')
    const elsewhere = await examOf('GRADED')
    expect(await seenOf(examId, copyId)).toEqual(HIDDEN)
    for (const _ of [1, 2]) expect(await lift(examId)).toMatchObject({ status: 204 })
    expect(await isLifted(examId)).toBe(true)
    expect(await seenOf(examId, copyId)).toEqual(SHOWN)
    expect(await seenOf(elsewhere.examId, elsewhere.copyId)).toEqual(HIDDEN)
    for (const _ of [1, 2]) expect(await restore(examId)).toMatchObject({ status: 204 })
    expect(await seenOf(examId, copyId)).toEqual(HIDDEN)
    expect(await audited(examId)).toEqual([
      { action: 'lift_anonymity', actor_id: admin.id, metadata: { copies: 2 } },
      { action: 'restore_anonymity', actor_id: admin.id, metadata: { copies: 2 } },
    ])
    expect(await journal(copyId)).toEqual(['LIFT_ANONYMITY', 'RESTORE_ANONYMITY'])
  })

  test('nobody else sees more than before', async () => {
    const { examId, copyId } = await examOf('GRADED')
    await lift(examId)
    const other = await korrigo.newUser('corrector')
    expect(await other.call(listMyCopies, { params: { examId } })).toMatchObject({ status: 404 })
    expect(await other.call(getDesk, { params: { copyId } })).toMatchObject({ status: 404 })
    const student = await korrigo.newUser('student')
    expect(await student.call(getDesk, { params: { copyId } })).toMatchObject({ status: 403 })
  })

  test('reopening a copy puts it back in the same act', async () => {
    const { examId, copies, copyId } = await examOf('GRADED', 'GRADED')
    await lift(examId)
    await admin.call(reopenCopy, { params: { copyId }, body: { reason: 'Oubli' } })
    expect(await isLifted(examId)).toBe(false)
    for (const { id } of copies) expect(await seenOf(examId, id)).toEqual(HIDDEN)
    expect(await journal(copyId)).toEqual(['LIFT_ANONYMITY', 'RESTORE_ANONYMITY', 'REOPEN'])
    expect((await audited(examId)).at(-1)).toMatchObject({
      action: 'restore_anonymity',
      metadata: { copies: 2, cause: 'reopen' },
    })
    expect(await lift(examId)).toMatchObject({ status: 409, code: 'anonymity_needed' })
  })

  test('a copy scanned later shows nothing, and puts it back once it is to be marked', async () => {
    const { examId, copyId } = await examOf('GRADED')
    await lift(examId)
    // Nothing waits: nothing changes.
    await admin.call(validateCopies, { params: { examId }, body: {} })
    expect(await isLifted(examId)).toBe(true)
    const late = await makeCopy(korrigo, { examId, status: 'STAGING', correctorId: corrector.id })
    expect((await corrector.call(getDesk, { params: { copyId: late.id } })).json.studentName).toBeUndefined()
    expect(await seenOf(examId, copyId)).toEqual(SHOWN)
    const validated = await admin.call(validateCopies, { params: { examId }, body: {} })
    expect(validated.json).toEqual({ validated: 1 })
    expect(await isLifted(examId)).toBe(false)
    expect(await seenOf(examId, copyId)).toEqual(HIDDEN)
    expect((await audited(examId)).at(-1)).toMatchObject({ metadata: { cause: 'validate' } })
  })

  test('reopened and lifted at once: names are never shown of an exam that is being marked', async () => {
    const { examId, copies } = await examOf('GRADED', 'GRADED', 'GRADED')
    await lift(examId)
    await Promise.all([
      ...copies.map(({ id }) =>
        admin.call(reopenCopy, { params: { copyId: id }, body: { reason: 'Oubli' } }),
      ),
      lift(examId),
      lift(examId),
    ])
    expect(await isLifted(examId)).toBe(false)
    for (const { id } of copies) expect(await seenOf(examId, id)).toEqual(HIDDEN)
  })
})
