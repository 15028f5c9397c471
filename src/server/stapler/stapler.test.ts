import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeStaples, getStapler, type Stapler, validateCopies } from '#contract/stapler.ts'
import { rotateBox } from '#domain/geometry.ts'
import {
  acceptCopy,
  type BinnedPage,
  dropPage,
  invertChange,
  markPages,
  mergeCopies,
  movePage,
  newCopy,
  reorderPages,
  restorePage,
  type StapleChange,
  splitCopy,
} from '#domain/stapling.ts'
import { openEventHub } from '#server/db/events.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { HEADER_BOX, type MadeCopy, makeCopy, makeExam } from '#test/factories.ts'
import { until } from '#test/installation.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const look = async (examId: string) => (await admin.call(getStapler, { params: { examId } })).json
const change = (examId: string, body: StapleChange) =>
  admin.call(changeStaples, { params: { examId }, body: { id: randomUUID(), ...body } })
const validate = (examId: string, copyIds?: string[]) =>
  admin.call(validateCopies, { params: { examId }, body: copyIds === undefined ? {} : { copyIds } })
const asCopy = ({ id, pageIds }: MadeCopy, follows: string | null) => ({
  id,
  follows,
  pages: pageIds,
  accepted: false,
})
const dropped = (pageId = ''): BinnedPage => ({ pageId, reason: 'dropped' })
const UPRIGHT = { rotation: 0, blank: false } as const
async function examOf(count: number) {
  const { id: examId } = await makeExam(korrigo)
  const copies: Array<ReturnType<typeof asCopy>> = []
  for (let i = 0; i < count; i++) {
    const made = await makeCopy(korrigo, { examId, status: 'STAGING' })
    copies.push(asCopy(made, copies.at(-1)?.id ?? null))
  }
  const [a, b, c] = copies
  if (!a || !b || !c) throw new Error('three copies at least')
  return { examId, a, b, c }
}

const journalOf = async (copyId: string) =>
  (
    await korrigo.db
      .selectFrom('grading_gradingevent')
      .where('copy_id', '=', copyId)
      .where('action', '=', 'STAPLE')
      .select('metadata')
      .orderBy('timestamp')
      .execute()
  ).map(({ metadata }) => metadata)

/** Each page of the exam in one place, and the sum as the screen shows it. */
function expectBalanced({ copies, bin, balance }: Stapler, halves: number): void {
  const pages = [...copies.flatMap((copy) => copy.pages), ...bin].map(({ id }) => id)
  expect(pages).toHaveLength(halves)
  expect(new Set(pages).size).toBe(halves)
  expect(balance).toEqual({ halves, written: halves - bin.length, blank: 0, binned: bin.length })
  expect(copies.every((copy) => copy.pages.length > 0)).toBe(true)
}

