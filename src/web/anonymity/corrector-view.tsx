import type { PaintedPage } from '#contract/anonymity.ts'
import { getCopyPageImage } from '#contract/grading.ts'
import { urlOf } from '#web/api.ts'
import classes from './anonymity.module.css'
import { boxesOf } from './painting-acts.ts'

/** The very image that correctors get. */
export function CorrectorView({
  copyId,
  page,
  index,
  margin,
  isSaved,
}: {
  copyId: string
  page: PaintedPage
  index: number
  margin: number
  isSaved: boolean
}) {
  if (!isSaved) return <p role="status">Enregistrement…</p>
  // Another address for each painting, or the browser would show the one that it has.
  const v = digest(JSON.stringify(boxesOf(page, index, margin)))
  return (
    <img
      className={classes.largePage}
      src={urlOf(getCopyPageImage, { params: { copyId, index }, query: { size: 'desk', v } })}
      alt={`Page ${index + 1} comme la voit un correcteur`}
      style={{ aspectRatio: `${page.widthPx} / ${page.heightPx}` }}
    />
  )
}

const digest = (text: string): string =>
  [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7).toString(36)
