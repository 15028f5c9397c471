import { addRotation, type PageBox, type Rotation, rotateBox } from '#domain/geometry.ts'
import { isUnwritten } from '#domain/ink-grids.ts'
import type { Half, HalfAnalysis, ScanFlag, SheetAnalysis } from '#domain/scan-pages.ts'
import { contrastPlane } from './contrast-plane.ts'
import { estimateSkew } from './estimate-skew.ts'
import { findFold, findGap } from './find-fold.ts'
import { findHeader, type Header } from './find-header.ts'
import { cropPlane, type GreyPlane, type Raster, toGrey, turnQuarter } from './grey-plane.ts'
import { inkGrid, showThroughGrid } from './ink-grid.ts'
import { type InkPoints, pointsOfHalf, withoutRulings } from './ink-points.ts'
import { measureQuality } from './measure-quality.ts'
import { printBand } from './print-band.ts'
import { uprightEvidence } from './reading-direction.ts'

/** What is known of a page besides its pixels. */
export interface SheetSource {
  sourcePage: number
  /** Pixels of the displayed page at the resolution of its image. */
  widthPx: number
  heightPx: number
  /** Size of the displayed page on paper. */
  widthMm: number
  heightMm: number
}

/** A page wider than this many times its height is a double sheet. */
const DOUBLE_SHEET_ASPECT = 1.2
/** A portrait page at least this big on paper is a double sheet lying sideways (A3 is 297 × 420 mm). */
const SIDEWAYS_MIN_WIDTH_MM = 250
const SIDEWAYS_MIN_HEIGHT_MM = 350

const HEADER_SEEN = 0.5
/** Log-odds that a sheet lies upright before it is looked at. */
const UPRIGHT_PRIOR = 1.5
/** Log-odds that a header found the right way up adds: one page of mathematics in twenty has a table where it would be one. */
const HEADER_WEIGHT = 3
/** Where the middle of the sheet is on its parts, as a share of their width. */
const FOLD_SIDE: Record<Half, number> = { left: 1, right: 0, full: 0.5 }
/** What is printed below the last frame or rule of a header still belongs to it. */
const HEADER_FOOT = 0.035

/** What was measured on one half before it is known which way up it is. */
interface HalfMeasure {
  half: Half
  /** In the frame of the sheet lying landscape (or of the page, for a full page). */
  box: PageBox
  plane: GreyPlane
  ink: InkPoints
  /** Where the ink is, see `ink-grids.ts`. */
  grid: string
  /** Writing and printed lines, nearly to the edges. */
  lines: InkPoints
  skewDegrees: number
  upright: Header
  upsideDown: Header
  evidence: number
}

/**
 * Finds halves, fold, upright direction, header, blank pages and skew of one scanned page.
 * @param raster the page as displayed, at about 75 dpi.
 */
export function analyseSheet(raster: Raster, source: SheetSource): SheetAnalysis {
  const flags: ScanFlag[] = []
  const flag = (code: string, certain: boolean) =>
    flags.push({ code, sourcePage: source.sourcePage, certain })
  const displayed = toGrey(raster)
  const isSideways = liesSideways(source)
  const grey = isSideways ? turnQuarter(displayed) : displayed
  const isDouble = isSideways || source.widthPx > source.heightPx * DOUBLE_SHEET_ASPECT
  const fold = isDouble ? findFold(grey) : null
  if (isSideways) flag('sheet_sideways', true)

  const contrast = contrastPlane(grey)
  const gap = fold && !fold.seen ? findGap(contrast) : null
  if (fold && !fold.seen) flag('fold_not_seen', gap !== null)
  if (fold && gap !== null) fold.x = gap
  const boxes: Array<[Half, PageBox]> = fold
    ? [
        ['left', { x: 0, y: 0, w: fold.x, h: 1 }],
        ['right', { x: fold.x, y: 0, w: 1 - fold.x, h: 1 }],
      ]
    : [['full', { x: 0, y: 0, w: 1, h: 1 }]]
  const parts = boxes.map(([half, box]) => readPart(contrast, half, box))
  // An empty half lies as the other one does.
  const seenSkew = parts.find(({ skewDegrees }) => skewDegrees !== null)?.skewDegrees ?? 0
  const measures = parts.map((part) => measureHalf(part, part.skewDegrees ?? seenSkew))
  const evidence = measures.reduce((sum, measure) => sum + measure.evidence, UPRIGHT_PRIOR)
  const isUpsideDown = evidence < 0
  const dpi = Math.round(source.widthPx / (source.widthMm / 25.4))
  // The slant of an empty half is that of its rulings, or of nothing.
  const written = measures.filter(({ grid }) => !isUnwritten(grid))
  const steepest = Math.max(0, ...written.map(({ skewDegrees }) => Math.abs(skewDegrees)))
  for (const { code, grave } of measureQuality(grey, contrast, { dpi, skewDegrees: steepest }))
    flag(code, !grave)
  const rotation = addRotation(isSideways ? 90 : 0, isUpsideDown ? 180 : 0)
  const confidence = 1 / (1 + Math.exp(-Math.abs(evidence)))
  return {
    sourcePage: source.sourcePage,
    widthPx: source.widthPx,
    heightPx: source.heightPx,
    dpi,
    fingerprint: measures.map(({ grid }) => grid).join('/'),
    showThrough: measures
      .map(({ skewDegrees, plane, lines }) => showThroughGrid(plane, lines, skewDegrees))
      .join('/'),
    halves: measures.map((measure) => describeHalf(measure, isSideways, isUpsideDown, rotation, confidence)),
    flags,
  }
}

