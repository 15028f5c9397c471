import type { Annotation } from '#domain/annotations.ts'
import { HANDLES, type Handle } from '#web/ui/box-geometry.ts'
import classes from './annotations.module.css'

const percent = (share: number): string => `${share * 100}%`

const CURSORS: Record<Handle, string> = {
  nw: 'nwse-resize',
  n: 'ns-resize',
  ne: 'nesw-resize',
  e: 'ew-resize',
  se: 'nwse-resize',
  s: 'ns-resize',
  sw: 'nesw-resize',
  w: 'ew-resize',
}

/** Around the annotation in hand, with what resizes it. */
export function AnnotationFrame({ annotation }: { annotation: Annotation }) {
  return (
    <div
      className={classes.frame}
      data-type={annotation.type}
      style={{
        left: percent(annotation.x),
        top: percent(annotation.y),
        width: percent(annotation.w),
        height: percent(annotation.h),
      }}
    >
      {HANDLES.map((handle) => (
        <div
          key={handle}
          className={classes.handle}
          data-handle={handle}
          style={{ left: placeX(handle), top: placeY(handle), cursor: CURSORS[handle] }}
        />
      ))}
    </div>
  )
}

const placeX = (handle: Handle): string =>
  handle.includes('w') ? '0%' : handle.includes('e') ? '100%' : '50%'
const placeY = (handle: Handle): string =>
  handle.startsWith('n') ? '0%' : handle.startsWith('s') ? '100%' : '50%'
