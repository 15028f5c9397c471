import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import classes from './anonymity.module.css'
import { heightInMm } from './painting-acts.ts'

interface BandEdgeProps {
  /** Depth of the band as a share of the page. */
  height: number
  label: string
  isTabStop: boolean
  id?: string | undefined
  onChange: (height: number, how: 'whole' | 'step') => void
  /** Back to what the machine found. */
  onReset: () => void
}

export const EDGE_KEYS = [
  { keys: 'ArrowUp', label: 'Remonter le bas de la zone masquée (avec Maj\u00A0: plus vite)' },
  { keys: 'ArrowDown', label: 'Descendre le bas de la zone masquée (avec Maj\u00A0: plus vite)' },
  { keys: 'Delete', label: 'Reprendre la hauteur détectée' },
] as const

/** About 1.5 mm of an A4 page, and 9 mm. */
const STEP = 0.005
const LONG_STEP = 0.03

/** The lower edge of the band of a page: dragged, or moved by keys. Lies over the page whose band it ends. */
export function BandEdge({ height, label, isTabStop, id, onChange, onReset }: BandEdgeProps) {
  const [dragged, setDragged] = useState<number | null>(null)
  const edge = useRef<HTMLDivElement>(null)
  const shown = dragged ?? height

  const heightAt = (event: PointerEvent): number => {
    const page = edge.current?.parentElement?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1)
    return clamp((event.clientY - page.top) / page.height)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.shiftKey ? LONG_STEP : STEP
    if (event.key === 'ArrowUp') onChange(clamp(height - step), 'step')
    else if (event.key === 'ArrowDown') onChange(clamp(height + step), 'step')
    else if (event.key === 'Delete' || event.key === 'Backspace') onReset()
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <>
      {dragged !== null && <div className={classes.dragged} style={{ height: `${dragged * 100}%` }} />}
      <div
        ref={edge}
        id={id}
        className={classes.edge}
        data-own-pointer
        role="slider"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(shown * 100)}
        aria-valuetext={heightInMm(shown)}
        tabIndex={isTabStop ? 0 : -1}
        style={{ top: `${shown * 100}%` }}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return
          event.currentTarget.setPointerCapture(event.pointerId)
          setDragged(height)
        }}
        onPointerMove={(event) => {
          if (dragged !== null) setDragged(heightAt(event))
        }}
        onPointerUp={(event) => {
          if (dragged === null) return
          setDragged(null)
          const to = heightAt(event)
          if (Math.abs(to - height) > 0.002) onChange(to, 'whole')
        }}
        onPointerCancel={() => setDragged(null)}
      />
    </>
  )
}

/** Rounded to a ten-thousandth of the page, 0.03 mm. */
const clamp = (height: number): number => Math.round(Math.min(1, Math.max(0, height)) * 1e4) / 1e4
