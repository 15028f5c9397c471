import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Anonymity, Painting } from '#contract/anonymity.ts'
import {
  applyPainting,
  heightInMm,
  invertPainting,
  type PaintingAct,
  placeOf,
  sizeInMm,
} from './painting-acts.ts'

const page = (id: string) => ({
  ...{ id, rotation: 0 as const, widthPx: 1240, heightPx: 1754, blank: false, headerBox: null },
  ...{ band: null, zones: [] },
})
const ANONYMITY: Anonymity = {
  headerMargin: 0.015,
  copies: ['a', 'b'].map((id) => ({
    ...{ id, anonymousId: id.toUpperCase(), status: 'READY' as const, inkRows: null },
    pages: [page(`${id}1`), page(`${id}2`)],
  })),
}
const paintings = fc.record<Painting>({
  band: fc.option(
    fc.record({ height: fc.double({ min: 0, max: 1, noNaN: true }), rotation: fc.constant(0 as const) }),
  ),
  zones: fc.constant([]),
})

test('an act changes its page only, and is taken back by its inverse', () => {
  fc.assert(
    fc.property(paintings, fc.constantFrom('a1', 'a2', 'b2'), (after, pageId) => {
      const act: PaintingAct = { label: 'essai', pageId, before: { band: null, zones: [] }, after }
      const done = applyPainting(ANONYMITY, act)
      const pages = done.copies.flatMap((copy) => copy.pages)
      expect(pages.find(({ id }) => id === pageId)).toMatchObject(after)
      const others = (copies: Anonymity['copies']) =>
        copies.flatMap((copy) => copy.pages).filter(({ id }) => id !== pageId)
      expect(others(done.copies)).toEqual(others(ANONYMITY.copies))
      // What did not change is the same object: its card is not drawn again.
      const untouched = pageId.startsWith('a') ? 1 : 0
      expect(done.copies[untouched]).toBe(ANONYMITY.copies[untouched])
      expect(applyPainting(done, invertPainting(act))).toEqual(ANONYMITY)
    }),
  )
})

test('a page is found in its copy', () => {
  expect(placeOf(ANONYMITY, 'b2')).toEqual({ copyId: 'b', index: 1 })
  expect(placeOf(ANONYMITY, 'c1')).toBeNull()
})

test('shares of a page are told in millimetres of A4', () => {
  expect(heightInMm(0.2)).toBe('59\u00A0mm')
  expect(sizeInMm({ w: 0.5, h: 0.1 })).toBe('105\u00A0×\u00A030\u00A0mm')
})
