import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrangeSheets } from './arrange-sheets.ts'
import type { Rotation } from './geometry.ts'
import { GRID_COLUMNS, GRID_ROWS } from './ink-grids.ts'
import type { Half, HalfAnalysis, ProposedArrangement, SheetAnalysis } from './scan-pages.ts'
import { describeScanProblem } from './scan-words.ts'

const CELLS = GRID_COLUMNS * GRID_ROWS
/** A page of writing unlike that of any other seed. */
const writingGrid = (seed: number) =>
  Array.from({ length: CELLS }, (_, i) => {
    const row = Math.floor(i / GRID_COLUMNS)
    return (Math.imul(row * 31 + (i % GRID_COLUMNS) * 17 + 7, seed * 2654435761 + 12345) >>> 28).toString(16)
  }).join('')

const half = (name: Half, given: Partial<HalfAnalysis> = {}): HalfAnalysis => ({
  half: name,
  box: name === 'right' ? { x: 0.5, y: 0, w: 0.5, h: 1 } : { x: 0, y: 0, w: name === 'full' ? 1 : 0.5, h: 1 },
  rotation: 0,
  rotationConfidence: 0.97,
  blank: false,
  inkRatio: 0.05,
  inkBottom: 0.95,
  headerScore: 0.05,
  headerScoreUpsideDown: 0.05,
  printBand: '',
  headerBox: null,
  skewDegrees: 0,
  ...given,
})

let seeds = 0
const page = (sourcePage: number, halves: HalfAnalysis[], seed = ++seeds): SheetAnalysis => ({
  sourcePage,
  widthPx: halves.length === 2 ? 3308 : 1654,
  heightPx: 2339,
  dpi: 200,
  fingerprint: halves.map((_, i) => writingGrid(seed * 2 + i)).join('/'),
  showThrough: halves.map(() => '0'.repeat(CELLS)).join('/'),
  halves,
  flags: [],
})
const header = { headerScore: 0.95 }
const recto = (n: number, given: Partial<HalfAnalysis> = {}) =>
  page(n, [half('left', given), half('right', { ...given, ...header })])
const plain = (n: number, left: Partial<HalfAnalysis> = {}, right: Partial<HalfAnalysis> = {}) =>
  page(n, [half('left', left), half('right', right)])
const single = (n: number, given: Partial<HalfAnalysis> = {}) => page(n, [half('full', given)])
const upside = { rotation: 180 as const }

const batch = (sheets: SheetAnalysis[], pagesPerBooklet = 4) =>
  arrangeSheets(sheets, { pagesPerBooklet, mode: 'BATCH_A3' })
/** Copies as text: "1r 2l 2r 1l | 3f", booklets apart. */
const shown = ({ copies }: ProposedArrangement) =>
  copies.map((copy) =>
    copy.booklets
      .map((booklet) =>
        booklet.pages.map((p) => `${p.sourcePage}${p.half.charAt(0)}${p.rotation || ''}`).join(' '),
      )
      .join(' | '),
  )
const codes = (arrangement: ProposedArrangement) =>
  arrangement.copies.flatMap((copy) =>
    copy.booklets.flatMap((b) => b.flags.map((f) => `${f.code} ${f.sourcePage}`)),
  )

