import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScanPage } from '#contract/scans.ts'
import type { Stapler } from '#contract/stapler.ts'
import type { CopyStatus } from '#domain/copy-status.ts'
import { faultOfChange } from '#domain/stapling.ts'
import { applyAct, balanceOf, invertAct } from './arrangement.ts'
import { commandOf, gestureOf } from './commands.ts'
import type { Concern } from './copy-concerns.ts'
import type { Cursor } from './cursor.ts'
import {
  acceptAsIs,
  dropToBin,
  type Gesture,
  homeOf,
  mergeWithPrevious,
  movePageTo,
  placeOf,
  restoreAsCopy,
  sendPage,
  shiftPage,
  splitBefore,
  swapHalvesOfSide,
  swapSidesOfSheet,
  toggleBlank,
  turnPage,
  turnSheetRound,
} from './gestures.ts'

const page = (id: string, sourcePage = 1): ScanPage => ({
  id,
  scanId: 'scan',
  sourcePage,
  sheet: sourcePage,
  half: 'full',
  rotation: 0,
  blank: false,
  widthPx: 1240,
  heightPx: 1754,
  hasHeader: false,
  binReason: null,
  numbers: [],
})

interface CopySpec {
  id: string
  pages: string[]
  status?: CopyStatus
}

function staplerOf(copies: CopySpec[], bin: string[] = []): Stapler {
  const ids = [...copies.flatMap((copy) => copy.pages), ...bin]
  const pageOf = (id: string) => page(id, ids.indexOf(id) + 1)
  return {
    copies: copies.map(({ id, pages, status = 'STAGING' }) => ({
      id,
      anonymousId: id.toUpperCase(),
      status,
      booklets: 1,
      accepted: false,
      pages: pages.map(pageOf),
      flags: [],
    })),
    bin: bin.map((id) => ({ ...pageOf(id), binReason: 'dropped' })),
    balance: { halves: ids.length, written: ids.length - bin.length, blank: 0, binned: bin.length },
  }
}

const at = (copyId: string | null, pageId: string): Cursor => ({ copyId, pageId })
const shape = (stapler: Stapler) => ({
  copies: stapler.copies.map((copy) => [copy.id, ...copy.pages.map(({ id }) => id)].join(' ')),
  bin: stapler.bin.map(({ id }) => id),
})

function carryOut(stapler: Stapler, gesture: Gesture): Stapler {
  if ('refusal' in gesture) throw new Error(gesture.refusal)
  return applyAct(stapler, gesture.act)
}

const stapler = staplerOf(
  [
    { id: 'a', pages: ['a1', 'a2', 'a3'] },
    { id: 'b', pages: ['b1', 'b2'] },
    { id: 'done', pages: ['d1'], status: 'READY' },
    { id: 'c', pages: ['c1'] },
  ],
  ['x1'],
)

describe('refused gestures', () => {
  it.each([
    ['nothing is chosen', mergeWithPrevious(stapler, null)],
    ['the page is in the bin', dropToBin(stapler, at(null, 'x1'))],
    ['the page is unknown', turnPage(stapler, at('a', 'nowhere'))],
    ['there is no copy before the first', mergeWithPrevious(stapler, at('a', 'a1'))],
    ['the previous copy is validated', mergeWithPrevious(stapler, at('c', 'c1'))],
    ['the copy is validated', splitBefore(stapler, at('done', 'd1'), 'new')],
    ['a split before the first page', splitBefore(stapler, at('a', 'a1'), 'new')],
    ['the page is already first', shiftPage(stapler, at('a', 'a1'), -1)],
    ['the page is already last', shiftPage(stapler, at('a', 'a3'), 1)],
    ['the target is validated', movePageTo(stapler, 'a1', 'done', 0)],
    ['the source is validated', movePageTo(stapler, 'd1', 'a', 0)],
    ['no copy after the last', sendPage(stapler, at('c', 'c1'), 1)],
    ['a face with one page', swapHalvesOfSide(stapler, at('a', 'a1'))],
    ['a sheet whose other face is elsewhere', swapSidesOfSheet(stapler, at('c', 'c1'))],
    ['a validated copy is accepted', acceptAsIs(stapler, at('done', 'd1'))],
  ])('%s', (_, gesture) => {
    expect(gesture).toHaveProperty('refusal')
  })
})

