import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeStaples, getStapler, type Stapler, validateCopies } from '#contract/stapler.ts'
import {
  dropPage,
  invertChange,
  mergeCopies,
  movePage,
  reorderPages,
  restorePage,
  type StapleChange,
  splitCopy,
} from '#domain/stapling.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { type MadeCopy, makeCopy, makeExam } from '#test/factories.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const look = async (examId: string) => (await admin.call(getStapler, { params: { examId } })).json
const change = (examId: string, body: StapleChange) => admin.call(changeStaples, { params: { examId }, body })
const validate = (examId: string, copyIds?: string[]) =>
  admin.call(validateCopies, { params: { examId }, body: copyIds === undefined ? {} : { copyIds } })
const asCopy = ({ id, pageIds }: MadeCopy) => ({ id, pages: pageIds })
const arrangement = ({ copies, bin }: Stapler) => ({
  copies: copies.map(({ id, pages }) => [id, pages.map((page) => page.id)]),
  bin: bin.map((page) => page.id).sort(),
})

async function examOf(count: number) {
  const { id: examId } = await makeExam(korrigo)
  const copies = []
  for (let i = 0; i < count; i++) copies.push(asCopy(await makeCopy(korrigo, { examId, status: 'STAGING' })))
  const [a, b, c] = copies
  if (!a || !b || !c) throw new Error('three copies at least')
  return { examId, a, b, c }
}

/** Each page of the exam in one place, and the sum as the screen shows it. */
function expectBalanced({ copies, bin, balance }: Stapler, halves: number): void {
  const pages = [...copies.flatMap((copy) => copy.pages), ...bin].map(({ id }) => id)
  expect(pages).toHaveLength(halves)
  expect(new Set(pages).size).toBe(halves)
  expect(balance).toMatchObject({ halves, placed: halves - bin.length, binned: bin.length })
  expect(copies.every((copy) => copy.pages.length > 0)).toBe(true)
}

