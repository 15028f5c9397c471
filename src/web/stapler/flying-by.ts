import { createContext, useEffect, useState } from 'react'

/** Faster than this nobody makes out a page: a card crosses the screen in half a second. */
const FLYING_PX_PER_MS = 1.5
/** Without a quick step for so long, the person has stopped to look. */
const STOPPED_AFTER_MS = 100

/** True while the cards fly by too fast to be seen: those that come up then do without their images until it is over. */
export const FlyingBy = createContext(false)

/** Whether the window is being scrolled through that fast. */
export function useFlyingBy(): boolean {
  const [flying, setFlying] = useState(false)
  useEffect(() => {
    let y = scrollY
    let at = performance.now()
    let stopping: ReturnType<typeof setTimeout> | undefined
    const onScroll = () => {
      const now = performance.now()
      const isFast = Math.abs(scrollY - y) > FLYING_PX_PER_MS * (now - at)
      y = scrollY
      at = now
      if (!isFast) return
      setFlying(true)
      clearTimeout(stopping)
      stopping = setTimeout(() => setFlying(false), STOPPED_AFTER_MS)
    }
    addEventListener('scroll', onScroll, { passive: true })
    return () => {
      clearTimeout(stopping)
      removeEventListener('scroll', onScroll)
    }
  }, [])
  return flying
}
