/** The paper an image lies on, in points as the image is stored. */
export interface PaperSize {
  widthPt: number
  heightPt: number
}

const PT_PER_INCH = 72
const PT_PER_MM = 72 / 25.4
/** From a slip of paper to a little more than A3: outside, the resolution was made up by a program. */
const SHORTEST_PT = 50 * PT_PER_MM
const LONGEST_PT = 450 * PT_PER_MM
/** What cameras and programs write who know of none; scanners begin at 75. */
const MADE_UP_DPI = 72
const A4: [width: number, height: number] = [210 * PT_PER_MM, 297 * PT_PER_MM]
const A3_ACROSS: [width: number, height: number] = [420 * PT_PER_MM, 297 * PT_PER_MM]
/** Wider than this, a page is an A3 sheet of two A4 ones; the same bound as when it is cut. */
const ACROSS = 1.2

/**
 * The true size of a scanned image from its resolution; without a believable one, the largest that fits an A4 page, or an A3 sheet for an
 * image that lies across. `isSideways`: it will be shown after a quarter turn.
 */
export function paperSize(
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
  { xDpi, yDpi }: { xDpi: number | null; yDpi: number | null },
  isSideways: boolean,
): PaperSize {
  if (xDpi !== null && yDpi !== null && Math.min(xDpi, yDpi) > MADE_UP_DPI) {
    const size = { widthPt: (widthPx / xDpi) * PT_PER_INCH, heightPt: (heightPx / yDpi) * PT_PER_INCH }
    const sides = [size.widthPt, size.heightPt]
    if (Math.min(...sides) >= SHORTEST_PT && Math.max(...sides) <= LONGEST_PT) return size
  }
  const [across, down] = isSideways ? [heightPx, widthPx] : [widthPx, heightPx]
  const [paperWidth, paperHeight] = across / down > ACROSS ? A3_ACROSS : A4
  const ptPerPx = Math.min(paperWidth / across, paperHeight / down)
  return { widthPt: widthPx * ptPerPx, heightPt: heightPx * ptPerPx }
}
