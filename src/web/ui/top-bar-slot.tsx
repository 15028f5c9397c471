import { type ReactNode, useEffect, useState } from 'react'
import { createPortal } from 'react-dom'

const SLOT = 'top-bar-slot'

/** The place in the top bar that the open page may fill. */
export const TopBarSlot = () => <div id={SLOT} style={{ flex: 1, minWidth: 0, display: 'flex' }} />

/** Shows its children in the top bar, so that the page keeps its whole height for itself. */
export function InTopBar({ children }: { children: ReactNode }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  useEffect(() => setSlot(document.getElementById(SLOT)), [])
  return slot === null ? null : createPortal(children, slot)
}
