import { type Desk, getCopyPageImage } from '#contract/grading.ts'
import { urlOf } from '#web/api.ts'
import { countOf } from '#web/ui/number-format.ts'
import { useDeskState } from './desk-context.tsx'
import classes from './paper.module.css'

/** Thumbnails of the pages; each says how much is written on it. */
export function PageStrip({ onGo }: { onGo: (index: number) => void }) {
  const copyId = useDeskState((state) => state.desk.id)
  const pages = useDeskState((state) => state.desk.pages)
  const activePage = useDeskState((state) => state.view.activePage)
  const annotations = useDeskState((state) => state.history.present.annotations)
  return (
    <nav className={classes.strip} aria-label="Pages">
      {pages.map((page) => (
        <Thumbnail
          key={page.index}
          copyId={copyId}
          page={page}
          isActive={page.index === activePage}
          count={annotations.filter((annotation) => annotation.pageIndex === page.index).length}
          onGo={onGo}
        />
      ))}
    </nav>
  )
}

function Thumbnail({
  copyId,
  page,
  isActive,
  count,
  onGo,
}: {
  copyId: string
  page: Desk['pages'][number]
  isActive: boolean
  count: number
  onGo: (index: number) => void
}) {
  return (
    <button
      type="button"
      className={classes.thumbnail}
      aria-current={isActive ? 'page' : undefined}
      onClick={() => onGo(page.index)}
    >
      <img
        src={urlOf(getCopyPageImage, {
          params: { copyId, index: page.index },
          query: { size: 'thumb', v: page.look },
        })}
        alt="Page"
        style={{ aspectRatio: `${page.widthPx} / ${page.heightPx}` }}
        loading="lazy"
        draggable={false}
      />
      <span className={classes.thumbnailFacts}>
        <span>{page.index + 1}</span>
        {page.blank && <span className={classes.dim}>vierge</span>}
        {count > 0 && (
          <span className={classes.count} title={countOf(count, 'annotation')}>
            {count}
          </span>
        )}
      </span>
    </button>
  )
}