describe('gestures', () => {
  it.each([
    ['merge', mergeWithPrevious(stapler, at('b', 'b2')), ['a a1 a2 a3 b1 b2', 'done d1', 'c c1'], ['x1']],
    [
      'split',
      splitBefore(stapler, at('a', 'a2'), 'n'),
      ['a a1', 'n a2 a3', 'b b1 b2', 'done d1', 'c c1'],
      ['x1'],
    ],
    ['shift', shiftPage(stapler, at('a', 'a1'), 1), ['a a2 a1 a3', 'b b1 b2', 'done d1', 'c c1'], ['x1']],
    [
      'send to the next copy',
      sendPage(stapler, at('a', 'a3'), 1),
      ['a a1 a2', 'b a3 b1 b2', 'done d1', 'c c1'],
      ['x1'],
    ],
    [
      'send to the copy before',
      sendPage(stapler, at('b', 'b1'), -1),
      ['a a1 a2 a3 b1', 'b b2', 'done d1', 'c c1'],
      ['x1'],
    ],
    ['drop', dropToBin(stapler, at('b', 'b1')), ['a a1 a2 a3', 'b b2', 'done d1', 'c c1'], ['x1', 'b1']],
    [
      'drop the only page',
      dropToBin(stapler, at('c', 'c1')),
      ['a a1 a2 a3', 'b b1 b2', 'done d1'],
      ['x1', 'c1'],
    ],
    [
      'restore into a copy',
      movePageTo(stapler, 'x1', 'b', 1),
      ['a a1 a2 a3', 'b b1 x1 b2', 'done d1', 'c c1'],
      [],
    ],
    [
      'restore as a copy',
      restoreAsCopy(stapler, { ...page('x1', 1), binReason: 'dropped' }, 'n'),
      ['a a1 a2 a3', 'n x1', 'b b1 b2', 'done d1', 'c c1'],
      [],
    ],
    [
      'exchange the faces of an A4 sheet',
      swapSidesOfSheet(stapler, at('a', 'a1')),
      ['a a2 a1 a3', 'b b1 b2', 'done d1', 'c c1'],
      ['x1'],
    ],
  ])('%s', (_, gesture, copies, bin) => {
    expect(shape(carryOut(stapler, gesture))).toEqual({ copies, bin })
  })

  it('turns a page by quarters and marks it blank, back and forth', () => {
    const turned = carryOut(stapler, turnPage(stapler, at('b', 'b2')))
    expect(turned.copies[1]?.pages[1]).toMatchObject({ rotation: 90, widthPx: 1754, heightPx: 1240 })
    const blank = carryOut(turned, toggleBlank(turned, at('b', 'b2')))
    expect(blank.copies[1]?.pages[1]).toMatchObject({ rotation: 90, blank: true })
    expect(balanceOf(blank).blank).toBe(1)
    expect(carryOut(blank, toggleBlank(blank, at('b', 'b2')))).toEqual(turned)
  })

  it('accepts a copy, takes that back, and forgets it when a page comes or goes', () => {
    const accepted = carryOut(stapler, acceptAsIs(stapler, at('a', 'a2')))
    expect(accepted.copies[0]?.accepted).toBe(true)
    expect(carryOut(accepted, acceptAsIs(accepted, at('a', 'a2')))).toEqual(stapler)
    const gesture = dropToBin(accepted, at('a', 'a2'))
    const dropped = carryOut(accepted, gesture)
    expect(dropped.copies[0]?.accepted).toBe(false)
    if ('act' in gesture) expect(applyAct(dropped, invertAct(gesture.act)).copies).toEqual(accepted.copies)
    const turned = turnPage(accepted, at('a', 'a2'))
    expect(carryOut(accepted, turned).copies[0]?.accepted).toBe(true)
  })

  it('leaves the other copies the very same, so that their cards are not drawn again', () => {
    const after = carryOut(stapler, turnPage(stapler, at('a', 'a1')))
    expect(after.copies[0]).not.toBe(stapler.copies[0])
    expect(after.copies.slice(1).every((copy, i) => copy === stapler.copies[i + 1])).toBe(true)
    expect(after.bin).toBe(stapler.bin)
  })

  it('lets flags follow their pages', () => {
    const [a, ...rest] = stapler.copies
    const flags = [
      { code: 'sides_swapped', sourcePage: 1, certain: false },
      { code: 'sides_swapped', sourcePage: 3, certain: false },
    ]
    const flagged = { ...stapler, copies: a === undefined ? [] : [{ ...a, flags }, ...rest] }
    const { copies } = carryOut(flagged, splitBefore(flagged, at('a', 'a2'), 'n'))
    expect(copies.slice(0, 2).map((copy) => copy.flags)).toEqual([[flags[0]], [flags[1]]])
  })

  it('one key that sets right all that was doubtful accepts the copy with it', () => {
    const concern = (code: string, fix: Concern['fix'], ...sourcePages: number[]): Concern => ({
      code,
      text: '',
      sourcePages,
      fix,
    })
    const swapped = concern('sides', 'swapSides', 1, 2)
    const made = (before: Concern[], after = before) =>
      carryOut(
        stapler,
        gestureOf(commandOf('swapSides'), stapler, at('a', 'a1'), ({ pages }) =>
          pages[0]?.id === 'a1' ? before : after,
        ),
      ).copies[0]
    expect(made([swapped])).toMatchObject({ accepted: true, pages: [{ id: 'a2' }, { id: 'a1' }, {}] })
    expect(made([concern('sides', 'swapSides', 3)])?.accepted).toBe(false)
    expect(made([concern('sides', 'turnSheet', 1, 2)])?.accepted).toBe(false)
    expect(made([])?.accepted).toBe(false)
    // The header would no longer be on the first page.
    expect(made([swapped], [swapped, concern('no_header', 'merge')])?.accepted).toBe(false)
  })

  it('shows the same when the answer of the server came before the gesture was forgotten', () => {
    for (const gesture of [
      dropToBin(stapler, at('a', 'a2')),
      splitBefore(stapler, at('a', 'a2'), 'n'),
      mergeWithPrevious(stapler, at('b', 'b1')),
      movePageTo(stapler, 'x1', 'a', 0),
      turnPage(stapler, at('a', 'a1')),
    ]) {
      const once = carryOut(stapler, gesture)
      expect(carryOut(once, gesture)).toEqual(once)
    }
  })

  it('offers a binned page the copy scanned next to it, never a validated one', () => {
    const [binned] = stapler.bin
    expect(binned && homeOf(stapler, binned)?.id).toBe('c')
    const none = staplerOf([{ id: 'done', pages: ['d1'], status: 'READY' }], ['x1'])
    expect(none.bin[0] && homeOf(none, none.bin[0])).toBeNull()
  })
})