describe('a change is refused, and moves nothing', () => {
  test('for an exam that is not there, or whose pages are not these', async () => {
    const { examId, a, b } = await examOf(3)
    expect(await admin.call(getStapler, { params: { examId: NOBODY } })).toMatchObject({ status: 404 })
    expect(await change(NOBODY, mergeCopies(a, b))).toMatchObject({ status: 404 })
    const other = await examOf(3)
    expect(await change(examId, mergeCopies(a, other.a))).toMatchObject({ status: 404 })
    expect(await change(examId, restorePage(dropped(other.a.pages[0]), a, 0))).toMatchObject({ status: 404 })
    expect(await change(examId, restorePage(dropped(NOBODY), a, 0))).toMatchObject({ status: 404 })
    expectBalanced(await look(examId), 12)
  })

  test('that would lose or double a page', async () => {
    const { examId, a } = await examOf(3)
    const [first = '', ...rest] = a.pages
    for (const after of [rest, [first, ...a.pages], [first, first, ...rest.slice(1)]])
      expect(await change(examId, reorderPages(a, after))).toMatchObject({
        status: 422,
        code: 'staple_unbalanced',
      })
    const nothing = { copies: [], bin: { before: [], after: [] }, pages: [] }
    expect(await change(examId, nothing)).toMatchObject({ status: 422, code: 'staple_unbalanced' })
    expect(
      (
        await change(examId, {
          ...nothing,
          copies: [{ ...mergeCopies(a, a).copies[0], copyId: 'x' }] as StapleChange['copies'],
        })
      ).status,
    ).toBe(400)
  })

  test('when the pages are no longer where they were seen, with what is there now', async () => {
    const { examId, a, b, c } = await examOf(3)
    await change(examId, mergeCopies(a, b))
    const before = await look(examId)
    const [page = ''] = c.pages
    for (const stale of [
      mergeCopies(a, b),
      reorderPages(a, [...a.pages].reverse()),
      movePage(page, c, b, 0),
      restorePage(dropped(page), newCopy(randomUUID(), c.id), 0),
      restorePage(dropped(a.pages[0]), c, 0),
      splitCopy({ ...c, accepted: true }, 1, randomUUID()),
      markPages(c, [{ pageId: page, before: { ...UPRIGHT, rotation: 90 }, after: UPRIGHT }]),
      markPages(c, [{ pageId: page, before: { ...UPRIGHT, blank: true }, after: UPRIGHT }]),
      splitCopy({ ...c, id: NOBODY }, 1, randomUUID()),
    ]) {
      const answer = await change(examId, stale)
      expect(answer).toMatchObject({ status: 409, code: 'staple_conflict' })
      expect(answer.problem?.current).toEqual(before)
    }
    expect(await look(examId)).toEqual(before)
  })

  test('of a copy that is settled', async () => {
    const { examId, a, b } = await examOf(3)
    await validate(examId, [b.id])
    const before = await look(examId)
    for (const settled of [
      mergeCopies(a, b),
      dropPage(b.pages[0] ?? '', b),
      splitCopy(b, 2, randomUUID()),
      acceptCopy(b, true),
      markPages(b, [{ pageId: b.pages[0] ?? '', before: UPRIGHT, after: { ...UPRIGHT, rotation: 180 } }]),
    ])
      expect(await change(examId, settled)).toMatchObject({ status: 409, code: 'copy_wrong_state' })
    expect(await look(examId)).toEqual(before)
  })

  test('of pages whose scan is still being split', async () => {
    const { examId, a } = await examOf(3)
    const { scanId, pageIds } = await makeCopy(korrigo, { examId, status: 'STAGING' })
    const [half = ''] = pageIds
    await korrigo.db
      .updateTable('scans_scan')
      .set({ status: 'SPLITTING', finished_at: null })
      .where('id', '=', scanId)
      .execute()
    await korrigo.db
      .updateTable('scans_page')
      .set({ copy_id: null, position: null })
      .where('id', '=', half)
      .execute()
    expect(await change(examId, restorePage(dropped(half), a, 0))).toMatchObject({
      status: 409,
      code: 'staple_conflict',
    })
  })
})

