import { describe, expect, test } from 'vitest'
import type { GreyPlane } from '#server/image/grey-plane.ts'
import { blankPlane, fillInk } from '#test/ink.ts'
import { LINE_HEIGHT_PX, type LineImage, makeLineImage } from './line-image.ts'

function lineOf(plane: GreyPlane, lean = 0): LineImage {
  const line = makeLineImage(plane, lean)
  if (line === null) throw new Error('no ink')
  return line
}
const columnsOf = ({ pixels, widthPx }: LineImage, rows: readonly [number, number] = [0, LINE_HEIGHT_PX]) =>
  Array.from({ length: widthPx }, (_, x) => x).filter((x) => {
    for (let y = rows[0]; y < rows[1]; y++) if ((pixels[y * widthPx + x] ?? 255) < 128) return true
    return false
  })

/** Two upright strokes with a gap. */
function strokes(gapPx: number): GreyPlane {
  const plane = blankPlane(60 + gapPx, 60)
  fillInk(plane, 10, 10, 10, 40)
  fillInk(plane, 20 + gapPx, 10, 10, 40)
  return plane
}

describe('a line of writing', () => {
  test('has the height of the recogniser, whatever is around it, and white at its ends', () => {
    const line = lineOf(strokes(4))
    expect(line.pixels).toHaveLength(line.widthPx * LINE_HEIGHT_PX)
    expect(line.widthPx).toBe(160)
    const dark = columnsOf(line)
    expect(dark[0]).toBeGreaterThan(5)
    // The writing is the line's height less its padding.
    const rows = Array.from(
      { length: LINE_HEIGHT_PX },
      (_, y) => line.pixels[y * line.widthPx + (dark[2] ?? 0)] ?? 255,
    )
    expect(rows.filter((value) => value < 128).length).toBeGreaterThan(38)
  })

  test('is none without ink', () => {
    expect(makeLineImage(blankPlane(50, 20))).toBeNull()
  })

  test('wide gaps are closed, and a column is told back to where it was', () => {
    const [near, far] = [lineOf(strokes(6)), lineOf(strokes(400))]
    expect(columnsOf(far)).toEqual(columnsOf(near))
    const last = columnsOf(far).at(-1) ?? 0
    expect(far.columnAt(last)).toBeGreaterThan(415)
    expect(far.columnAt(last)).toBeLessThanOrEqual(429)
    expect(far.columnAt(columnsOf(far)[0] ?? 0)).toBeLessThan(20)
    expect(far.columnAt(1e6)).toBe(429)
  })

  test('longer than any is squeezed', () => {
    const plane = blankPlane(4000, 30)
    for (let x = 0; x < 4000; x += 8) fillInk(plane, x, 0, 5, 30)
    expect(lineOf(plane).widthPx).toBe(1600)
  })

  test('leans to the right by a share of its height', () => {
    const plane = blankPlane(30, 60)
    fillInk(plane, 10, 0, 6, 60)
    const middleOf = (line: LineImage, rows: readonly [number, number]) => {
      const columns = columnsOf(line, rows)
      return ((columns[0] ?? 0) + (columns.at(-1) ?? 0)) / 2
    }
    const driftOf = (line: LineImage) => middleOf(line, [4, 8]) - middleOf(line, [40, 44])
    expect(driftOf(lineOf(plane))).toBe(0)
    // Over 36 rows.
    expect(driftOf(lineOf(plane, 0.2))).toBeGreaterThan(6)
    expect(driftOf(lineOf(plane, 0.2))).toBeLessThan(9)
  })
})