const liesSideways = ({ widthMm, heightMm }: SheetSource) =>
  heightMm > widthMm * DOUBLE_SHEET_ASPECT &&
  widthMm > SIDEWAYS_MIN_WIDTH_MM &&
  heightMm > SIDEWAYS_MIN_HEIGHT_MM

function readPart(contrast: GreyPlane, half: Half, box: PageBox) {
  const left = Math.round(box.x * contrast.widthPx)
  const width = Math.round((box.x + box.w) * contrast.widthPx) - left
  const plane = cropPlane(contrast, { left, top: 0, width, height: contrast.heightPx })
  const points = pointsOfHalf(contrast, { left, width })
  return {
    half,
    box,
    plane,
    points,
    skewDegrees: estimateSkew(points.slanted, plane.widthPx, plane.heightPx),
  }
}

function measureHalf(part: ReturnType<typeof readPart>, skewDegrees: number): HalfMeasure {
  const { half, box, plane, points } = part
  const { widthPx, heightPx } = plane
  const { lines } = points
  const ink = withoutRulings(points.ink, skewDegrees, widthPx, heightPx)
  const grid = inkGrid(ink, skewDegrees, widthPx, heightPx)
  const upright = findHeader(lines, skewDegrees, widthPx, heightPx, false)
  const upsideDown = findHeader(lines, skewDegrees, widthPx, heightPx, true)
  // The first page of a double sheet is its right half, which is on the left when it lies upside down.
  const headerEvidence =
    (half === 'left' ? 0 : HEADER_WEIGHT * upright.score) -
    (half === 'right' ? 0 : HEADER_WEIGHT * upsideDown.score)
  const evidence = uprightEvidence(ink, skewDegrees, widthPx, heightPx) + headerEvidence
  return { half, box, plane, ink, grid, lines, skewDegrees, upright, upsideDown, evidence }
}

function describeHalf(
  measure: HalfMeasure,
  isSideways: boolean,
  isUpsideDown: boolean,
  rotation: Rotation,
  rotationConfidence: number,
): HalfAnalysis {
  const { half, ink, plane, skewDegrees } = measure
  const inkRatio = ink.count / (plane.widthPx * plane.heightPx)
  const blank = isUnwritten(measure.grid)
  const [there, otherWay] = isUpsideDown
    ? [measure.upsideDown, measure.upright]
    : [measure.upright, measure.upsideDown]
  const slantShare =
    (Math.abs(Math.tan((skewDegrees * Math.PI) / 180)) * plane.widthPx) / (2 * plane.heightPx)
  return {
    half,
    box: isSideways ? rotateBox(measure.box, 270) : measure.box,
    rotation,
    rotationConfidence,
    blank,
    inkRatio,
    inkBottom: blank ? 0 : inkReach(ink, plane.heightPx, isUpsideDown),
    headerScore: there.score,
    headerScoreUpsideDown: otherWay.score,
    // The first page of a double sheet is its right half, which is on the left when it lies upside down.
    printBand: printBand(
      ink,
      skewDegrees,
      plane.widthPx,
      plane.heightPx,
      plane.widthPx * FOLD_SIDE[half],
      half === 'left' || (half === 'full' && isUpsideDown),
    ),
    headerBox:
      there.score >= HEADER_SEEN
        ? { x: 0, y: 0, w: 1, h: Math.min(1, there.bottom + HEADER_FOOT + slantShare) }
        : null,
    skewDegrees,
  }
}

/** Share of the height above which 98 % of the ink lies, seen upright. */
function inkReach(ink: InkPoints, heightPx: number, isUpsideDown: boolean): number {
  const share = isUpsideDown ? 0.02 : 0.98
  // Points were read row by row: they are in order.
  const row = ink.ys[Math.min(ink.count - 1, Math.floor(ink.count * share))] ?? 0
  return (isUpsideDown ? heightPx - row : row) / heightPx
}
