import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeStaples, getStapler, type Stapler } from '#contract/stapler.ts'
import { addRotation } from '#domain/geometry.ts'
import { swapHalves, swapSides, turnSheet } from '#domain/sheets.ts'
import {
  acceptAfter,
  acceptCopy,
  dropPage,
  invertChange,
  markPages,
  mergeCopies,
  movePage,
  newCopy,
  reorderPages,
  restorePage,
  type StapleChange,
  type StapledCopy,
  splitCopy,
} from '#domain/stapling.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam } from '#test/factories.ts'

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const HALVES = 16

/** A stapled booklet of two sheets and two copies of one; two pages in the bin, where the machine put one of them. */
async function exam(): Promise<string> {
  const { id: examId } = await makeExam(korrigo)
  await makeCopy(korrigo, { examId, status: 'STAGING', pages: 8 })
  const { pageIds } = await makeCopy(korrigo, { examId, status: 'STAGING' })
  await makeCopy(korrigo, { examId, status: 'STAGING' })
  for (const [page, bin_reason] of [
    [pageIds[2], 'duplicate_sheet'],
    [pageIds[3], 'dropped'],
  ] as const)
    await korrigo.db
      .updateTable('scans_page')
      .set({ copy_id: null, position: null, bin_reason })
      .where('id', '=', page ?? '')
      .execute()
  return examId
}

const look = async (examId: string) => (await admin.call(getStapler, { params: { examId } })).json

function expectBalanced({ copies, bin, balance }: Stapler): void {
  const placed = copies.flatMap((copy) => copy.pages)
  expect(new Set([...placed, ...bin].map(({ id }) => id)).size).toBe(HALVES)
  expect(placed.length + bin.length).toBe(HALVES)
  const blank = placed.filter((page) => page.blank).length
  expect(balance).toEqual({ halves: HALVES, written: placed.length - blank, blank, binned: bin.length })
  expect(copies.every((copy) => copy.pages.length > 0)).toBe(true)
}

const KINDS = [
  ...['merge', 'split', 'move', 'reorder', 'drop', 'restore', 'restoreAlone'],
  ...['turn', 'blank', 'swapHalves', 'swapSides', 'turnSheet', 'accept', 'acceptSwap'],
] as const

/** One act of that kind if the present state allows it, chosen by numbers. */
function actOn({ copies, bin }: Stapler, kind: string, a: number, b: number, p: number): StapleChange | null {
  const all = copies.map(
    ({ id, pages, accepted }, index): StapledCopy => ({
      id,
      follows: copies[index - 1]?.id ?? null,
      pages: pages.map((page) => page.id),
      accepted,
    }),
  )
  const rank = a % all.length
  const [copy, pages] = [all[rank], copies[rank]?.pages ?? []]
  const page = pages[p % pages.length]
  if (copy === undefined || page === undefined) return null
  const other = all.filter(({ id }) => id !== copy.id)[b % Math.max(1, all.length - 1)]
  const binned = bin.map(({ id, binReason }) => ({ pageId: id, reason: binReason ?? '' }))[b % bin.length]
  const order = (after: string[] | null) => (after === null ? null : reorderPages(copy, after))
  const mark = (of: typeof pages, turn: 0 | 90 | 180, blank: boolean, after?: string[]) =>
    markPages(
      copy,
      of.map((one) => ({
        pageId: one.id,
        before: { rotation: one.rotation, blank: one.blank },
        after: { rotation: addRotation(one.rotation, turn), blank: one.blank !== blank },
      })),
      after,
    )
  switch (kind) {
    case 'merge':
      return other === undefined ? null : mergeCopies(other, copy)
    case 'split':
      return pages.length < 2 ? null : splitCopy(copy, 1 + (p % (pages.length - 1)), randomUUID())
    case 'move':
      return other === undefined ? null : movePage(page.id, copy, other, b % (other.pages.length + 1))
    case 'reorder':
      return reorderPages(copy, [...copy.pages].reverse())
    case 'drop':
      return dropPage(page.id, copy)
    case 'restore':
      return binned === undefined ? null : restorePage(binned, copy, p % (pages.length + 1))
    case 'restoreAlone':
      return binned === undefined ? null : restorePage(binned, newCopy(randomUUID(), copy.id), 0)
    case 'turn':
      return mark([page], 90, false)
    case 'blank':
      return mark([page], 0, true)
    case 'swapHalves':
      return order(swapHalves(pages, page.id))
    case 'swapSides':
      return order(swapSides(pages, page.id))
    case 'turnSheet': {
      const turned = turnSheet(pages, page.id)
      const ids = turned?.turned.map(({ id }) => id) ?? []
      return mark(
        pages.filter(({ id }) => ids.includes(id)),
        180,
        false,
        turned?.order,
      )
    }
    case 'accept':
      return acceptCopy(copy, !copy.accepted)
    default: {
      const swapped = order(swapSides(pages, page.id))
      return swapped === null ? null : acceptAfter(swapped, true)
    }
  }
}

test('any sequence of acts, undoings and redoings keeps the balance, and undoing all of it restores the start exactly', async () => {
  const step = fc.record({
    kind: fc.constantFrom(...KINDS, 'undo', 'undo', 'undo', 'redo', 'redo'),
    a: fc.nat(9),
    b: fc.nat(9),
    p: fc.nat(9),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 20 }), async (steps) => {
      const examId = await exam()
      const send = async (change: StapleChange) => {
        const body = { id: randomUUID(), ...change }
        const { code, json } = await admin.call(changeStaples, { params: { examId }, body })
        expect(code).toBeNull()
        return json
      }
      const start = await look(examId)
      expectBalanced(start)
      let now = start
      const past: StapleChange[] = []
      let future: StapleChange[] = []
      for (const { kind, a, b, p } of steps) {
        const again = kind === 'redo' ? future.pop() : undefined
        const undone = kind === 'undo' ? past.pop() : undefined
        const change = again ?? (undone && invertChange(undone)) ?? actOn(now, kind, a, b, p)
        if (kind === 'undo' && undone === undefined) continue
        if (kind === 'redo' && again === undefined) continue
        if (change === null) continue
        const outcome = await send(change)
        if (undone !== undefined) future.push(undone)
        else past.push(again ?? change)
        if (undone === undefined && again === undefined) future = []
        now = await look(examId)
        expectBalanced(now)
        // What the answer tells of is as it is in the whole.
        const named = change.copies.map(({ copyId }) => copyId)
        expect(outcome.copies).toEqual(now.copies.filter(({ id }) => named.includes(id)))
        expect(outcome.balance).toEqual(now.balance)
      }
      for (const change of past.reverse()) await send(invertChange(change))
      expect(await look(examId)).toEqual(start)
    }),
    // Each try is an exam of its own: to shrink a failure would outlast the patience of the test.
    { numRuns: 12, endOnFailure: true },
  )
})
