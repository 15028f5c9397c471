/** Width of A4 in PDF points. The short side of every page counts as A4, as in the final PDF, so that text looks the same there. */
const A4_WIDTH_PT = 595.28

/** Size of a page in points, from the size of its scan in pixels. */
export function paperSize({ widthPx, heightPx }: { widthPx: number; heightPx: number }): {
  widthPt: number
  heightPt: number
} {
  const ptPerPx = A4_WIDTH_PT / Math.min(widthPx, heightPx)
  return { widthPt: widthPx * ptPerPx, heightPt: heightPx * ptPerPx }
}