describe('double sheets', () => {
  it('are read in through the right and out through the left', () => {
    expect(shown(batch([recto(1), plain(2), recto(3), plain(4)]))).toEqual(['1r 2l 2r 1l', '3r 4l 4r 3l'])
  })

  it('are nested when a booklet has more pages', () => {
    expect(shown(batch([recto(1), plain(2), plain(3), plain(4)], 8))).toEqual(['1r 2l 3r 4l 4r 3l 2r 1l'])
    expect(shown(batch([recto(1), ...[2, 3, 4, 5, 6].map((n) => plain(n))], 12))).toEqual([
      '1r 2l 3r 4l 5r 6l 6r 5l 4r 3l 2r 1l',
    ])
  })

  it('inside a booklet whose outer one lies right are not asked about, though others of the pile were turned over', () => {
    // Of six booklets of two sheets, the outer one of the fifth was turned over.
    const sides = [0, 1, 2, 3, 4, 5].flatMap((booklet) => {
      const at = 4 * booklet + 1
      const outer = booklet === 4 ? [plain(at), recto(at + 1)] : [recto(at), plain(at + 1)]
      return [...outer, plain(at + 2), plain(at + 3)]
    })
    expect(codes(batch(sides, 8)).toSorted()).toEqual([
      'sides_swapped 17',
      'sides_swapped 18',
      'sides_uncertain 19',
      'sides_uncertain 20',
    ])
  })

  it('are missed when a booklet has too few, which is told', () => {
    const arranged = batch([recto(1), plain(2), plain(3), plain(4), recto(5), plain(6)], 8)
    expect(shown(arranged)).toEqual(['1r 2l 3r 4l 4r 3l 2r 1l', '5r 6l 6r 5l'])
    expect(arranged.problems).toEqual([
      { code: 'missing_sheet', sourcePage: 5, detail: 'il manque une feuille\u00a0: 4 pages au lieu de 8' },
    ])
    expect(arranged.problems.map(describeScanProblem)).toEqual([
      'Page 5, il manque une feuille\u00a0: 4 pages au lieu de 8.',
    ])
    expect(batch([recto(1), plain(2)], 16).problems.map(({ detail }) => detail)).toEqual([
      'il manque 3 feuilles\u00a0: 4 pages au lieu de 16',
    ])
    expect(batch([plain(1), plain(2)], 8).problems.map(({ code }) => code)).toEqual([
      'no_header',
      'missing_sheet',
    ])
  })

  it('are not missed when the other side is, when sheets are inserted, or when each file is a copy', () => {
    const missed = (arranged: ProposedArrangement) =>
      arranged.problems.filter(({ code }) => code === 'missing_sheet')
    expect(missed(batch([recto(1), recto(2), plain(3), plain(4), plain(5)], 8))).toEqual([])
    const inserted = [1, 2, 3].flatMap((n) => [n === 1 ? recto(1) : plain(2 * n - 1), plain(2 * n)])
    expect(missed(batch(inserted, 8))).toEqual([])
    const lost = batch([plain(1), plain(2), recto(3), plain(4), plain(5), plain(6)], 8)
    expect(missed(lost)).toEqual([])
    expect(missed(batch([recto(1), plain(2), single(3), single(4)], 8))).toEqual([])
    expect(
      missed(arrangeSheets([recto(1), plain(2)], { pagesPerBooklet: 8, mode: 'INDIVIDUAL_A4' })),
    ).toEqual([])
  })

  it('keep two pages when the verso was not scanned, which is told', () => {
    const arranged = batch([recto(1), recto(2), plain(3)])
    expect(shown(arranged)).toEqual(['1r 1l', '2r 3l 3r 2l'])
    expect(arranged.problems).toMatchObject([{ code: 'missing_verso', sourcePage: 1 }])
  })

  it('are put the right way round when the verso was fed first', () => {
    const arranged = batch([plain(1), recto(2), recto(3), plain(4)])
    expect(shown(arranged)).toEqual(['2r 1l 1r 2l', '3r 4l 4r 3l'])
    expect(codes(arranged)).toEqual(['sides_swapped 2', 'sides_swapped 1'])
  })

  it('change halves when they lie upside down', () => {
    const first = page(1, [half('left', { ...upside, ...header }), half('right', upside)])
    const arranged = batch([first, plain(2, upside, upside)])
    expect(shown(arranged)).toEqual(['1l180 2r180 2l180 1r180'])
    expect(codes(arranged)).toEqual(['sheet_upside_down 1', 'sheet_upside_down 2'])
  })

  it('lie the way their surer side lies', () => {
    const doubtful = { ...upside, rotationConfidence: 0.6 }
    expect(shown(batch([recto(1), plain(2, doubtful, doubtful)]))).toEqual(['1r 2l 2r 1l'])
  })

  it('continue the copy before when they have no header', () => {
    const others = Array.from({ length: 15 }, (_, i) => [recto(2 * i + 5), plain(2 * i + 6)]).flat()
    const alone = batch([recto(1), plain(2), plain(3), plain(4), ...others])
    expect(shown(alone).slice(0, 2)).toEqual(['1r 2l 2r 1l | 3r 4l 4r 3l', '5r 6l 6r 5l'])
    // The only one of its kind may as well be a first page whose header was missed.
    expect(codes(alone)).toContain('copy_start_uncertain 3')
    const inserted = [35, 39, 43, 47].flatMap((n) => [recto(n), plain(n + 1), plain(n + 2), plain(n + 3)])
    const more = Array.from({ length: 25 }, (_, i) => [recto(2 * i + 51), plain(2 * i + 52)]).flat()
    expect(codes(batch([...others, ...inserted, ...more]))).toEqual(
      [37, 41, 45, 49].map((n) => `inserted_sheet ${n}`),
    )
    // In a small pile it is not known that nobody lays sheets the wrong way round.
    expect(codes(batch([...others, ...inserted]))).toContain('sides_uncertain 37')
  })

  it('are told from the next sheet by how pages fill up', () => {
    const blank = { blank: true, inkRatio: 0, inkBottom: 0 }
    // The verso of 1 is missing: taking 2 for it would leave its second page empty in the middle of the copy.
    expect(shown(batch([recto(1), plain(2, blank), plain(3, {}, blank), recto(4), plain(5)]))).toEqual([
      '1r 1l | 2r 3l 3r 2l',
      '4r 5l 5r 4l',
    ])
  })

  it('are turned over when a page in the middle would be left half empty', () => {
    const short = { inkBottom: 0.4 }
    const arranged = batch([recto(1), plain(2), plain(3), plain(4, short)])
    expect(shown(arranged)).toEqual(['1r 2l 2r 1l | 4r 3l 3r 4l'])
    expect(
      arranged.copies[0]?.booklets[1]?.flags.find((flag) => flag.code === 'sides_swapped')?.certain,
    ).toBe(false)
  })

  it('are copies each when no header is seen at all', () => {
    const arranged = batch([plain(1), plain(2), plain(3), plain(4)])
    expect(shown(arranged)).toEqual(['1r 2l 2r 1l', '3r 4l 4r 3l'])
    expect(arranged.problems.map((problem) => problem.code)).toEqual(['no_header', 'no_header'])
  })
})

