import type { PaintedPage } from '#contract/anonymity.ts'
import { Thumb, ThumbStrip } from '#web/ui/thumb-strip.tsx'
import classes from './anonymity.module.css'
import { Paint, UnpaintedImage } from './painted-page.tsx'

interface PageStripProps {
  pages: readonly PaintedPage[]
  /** Place of the page on screen, from 0. */
  current: number
  margin: number
  onGo: (index: number) => void
}

/** The pages of a copy in small, with what is hidden of each. */
export function PageStrip({ pages, current, margin, onGo }: PageStripProps) {
  return (
    <ThumbStrip label="Pages">
      {pages.map((page, index) => (
        <Thumb
          key={page.id}
          label={`Page ${index + 1}`}
          isCurrent={index === current}
          onClick={() => onGo(index)}
        >
          <span className={classes.page} style={{ aspectRatio: `${page.widthPx} / ${page.heightPx}` }}>
            <UnpaintedImage page={page} size="thumb" alt="" />
            <Paint page={page} index={index} margin={margin} />
          </span>
          {index + 1}
        </Thumb>
      ))}
    </ThumbStrip>
  )
}
