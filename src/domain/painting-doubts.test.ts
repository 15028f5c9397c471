import { describe, expect, test } from 'vitest'
import type { PageBox } from './geometry.ts'
import { type FirstPage, paintingDoubts } from './painting-doubts.ts'

const header = (end: number): PageBox => ({ x: 0.05, y: 0.05, w: 0.9, h: end - 0.05 })
const page = (headerBox: PageBox | null, over: Partial<FirstPage> = {}): FirstPage => ({
  painting: { index: 0, rotation: 0, headerBox, band: null, zones: [] },
  inkRows: null,
  ...over,
})
const usual = page(header(0.2))

describe('what is doubtful about the bands of an exam', () => {
  test('a header that was not found, and bands unlike the others', () => {
    const pages = [usual, usual, usual, page(null), page(header(0.3)), page(header(0.12)), null]
    expect(paintingDoubts(pages, 0.015)).toEqual([
      ...[[], [], []],
      ['no_header'],
      ['deeper'],
      ['shallower'],
      [],
    ])
  })

  test('nothing, once a person has set the band', () => {
    const set = page(null)
    set.painting.band = { height: 0.4, rotation: 0 }
    expect(paintingDoubts([usual, set], 0.015)).toEqual([[], []])
  })

  test('writing that goes on below the edge, not writing that begins below it', () => {
    const rows = (from: number, to: number) =>
      Array.from({ length: 72 }, (_, row) => (row >= from && row < to ? 6 : 0))
    const at = (inkRows: number[]) => paintingDoubts([page(header(0.2), { inkRows })], 0.015)[0]
    // The edge is at 0.215, in row 15.
    expect(at(rows(5, 20))).toEqual(['ink_at_edge'])
    expect(at(rows(16, 60))).toEqual([])
    expect(at(rows(5, 15))).toEqual([])
  })
})