describe('a sheet scanned twice', () => {
  const again = (sheet: SheetAnalysis, sourcePage: number) => ({ ...sheet, sourcePage })

  it('is set aside', () => {
    const [one, other] = [recto(1), plain(2)]
    const arranged = batch([one, other, again(one, 3), again(other, 4)])
    expect(shown(arranged)).toEqual(['1r 2l 2r 1l'])
    expect(arranged.unplaced.map((p) => `${p.sourcePage}${p.half} ${p.reason}`)).toEqual([
      '3left duplicate_sheet',
      '3right duplicate_sheet',
      '4left duplicate_sheet',
      '4right duplicate_sheet',
    ])
  })

  it('is set aside however late it comes, and in another scan of the exam', () => {
    const [one, other] = [recto(1), plain(2)]
    const between = [3, 5, 7, 9].flatMap((n) => [recto(n), plain(n + 1)])
    const late = batch([one, other, ...between, again(one, 11), again(other, 12)])
    expect(new Set(late.unplaced.map((p) => p.sourcePage))).toEqual(new Set([11, 12]))
    expect(late.problems).toEqual([])

    const earlier = [one, other].map(({ fingerprint, sourcePage }) => ({
      ...{ fingerprint, sourcePage, fileName: 'lot-1.pdf' },
    }))
    const settings = { pagesPerBooklet: 4, mode: 'BATCH_A3' as const }
    const sheets = [again(one, 1), again(other, 2), recto(3), plain(4)]
    const arranged = arrangeSheets(sheets, settings, earlier)
    expect(arranged.unplaced).toHaveLength(4)
    expect(arranged.problems[0]).toMatchObject({ code: 'duplicate_sheet', sourcePage: 1 })
    expect(arranged.problems[0]?.detail).toContain('lot-1.pdf, page 1')
  })

  it('is asked about, not set aside, where each file is a copy', () => {
    const [one, other] = [recto(1), plain(2)]
    const earlier = [one, other].map(({ fingerprint, sourcePage }) => ({
      ...{ fingerprint, sourcePage, fileName: 'DURAND Léa.pdf' },
    }))
    const settings = { pagesPerBooklet: 4, mode: 'INDIVIDUAL_A4' as const }
    const arranged = arrangeSheets([again(one, 1), again(other, 2)], settings, earlier)
    expect(arranged.unplaced).toEqual([])
    expect(arranged.problems.map(({ code }) => code)).toEqual(['duplicate_elsewhere', 'duplicate_elsewhere'])
  })

  it('is not one that looks like it on one side only, far away', () => {
    const [one, other] = [recto(1), plain(2)]
    const between = [3, 5, 7, 9].flatMap((n) => [recto(n), plain(n + 1)])
    const resembling = batch([one, other, ...between, again(one, 11), plain(12)])
    expect(resembling.unplaced).toEqual([])
    expect(resembling.copies).toHaveLength(6)
  })

  it('is asked about where only the top of the pages is written on', () => {
    const name = writingGrid(5)
      .slice(0, GRID_COLUMNS * 12)
      .padEnd(CELLS, '0')
    const empty = (n: number) => ({ ...recto(n), fingerprint: `${'0'.repeat(CELLS)}/${name}` })
    const arranged = batch([empty(1), plain(2), empty(3), plain(4)])
    expect(arranged.unplaced).toEqual([])
    expect(arranged.problems).toMatchObject([{ code: 'duplicate_elsewhere', sourcePage: 3 }])
  })

  it('tells which two sides are one sheet of paper', () => {
    const [outer, inner] = [plain(4), plain(5)]
    const arranged = batch([recto(1), plain(2), plain(3), outer, inner, again(outer, 6), again(inner, 7)])
    expect(arranged.copies[0]?.booklets.at(-1)?.pages.map((p) => p.sourcePage)).toEqual([4, 5, 5, 4])
  })

  it('is not what blank pages are', () => {
    const blank = { blank: true, inkRatio: 0, inkBottom: 0 }
    const first = page(2, [half('left', blank), half('right', blank)], 7)
    const arranged = batch([recto(1), first, recto(3), { ...first, sourcePage: 4 }])
    expect(arranged.unplaced).toEqual([])
  })
})