describe('any sequence of gestures', () => {
  const step = fc.record({ gesture: fc.nat(10), copy: fc.nat(30), page: fc.nat(30), target: fc.nat(30) })

  it('loses no page, doubles none, sends only sound changes, and is taken back whole', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
        let now = stapler
        const acts = []
        for (const [rank, { gesture, copy, page: pick, target }] of steps.entries()) {
          const chosen = now.copies[copy % Math.max(1, now.copies.length)]
          const chosenPage = chosen?.pages[pick % Math.max(1, chosen.pages.length)]
          if (chosen === undefined || chosenPage === undefined) continue
          const cursor = at(chosen.id, chosenPage.id)
          const other = now.copies[target % now.copies.length]?.id ?? ''
          const binned = now.bin[0]?.id ?? ''
          const made = [
            () => mergeWithPrevious(now, cursor),
            () => splitBefore(now, cursor, `new${rank}`),
            () => shiftPage(now, cursor, 1),
            () => dropToBin(now, cursor),
            () => movePageTo(now, binned, other, pick),
            () => movePageTo(now, chosenPage.id, other, pick),
            () => turnPage(now, cursor),
            () => sendPage(now, cursor, -1),
            () => turnSheetRound(now, cursor),
            () => swapSidesOfSheet(now, cursor),
            () => acceptAsIs(now, cursor),
          ][gesture]?.()
          if (made === undefined || 'refusal' in made) continue
          expect(faultOfChange(made.act.change)).toBeNull()
          now = applyAct(now, made.act)
          acts.push(made.act)
          expect(balanceOf(now).even).toBe(true)
        }
        for (const act of acts.toReversed()) now = applyAct(now, invertAct(act))
        expect(now.copies.map((copy) => ({ ...copy, anonymousId: '' }))).toEqual(
          stapler.copies.map((copy) => ({ ...copy, anonymousId: '' })),
        )
        expect(shape(now).bin.toSorted()).toEqual(shape(stapler).bin.toSorted())
      }),
    )
  })
})

describe('where to look once something is undone or done again', () => {
  const stapler = staplerOf([{ id: 'a', pages: ['a1', 'a2'] }], ['b1'])
  const changeOf = (gesture: Gesture) => {
    if ('refusal' in gesture) throw new Error(gesture.refusal)
    return gesture.act.change
  }

  it('is the page that came out of the bin', () => {
    const dropped = dropToBin(stapler, at('a', 'a2'))
    if ('refusal' in dropped) throw new Error(dropped.refusal)
    expect(placeOf(invertAct(dropped.act).change)).toBe('a2')
  })

  it('is the page that was turned, else the copy that has pages', () => {
    expect(placeOf(changeOf(turnPage(stapler, at('a', 'a2'))))).toBe('a2')
    expect(placeOf(changeOf(dropToBin(stapler, at('a', 'a1'))))).toBe('a2')
  })
})
