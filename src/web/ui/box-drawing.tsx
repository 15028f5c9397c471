import { type CSSProperties, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import type { PageBox } from '#domain/geometry.ts'
import classes from './box-drawing.module.css'
import { HANDLES, type Handle, moveBox, resizeBox } from './box-geometry.ts'
import { useBoxGestures } from './use-box-gestures.ts'

export interface DrawnBox {
  id: string
  box: PageBox
  label: string
}

export interface BoxDrawingProps {
  /** What the page is, for those who do not see it. */
  name: string
  boxes: readonly DrawnBox[]
  selectedId: string | null
  onSelect: (id: string | null) => void
  /** Null while nothing new may be drawn. */
  onDraw: ((box: PageBox) => void) | null
  /** `step`: by a key, and more may follow. */
  onChange: (id: string, box: PageBox, how: 'drag' | 'step') => void
  onRemove: (id: string) => void
  className?: string | undefined
  style?: CSSProperties | undefined
  /** The page, and what lies under the boxes. */
  children: ReactNode
}

export const BOX_KEYS = [
  { keys: 'ArrowUp', label: 'Déplacer la zone choisie (flèches\u202F; avec Maj\u00A0: plus loin)' },
  { keys: 'Alt+ArrowDown', label: 'Agrandir ou réduire la zone choisie (Alt et flèches)' },
  { keys: 'Delete', label: 'Supprimer la zone choisie' },
] as const

const STEP = 0.004
const LONG_STEP = 0.02
const ARROWS: Record<string, [dx: number, dy: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Boxes on a page, drawn, moved, resized and removed by mouse, finger, pen and keyboard alike. */
export function BoxDrawing(props: BoxDrawingProps) {
  const { boxes, selectedId, onSelect, onDraw, onChange, onRemove } = props
  const layer = useRef<HTMLDivElement>(null)
  const { inHand, drawn, ...pointer } = useBoxGestures(layer, props)

  // One that was drawn, or chosen elsewhere, can be moved by the keys at once.
  useEffect(() => {
    if (selectedId === null) return
    const element = layer.current?.querySelector<HTMLElement>(`[data-box-id="${selectedId}"]`)
    if (element !== document.activeElement) element?.focus({ preventScroll: true })
  }, [selectedId])

  const onKeyDown = (event: KeyboardEvent, { id, box }: DrawnBox) => {
    const arrow = ARROWS[event.key]
    if (arrow !== undefined && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      event.stopPropagation()
      const step = event.shiftKey ? LONG_STEP : STEP
      const [dx, dy] = [arrow[0] * step, arrow[1] * step]
      onChange(id, event.altKey ? resizeBox(box, 'se', dx, dy) : moveBox(box, dx, dy), 'step')
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault()
      event.stopPropagation()
      layer.current?.focus()
      onRemove(id)
    } else if (event.key === 'Escape' && selectedId !== null) {
      event.preventDefault()
      event.stopPropagation()
      onSelect(null)
    }
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would not be a picture with marks on it
    <div
      ref={layer}
      className={[classes.layer, props.className].join(' ')}
      style={props.style}
      role="group"
      aria-label={props.name}
      tabIndex={-1}
      data-draws={onDraw !== null || undefined}
      {...pointer}
    >
      {props.children}
      {boxes.map((drawnBox) => {
        const { id, label } = drawnBox
        const box = inHand?.id === id ? inHand.box : drawnBox.box
        return (
          <button
            key={id}
            type="button"
            className={classes.box}
            data-box-id={id}
            data-selected={id === selectedId || undefined}
            aria-label={label}
            aria-pressed={id === selectedId}
            style={placeOf(box)}
            onFocus={() => onSelect(id)}
            onKeyDown={(event) => onKeyDown(event, drawnBox)}
          >
            <span className={classes.label} data-below={box.y < 0.03 || undefined}>
              {label}
            </span>
            {id === selectedId &&
              HANDLES.map((handle) => (
                <span
                  key={handle}
                  className={classes.handle}
                  data-handle={handle}
                  style={{ left: acrossOf(handle), top: downOf(handle), cursor: CURSORS[handle] }}
                />
              ))}
          </button>
        )
      })}
      {drawn !== null && <div className={classes.box} style={placeOf(drawn)} />}
    </div>
  )
}

const percent = (share: number): string => `${share * 100}%`

export const placeOf = ({ x, y, w, h }: PageBox): CSSProperties => ({
  left: percent(x),
  top: percent(y),
  width: percent(w),
  height: percent(h),
})

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
const acrossOf = (handle: Handle): string =>
  handle.includes('w') ? '0%' : handle.includes('e') ? '100%' : '50%'
const downOf = (handle: Handle): string =>
  handle.startsWith('n') ? '0%' : handle.startsWith('s') ? '100%' : '50%'
