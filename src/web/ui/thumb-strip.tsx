import type { ReactNode } from 'react'
import classes from './thumb-strip.module.css'

/** Pages in small, one under the other; a click shows one in large. */
export function ThumbStrip({ label, children }: { label: string; children: ReactNode }) {
  return (
    <nav className={classes.strip} aria-label={label}>
      {children}
    </nav>
  )
}

interface ThumbProps {
  /** Where the words under the picture do not say it. */
  label?: string
  isCurrent: boolean
  onClick: () => void
  children: ReactNode
}

export function Thumb({ label, isCurrent, onClick, children }: ThumbProps) {
  return (
    <button
      type="button"
      className={classes.thumb}
      aria-label={label}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={onClick}
    >
      {children}
    </button>
  )
}
