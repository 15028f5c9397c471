import type { PaintedPage } from '#contract/anonymity.ts'
import { getPageImage } from '#contract/scans.ts'
import { urlOf } from '#web/api.ts'
import { placeOf } from '#web/ui/box-drawing.tsx'
import classes from './anonymity.module.css'
import { boxesOf } from './painting-acts.ts'

interface UnpaintedImageProps {
  page: PaintedPage
  size: 'thumb' | 'desk'
  alt: string
}

/** The page as it was scanned, names and all. */
export function UnpaintedImage({ page, size, alt }: UnpaintedImageProps) {
  // `v`: a turned page is another image.
  const query = { size, v: String(page.rotation) }
  return (
    <img
      className={classes.image}
      src={urlOf(getPageImage, { params: { pageId: page.id }, query })}
      alt={alt}
      width={page.widthPx}
      height={page.heightPx}
      loading="lazy"
      decoding="async"
      draggable={false}
    />
  )
}

/** What is hidden of the page, laid over it so that one sees through. */
export function Paint({ page, index, margin }: { page: PaintedPage; index: number; margin: number }) {
  return boxesOf(page, index, margin).map((box) => (
    <div key={`${box.x} ${box.y} ${box.w} ${box.h}`} className={classes.paint} style={placeOf(box)} />
  ))
}