describe('a change is refused, and moves nothing', () => {
  test('for an exam that is not there, or whose pages are not these', async () => {
    const { examId, a, b } = await examOf(3)
    expect(await admin.call(getStapler, { params: { examId: NOBODY } })).toMatchObject({ status: 404 })
    expect(await change(NOBODY, mergeCopies(a, b))).toMatchObject({ status: 404 })
    const other = await examOf(3)
    expect(await change(examId, mergeCopies(a, other.a))).toMatchObject({ status: 404 })
    expect(await change(examId, restorePage(other.a.pages[0] ?? '', a))).toMatchObject({ status: 404 })
    expect(await change(examId, restorePage(NOBODY, a))).toMatchObject({ status: 404 })
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
    const nothing = { copies: [], bin: { before: [], after: [] } }
    expect(await change(examId, nothing)).toMatchObject({ status: 422, code: 'staple_unbalanced' })
    expect(
      (await change(examId, { ...nothing, copies: [{ copyId: 'x', before: [], after: [] }] })).status,
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
      restorePage(page, { id: randomUUID(), pages: [] }),
      restorePage(a.pages[0] ?? '', c),
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
    for (const settled of [mergeCopies(a, b), dropPage(b.pages[0] ?? '', b), splitCopy(b, 2, randomUUID())])
      expect(await change(examId, settled)).toMatchObject({ status: 409, code: 'copy_wrong_state' })
    expect(await look(examId)).toEqual(before)
  })

  test('of pages whose scan is still being split', async () => {
    const { examId, a } = await examOf(3)
    const { scanId, pageIds } = await makeCopy(korrigo, { examId, status: 'STAGING' })
    const [half = ''] = pageIds
    await korrigo.db
      .updateTable('scans_page')
      .set({ copy_id: null, position: null })
      .where('id', '=', half)
      .execute()
    await korrigo.db
      .updateTable('scans_scan')
      .set({ status: 'SPLITTING', finished_at: null })
      .where('id', '=', scanId)
      .execute()
    expect(await change(examId, restorePage(half, a))).toMatchObject({ status: 409, code: 'staple_conflict' })
  })
})

describe('a change', () => {
  test('merges, and undoing puts the copy back where it was', async () => {
    const { examId, a, b } = await examOf(3)
    const before = await look(examId)
    const merge = mergeCopies(a, b)
    const merged = (await change(examId, merge)).json
    expect(merged.copies.map(({ id, pages }) => [id, pages.length])).toEqual([
      [a.id, 8],
      [before.copies[2]?.id, 4],
    ])
    expectBalanced(merged, 12)
    const undone = (await change(examId, invertChange(merge))).json
    expect(arrangement(undone)).toEqual(arrangement(before))
    expect((await change(examId, merge)).status).toBe(200)
  })

  test('splits: the new copy follows the one it was part of', async () => {
    const { examId, a, b, c } = await examOf(3)
    const [one, two] = [randomUUID(), randomUUID()]
    await change(examId, splitCopy(a, 2, one))
    const { copies } = (await change(examId, splitCopy(b, 1, two))).json
    expect(copies.map(({ id }) => id)).toEqual([a.id, one, b.id, two, c.id])
    expect(copies[1]).toMatchObject({ status: 'STAGING' })
    expect(new Set(copies.map(({ anonymousId }) => anonymousId)).size).toBe(5)
    expect(copies[1]?.pages.map(({ id }) => id)).toEqual(a.pages.slice(2))
  })

  test('reorders, moves, drops and restores; each is in the journal of the copies it touched', async () => {
    const { examId, a, b } = await examOf(3)
    const [page = '', ...rest] = a.pages
    await change(examId, movePage(page, a, b, 1))
    const moved = { id: b.id, pages: [b.pages[0] ?? '', page, ...b.pages.slice(1)] }
    await change(examId, reorderPages(moved, [...moved.pages].reverse()))
    const turned = { id: b.id, pages: [...moved.pages].reverse() }
    const dropped = (await change(examId, dropPage(page, turned))).json
    expect(dropped.bin).toMatchObject([{ id: page, binReason: 'dropped' }])
    expectBalanced(dropped, 12)
    const restored = (await change(examId, restorePage(page, { id: a.id, pages: rest }))).json
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

  test('and any number of changes and undoings keep every page exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ kind: fc.nat(6), copy: fc.nat(9), other: fc.nat(9), page: fc.nat(9) }), {
          minLength: 5,
          maxLength: 12,
        }),
        async (acts) => {
          const { examId } = await examOf(3)
          const start = await look(examId)
          let now = start
          const done: StapleChange[] = []
          for (const { kind, copy, other, page } of acts) {
            const undo = kind === 6 ? done.pop() : undefined
            const next = undo === undefined ? actOn(now, kind % 6, copy, other, page) : invertChange(undo)
            const answer = await change(examId, next)
            expect(answer.code).toBeNull()
            if (undo === undefined) done.push(next)
            now = answer.json
            expectBalanced(now, 12)
          }
          for (const next of done.reverse()) now = (await change(examId, invertChange(next))).json
          const sorted = (state: Stapler) => arrangement(state).copies.sort()
          expect(sorted(now)).toEqual(sorted(start))
          expect(now.bin).toEqual([])
        },
      ),
      { numRuns: 8 },
    )
  })
})

/** One act that the present state allows, chosen by numbers. */
function actOn({ copies, bin }: Stapler, kind: number, a: number, b: number, p: number): StapleChange {
  const all = copies.map(({ id, pages }) => ({ id, pages: pages.map((page) => page.id) }))
  const one = all[a % all.length] ?? { id: randomUUID(), pages: [] }
  const others = all.filter(({ id }) => id !== one.id)
  const other = others[b % others.length]
  const page = one.pages[p % one.pages.length]
  const binned = bin[p % bin.length]?.id
  if (binned !== undefined && (kind === 5 || page === undefined)) return restorePage(binned, one)
  if (page === undefined) throw new Error('pages are neither in a copy nor in the bin')
  if (kind === 0 && other) return mergeCopies(one, other)
  if (kind === 1 && one.pages.length > 1)
    return splitCopy(one, 1 + (p % (one.pages.length - 1)), randomUUID())
  if (kind === 2 && other) return movePage(page, one, other, b % (other.pages.length + 1))
  if (kind === 3) return dropPage(page, one)
  return reorderPages(one, [...one.pages].reverse())
}

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