describe('single pages', () => {
  it('come in scan order, as many as a booklet has, or up to the next header', () => {
    const pages = [1, 2, 3, 4, 5, 6, 7].map((n) => single(n, n === 1 || n === 6 ? header : {}))
    expect(shown(batch(pages))).toEqual(['1f 2f 3f 4f | 5f', '6f 7f'])
    expect(shown(batch(pages.map((p) => single(p.sourcePage))))).toEqual(['1f 2f 3f 4f', '5f 6f 7f'])
  })

  it('continue the copy whose double sheets they follow', () => {
    expect(shown(batch([recto(1), plain(2), single(3), recto(4), plain(5)]))).toEqual([
      '1r 2l 2r 1l | 3f',
      '4r 5l 5r 4l',
    ])
  })

  it('do not start a copy among double sheets for a table drawn at their top, but are asked about', () => {
    const arranged = batch([recto(1), plain(2), single(3, { headerScore: 0.93 }), recto(4), plain(5)])
    expect(shown(arranged)).toEqual(['1r 2l 2r 1l | 3f', '4r 5l 5r 4l'])
    expect(codes(arranged)).toContain('copy_start_uncertain 3')
  })

  it('are one copy when every student has a file', () => {
    const arranged = arrangeSheets([single(1, header), single(2), single(3, header)], {
      pagesPerBooklet: 4,
      mode: 'INDIVIDUAL_A4',
    })
    expect(arranged.copies).toHaveLength(1)
    expect(arranged.copies[0]?.booklets.flatMap((b) => b.pages.map((p) => p.sourcePage))).toEqual([1, 2, 3])
  })
})

const anyHalf = fc.record({
  half: fc.constantFrom<Half>('left', 'right', 'full'),
  rotation: fc.constantFrom<Rotation>(0, 90, 180, 270),
  rotationConfidence: fc.double({ min: 0, max: 1, noNaN: true }),
  blank: fc.boolean(),
  inkBottom: fc.double({ min: 0, max: 1, noNaN: true }),
  headerScore: fc.double({ min: 0, max: 1, noNaN: true }),
  headerScoreUpsideDown: fc.double({ min: 0, max: 1, noNaN: true }),
})
const anyHalves: fc.Arbitrary<Array<Partial<HalfAnalysis> & { half: Half }>> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(anyHalf, anyHalf).map(([a, b]) => [
      { ...a, half: 'left' as const },
      { ...b, half: 'right' as const },
    ]),
  },
  { weight: 2, arbitrary: fc.tuple(anyHalf).map(([a]) => [{ ...a, half: 'full' as const }]) },
  { weight: 1, arbitrary: fc.uniqueArray(anyHalf, { maxLength: 3, selector: (h) => h.half }) },
)

it('places every half exactly once, whatever the scan and the settings', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ halves: anyHalves, seed: fc.integer({ min: 0, max: 4 }) }), { maxLength: 12 }),
      fc.constantFrom(1, 2, 4, 8, 12, 16),
      fc.constantFrom('BATCH_A3' as const, 'INDIVIDUAL_A4' as const),
      (drawn, pagesPerBooklet, mode) => {
        const sheets = drawn.map(({ halves, seed }, i) =>
          page(
            i + 1,
            halves.map((h) => half(h.half, h)),
            seed,
          ),
        )
        const { copies, unplaced } = arrangeSheets(sheets, { pagesPerBooklet, mode })
        const placed = [...copies.flatMap((copy) => copy.booklets.flatMap((b) => b.pages)), ...unplaced]
        const keys = placed.map((p) => `${p.sourcePage} ${p.half}`).sort()
        expect(keys).toEqual(sheets.flatMap((s) => s.halves.map((h) => `${s.sourcePage} ${h.half}`)).sort())
        expect(copies.every((copy) => copy.booklets.every((b) => b.pages.length > 0))).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})