describe('a change', () => {
  test('merges, and undoing puts the copy back where it was', async () => {
    const { examId, a, b } = await examOf(3)
    const before = await look(examId)
    const merge = mergeCopies(a, b)
    expect((await change(examId, merge)).json).toMatchObject({
      copies: [{ id: a.id, pages: { length: 8 } }],
      bin: [],
      balance: { halves: 12, written: 12 },
    })
    const merged = await look(examId)
    expect(merged.copies.map(({ id, pages }) => [id, pages.length])).toEqual([
      [a.id, 8],
      [before.copies[2]?.id, 4],
    ])
    expectBalanced(merged, 12)
    const undone = (await change(examId, invertChange(merge))).json
    expect(await look(examId)).toEqual(before)
    expect(undone.copies).toEqual(before.copies.slice(0, 2))
    expect((await change(examId, merge)).status).toBe(200)
  })

  test('that empties the first copy is undone to the first place, under the same number', async () => {
    const { examId, a, c } = await examOf(3)
    const before = await look(examId)
    const move = { ...mergeCopies(c, a) }
    await change(examId, move)
    expect((await change(examId, invertChange(move))).status).toBe(200)
    expect(await look(examId)).toEqual(before)
  })

  test('splits: the new copy follows the one it was part of', async () => {
    const { examId, a, b, c } = await examOf(3)
    const [one, two] = [randomUUID(), randomUUID()]
    await change(examId, splitCopy(a, 2, one))
    await change(examId, splitCopy(b, 1, two))
    const { copies } = await look(examId)
    expect(copies.map(({ id }) => id)).toEqual([a.id, one, b.id, two, c.id])
    expect(copies[1]).toMatchObject({ status: 'STAGING' })
    expect(new Set(copies.map(({ anonymousId }) => anonymousId)).size).toBe(5)
    expect(copies[1]?.pages.map(({ id }) => id)).toEqual(a.pages.slice(2))
  })

  test('reorders, moves, drops and restores; each is in the journal of the copies it touched', async () => {
    const { examId, a, b } = await examOf(3)
    const [page = '', ...rest] = a.pages
    await change(examId, movePage(page, a, b, 1))
    const moved = { ...b, pages: [b.pages[0] ?? '', page, ...b.pages.slice(1)] }
    await change(examId, reorderPages(moved, [...moved.pages].reverse()))
    const turned = { ...b, pages: [...moved.pages].reverse() }
    const outcome = (await change(examId, dropPage(page, turned))).json
    expect(outcome.bin).toMatchObject([{ id: page, binReason: 'dropped' }])
    expect(outcome.copies.map(({ id }) => id)).toEqual([b.id])
    expectBalanced(await look(examId), 12)
    await change(examId, restorePage(dropped(page), { ...a, pages: rest }, 3))
    const restored = await look(examId)
    expect(restored.bin).toEqual([])
    expect(restored.copies[0]?.pages.map(({ id }) => id)).toEqual([...rest, page])
    const events = await korrigo.db
      .selectFrom('grading_gradingevent')
      .where('copy_id', 'in', [a.id, b.id])
      .where('action', '=', 'STAPLE')
      .select(['copy_id', 'actor_id', 'metadata'])
      .orderBy('timestamp')
      .execute()
    expect(events.map((event) => event.copy_id).sort()).toEqual([a.id, a.id, b.id, b.id, b.id].sort())
    expect(events.every((event) => event.actor_id === admin.id)).toBe(true)
    expect(events.at(-1)?.metadata).toEqual({ before: rest, after: [...rest, page] })
  })

  test('by two people at once on the same copies: one of them is told', async () => {
    const { examId, a, b, c } = await examOf(3)
    const answers = await Promise.all([
      change(examId, mergeCopies(a, b)),
      change(examId, mergeCopies(b, c)),
      change(examId, movePage(b.pages[0] ?? '', b, a, 0)),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
    for (const { code } of answers.filter(({ status }) => status === 409))
      expect(code).toBe('staple_conflict')
    expectBalanced(await look(examId), 12)
  })

  test('turns pages and marks them blank: size and header turn along, and it is in the journal', async () => {
    const { examId, a } = await examOf(3)
    const [first, second] = (await look(examId)).copies[0]?.pages ?? []
    const [pageId = '', other = ''] = a.pages
    const pages: StapleChange['pages'] = [
      { pageId, before: UPRIGHT, after: { rotation: 90, blank: false } },
      { pageId: other, before: UPRIGHT, after: { rotation: 180, blank: true } },
    ]
    const turn = markPages(a, pages)
    const { copies, balance } = (await change(examId, turn)).json
    expect(copies[0]?.pages.slice(0, 2)).toEqual([
      { ...first, rotation: 90, widthPx: first?.heightPx, heightPx: first?.widthPx },
      { ...second, rotation: 180, blank: true },
    ])
    expect(balance).toEqual({ halves: 12, written: 11, blank: 1, binned: 0 })
    const headerOf = async () =>
      (
        await korrigo.db
          .selectFrom('scans_page')
          .where('id', '=', pageId)
          .select('header_box')
          .executeTakeFirstOrThrow()
      ).header_box
    expect(await headerOf()).toEqual(rotateBox(HEADER_BOX, 90))
    await change(examId, invertChange(turn))
    expect((await headerOf())?.y).toBeCloseTo(HEADER_BOX.y)
    expect((await look(examId)).copies[0]?.pages.slice(0, 2)).toEqual([first, second])
    expect(await journalOf(a.id)).toMatchObject([{ before: a.pages, after: a.pages, pages }, {}])
  })

  test('accepts a copy, which falls when pages come or go, and comes back by undoing', async () => {
    const { examId, a, b } = await examOf(3)
    expect((await change(examId, acceptCopy(a, true))).json.copies[0]).toMatchObject({ accepted: true })
    const accepted = { ...a, accepted: true }
    expect(await change(examId, mergeCopies(a, b))).toMatchObject({ code: 'staple_conflict' })
    const merge = mergeCopies(accepted, b)
    expect((await change(examId, merge)).json.copies[0]).toMatchObject({ accepted: false })
    expect((await change(examId, invertChange(merge))).json.copies[0]).toMatchObject({ accepted: true })
    const undone = await change(examId, acceptCopy(accepted, false))
    expect(undone.json.copies[0]).toMatchObject({ accepted: false })
    expect((await journalOf(a.id))[0]).toEqual({
      before: a.pages,
      after: a.pages,
      accepted: { before: false, after: true },
    })
  })

  test('is announced with its name, by which the page that made it knows it', async () => {
    const { examId, a } = await examOf(3)
    const hub = await openEventHub(korrigo.connectionString)
    const heard: unknown[] = []
    hub.subscribe(examId, (event) => heard.push(event))
    const id = randomUUID()
    await admin.call(changeStaples, { params: { examId }, body: { id, ...acceptCopy(a, true) } })
    await until(() => heard.length > 0)
    expect(heard).toEqual([{ type: 'exam', examId, cause: id }])
    await hub.close()
  })
})

describe('validating', () => {
  test('copies unknown, none at all, of another exam or already validated: refused', async () => {
    const { examId, a, b } = await examOf(3)
    const other = await examOf(3)
    expect(await validate(NOBODY)).toMatchObject({ status: 404 })
    expect(await validate(examId, [])).toMatchObject({ status: 400 })
    expect(await validate(examId, [a.id, NOBODY])).toMatchObject({ status: 404 })
    expect(await validate(examId, [a.id, other.a.id])).toMatchObject({ status: 404 })
    expect((await validate(examId, [b.id, b.id])).json).toEqual({ validated: 1 })
    expect(await validate(examId, [a.id, b.id])).toMatchObject({ status: 409, code: 'copy_wrong_state' })
    expect((await look(examId)).copies.map(({ status }) => status)).toEqual(['STAGING', 'READY', 'STAGING'])
  })

  test('an empty copy: refused, and none is validated', async () => {
    const { examId } = await examOf(3)
    await korrigo.db
      .insertInto('exams_copy')
      .values({ exam_id: examId, anonymous_id: randomUUID() })
      .execute()
    expect(await validate(examId)).toMatchObject({ status: 409, code: 'copy_empty' })
    expect((await look(examId)).copies.every(({ status }) => status === 'STAGING')).toBe(true)
  })

  test('while a scanned page has no place: the database refuses, and the reason is told', async () => {
    const { examId, a } = await examOf(3)
    await change(examId, dropPage(a.pages[0] ?? '', a))
    await sql`alter table scans_page disable trigger page_placed`.execute(korrigo.db)
    const lost = korrigo.db.updateTable('scans_page').where('id', '=', a.pages[0] ?? '')
    await lost.set({ bin_reason: null }).execute()
    await sql`alter table scans_page enable trigger page_placed`.execute(korrigo.db)
    expect(await validate(examId)).toMatchObject({ status: 409, code: 'pages_unbalanced' })
    const { copies, balance } = await look(examId)
    expect(copies.every(({ status }) => status === 'STAGING')).toBe(true)
    expect(balance).toEqual({ halves: 12, written: 11, blank: 0, binned: 0 })
    await lost.set({ bin_reason: 'dropped' }).execute()
    expect((await validate(examId)).json).toEqual({ validated: 3 })
  })

  test('while a scan of the exam is being split: a missing page may yet come', async () => {
    const { examId, a } = await examOf(3)
    const { scanId } = await makeCopy(korrigo, { examId, status: 'STAGING' })
    const set = (status: 'QUEUED' | 'SPLITTING' | 'DONE', at: Date | null) =>
      korrigo.db.updateTable('scans_scan').set({ status, finished_at: at }).where('id', '=', scanId).execute()
    for (const status of ['QUEUED', 'SPLITTING'] as const) {
      await set(status, null)
      expect(await validate(examId, [a.id])).toMatchObject({ status: 409, code: 'scan_in_progress' })
    }
    await set('DONE', new Date())
    expect((await validate(examId, [a.id])).json).toEqual({ validated: 1 })
  })

  test('the rest at once, each with its event, once though asked twice', async () => {
    const { examId, a } = await examOf(3)
    await validate(examId, [a.id])
    const answers = await Promise.all([validate(examId), validate(examId)])
    expect(answers.map(({ json }) => json.validated).sort()).toEqual([0, 2])
    const events = await korrigo.db
      .selectFrom('grading_gradingevent as e')
      .innerJoin('exams_copy as c', 'c.id', 'e.copy_id')
      .where('c.exam_id', '=', examId)
      .where('e.action', '=', 'VALIDATE')
      .select('e.copy_id')
      .execute()
    expect(new Set(events.map((event) => event.copy_id)).size).toBe(3)
    expect(events).toHaveLength(3)
  })
})
