import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Annotation, type InkPoint, readContent } from '#domain/annotations.ts'
import { boxStrokes } from './box-strokes.ts'
import { boxInHand, boxOfClick, drawnWith, extendStroke, withStroke } from './gestures.ts'
import { paperSize } from './paper-units.ts'
import {
  clampZoom,
  fitPageZoom,
  LEAST_ZOOM,
  MOST_ZOOM,
  stackOffset,
  stackPosition,
  stepZoom,
} from './zoom.ts'

const PAPER = paperSize({ widthPx: 1240, heightPx: 1754 })
const INK: Annotation = {
  id: 'a',
  pageIndex: 0,
  x: 0.4,
  y: 0.4,
  w: 0.1,
  h: 0.1,
  type: 'ERROR',
  content: null,
  scoreDelta: null,
  questionId: null,
}

describe('paper', () => {
  it('counts the short side of any page as A4', () => {
    expect(PAPER.widthPt).toBeCloseTo(595.28)
    expect(PAPER.heightPt).toBeCloseTo(842, 0)
    expect(paperSize({ widthPx: 1754, heightPx: 1240 }).heightPt).toBeCloseTo(595.28)
  })
})

describe('gestures', () => {
  it('make a box of usable size of a click, within the page even at its corner', () => {
    const { box } = drawnWith('text', 'ERROR', { from: { x: 1, y: 1 }, to: { x: 1, y: 1 } }, PAPER)
    expect(box.w * PAPER.widthPt).toBeCloseTo(120, 0)
    expect(box.x + box.w).toBeLessThanOrEqual(1)
    expect(box.y + box.h).toBeLessThanOrEqual(1)
  })

  it('put a tick around the point that was clicked', () => {
    const box = boxOfClick({ x: 0.5, y: 0.5 }, 'tick', 'BONUS', PAPER)
    expect(box.x + box.w / 2).toBeCloseTo(0.5, 3)
    expect(box.y + box.h / 2).toBeCloseTo(0.5, 3)
  })

  it('take the box that was dragged, whatever the direction', () => {
    const drag = { from: { x: 0.6, y: 0.5 }, to: { x: 0.2, y: 0.1 } }
    const { box, content } = drawnWith('rectangle', 'COMMENT', drag, PAPER)
    expect(box.x).toBeCloseTo(0.2, 4)
    expect(box.h).toBeCloseTo(0.4, 4)
    expect(readContent(content)).toEqual({ shape: 'rectangle' })
  })

  it('move and resize by what the pointer travelled', () => {
    const way = { from: { x: 0.5, y: 0.5 }, to: { x: 0.6, y: 0.45 } }
    expect(boxInHand({ kind: 'move', annotation: INK, ...way }).x).toBeCloseTo(0.5, 4)
    expect(boxInHand({ kind: 'resize', annotation: INK, handle: 'e', ...way }).w).toBeCloseTo(0.2, 4)
  })

  it('leave out points that add nothing to a stroke', () => {
    const start: InkPoint[] = [[0.5, 0.5, 0.5]]
    expect(extendStroke(start, [0.5001, 0.5, 0.5], PAPER)).toBe(start)
    expect(extendStroke(start, [0.51, 0.5, 0.5], PAPER)).toHaveLength(2)
  })

  it('add a stroke to a drawing without moving those already there', () => {
    const first: InkPoint[] = [
      [0.4, 0.4, 0.5],
      [0.5, 0.5, 0.5],
    ]
    const second: InkPoint[] = [
      [0.45, 0.35, 0.5],
      [0.6, 0.45, 0.5],
    ]
    const { box, strokes } = boxStrokes([first])
    const drawn = { ...INK, ...box, content: JSON.stringify({ shape: 'ink', strokes }) }
    const longer = withStroke(drawn, second)
    const content = readContent(longer?.content ?? null)
    if (longer === null || content.shape !== 'ink') throw new Error('no drawing')
    const [x, y] = content.strokes[0]?.[1] ?? [0, 0]
    expect(longer.box.x + x * longer.box.w).toBeCloseTo(0.5, 3)
    expect(longer.box.y + y * longer.box.h).toBeCloseTo(0.5, 3)
    expect(content.strokes).toHaveLength(2)
  })

  it('begin another drawing when one is full or is not ink', () => {
    const full = JSON.stringify({
      shape: 'ink',
      strokes: [Array.from({ length: 20_000 }, () => [0.5, 0.5, 0.5])],
    })
    expect(withStroke({ ...INK, content: full }, [[0, 0, 1]])).toBeNull()
    expect(withStroke({ ...INK, content: 'du texte' }, [[0, 0, 1]])).toBeNull()
  })
})

describe('zoom', () => {
  it('steps to round values and stops at the ends', () => {
    expect(stepZoom(1, 1)).toBe(1.1)
    expect(stepZoom(0.97, 1)).toBe(1)
    expect(stepZoom(1, -1)).toBe(0.9)
    expect(stepZoom(MOST_ZOOM, 1)).toBe(MOST_ZOOM)
    expect(stepZoom(LEAST_ZOOM, -1)).toBe(LEAST_ZOOM)
    expect(clampZoom(99)).toBe(MOST_ZOOM)
  })

  it('shows a page whole without ever widening it', () => {
    expect(fitPageZoom(700, 900, 1.4)).toBeCloseTo(700 / 1260)
    expect(fitPageZoom(5000, 900, 1.4)).toBe(1)
  })

  it('finds again the place in the pages on any screen', () => {
    const tops = [0, 1000, 2000]
    const heights = [1000, 1000, 1000]
    fc.assert(
      fc.property(fc.double({ min: 0, max: 2900, noNaN: true }), (y) => {
        const position = stackPosition(tops, heights, y)
        expect(Math.abs(stackOffset(tops, heights, position) - y)).toBeLessThan(1.001)
      }),
    )
    expect(stackOffset([0, 500], [500, 500], stackPosition(tops, heights, 1500))).toBe(750)
    expect(stackPosition([], [], 10)).toBeLessThan(1)
  })
})
