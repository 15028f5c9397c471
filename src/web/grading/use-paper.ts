import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useDeskState, useDeskStore } from './desk-context.tsx'
import { clampZoom, fitPageZoom, stackOffset, stackPosition, stepZoom } from './zoom.ts'

/** Free paper around the pages, px; `paper.module.css` has the same. */
const MARGIN = 16

interface Anchor {
  page: Element
  shareX: number
  shareY: number
  clientX: number
  clientY: number
}

/** Zoom, scroll and the page one looks at. `fitWidth`: width in px of a page at zoom 1, 0 until it is known. */
export function usePaper(scroller: RefObject<HTMLElement | null>) {
  const store = useDeskStore()
  const zoom = useDeskState((state) => state.view.zoom)
  const [fitWidth, setFitWidth] = useState(0)
  const [roomHeight, setRoomHeight] = useState(0)
  const anchor = useRef<Anchor | null>(null)
  const isPlaced = useRef(false)

  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => {
      anchor.current = anchorAtCentre(element)
      setFitWidth(element.clientWidth - 2 * MARGIN)
      setRoomHeight(element.clientHeight - 2 * MARGIN)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])

  const zoomTo = useCallback(
    (next: number, point?: { clientX: number; clientY: number }) => {
      const element = scroller.current
      if (element === null) return
      anchor.current = point === undefined ? anchorAtCentre(element) : anchorAt(element, point)
      store.look({ zoom: clampZoom(next) })
    },
    [scroller, store],
  )

  // What was under the pointer stays under it. The first time, the paper goes to where it was left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs when the pages have taken their new size.
  useLayoutEffect(() => {
    const element = scroller.current
    if (element === null || fitWidth === 0) return
    if (!isPlaced.current) {
      isPlaced.current = true
      const { tops, heights } = stackOf(element)
      element.scrollTop = stackOffset(tops, heights, store.getState().view.scroll)
      return
    }
    const held = anchor.current
    anchor.current = null
    if (held === null) return
    const rect = held.page.getBoundingClientRect()
    element.scrollTop += rect.top + held.shareY * rect.height - held.clientY
    element.scrollLeft += rect.left + held.shareX * rect.width - held.clientX
  }, [zoom, fitWidth])

  const noteScroll = useCallback(() => {
    const element = scroller.current
    if (element === null || !isPlaced.current) return
    const { tops, heights } = stackOf(element)
    const scroll = stackPosition(tops, heights, element.scrollTop)
    const activePage = Math.floor(stackPosition(tops, heights, element.scrollTop + element.clientHeight / 2))
    const { view } = store.getState()
    if (Math.abs(view.scroll - scroll) > 0.002 || view.activePage !== activePage) {
      store.look({ scroll, activePage })
    }
  }, [scroller, store])

  const goToPage = useCallback(
    (index: number) => {
      const element = scroller.current
      if (element === null) return
      const { tops } = stackOf(element)
      element.scrollTop = tops[Math.min(Math.max(0, index), tops.length - 1)] ?? 0
    },
    [scroller],
  )

  const scrollBy = useCallback(
    (share: number) => scroller.current?.scrollBy({ top: share * scroller.current.clientHeight }),
    [scroller],
  )

  useWheelAndPinch(scroller, zoomTo)

  return {
    fitWidth,
    zoom,
    zoomTo,
    zoomBy: (direction: 1 | -1) => zoomTo(stepZoom(store.getState().view.zoom, direction)),
    fitPage: (heightPerWidth: number) => zoomTo(fitPageZoom(roomHeight, fitWidth, heightPerWidth)),
    noteScroll,
    goToPage,
    scrollBy,
  }
}

export type Paper = ReturnType<typeof usePaper>

/** Tops (with the margin above taken off) and heights of the pages, px in the scrolled content. */
function stackOf(scroller: HTMLElement): { tops: number[]; heights: number[] } {
  const pages = [...scroller.querySelectorAll<HTMLElement>('[data-page]')]
  return {
    tops: pages.map((page) => page.offsetTop - MARGIN),
    heights: pages.map((page) => page.offsetHeight + MARGIN),
  }
}

function anchorAtCentre(scroller: HTMLElement): Anchor | null {
  const rect = scroller.getBoundingClientRect()
  return anchorAt(scroller, { clientX: rect.left + rect.width / 2, clientY: rect.top + rect.height / 2 })
}

function anchorAt(
  scroller: HTMLElement,
  { clientX, clientY }: { clientX: number; clientY: number },
): Anchor | null {
  const pages = [...scroller.querySelectorAll('[data-page]')]
  const page = pages.findLast((each) => each.getBoundingClientRect().top <= clientY) ?? pages[0]
  if (page === undefined) return null
  const rect = page.getBoundingClientRect()
  return {
    page,
    shareX: (clientX - rect.left) / rect.width,
    shareY: (clientY - rect.top) / rect.height,
    clientX,
    clientY,
  }
}

/** Ctrl + wheel (a trackpad's pinch is one too) and two fingers. Native listeners: only those may stop the browser's own zoom. */
function useWheelAndPinch(
  scroller: RefObject<HTMLElement | null>,
  zoomTo: (zoom: number, point: { clientX: number; clientY: number }) => void,
): void {
  const store = useDeskStore()
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    let pinch: { distance: number; zoom: number } | null = null

    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY
      zoomTo(store.getState().view.zoom * Math.exp(-Math.max(-60, Math.min(60, pixels)) / 250), event)
    }
    const onTouch = (event: TouchEvent) => {
      const [a, b] = event.touches
      if (a === undefined || b === undefined || event.touches.length !== 2) {
        pinch = null
        return
      }
      event.preventDefault()
      const distance = Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)
      pinch ??= { distance, zoom: store.getState().view.zoom }
      zoomTo((pinch.zoom * distance) / pinch.distance, {
        clientX: (a.clientX + b.clientX) / 2,
        clientY: (a.clientY + b.clientY) / 2,
      })
    }
    element.addEventListener('wheel', onWheel, { passive: false })
    element.addEventListener('touchstart', onTouch, { passive: false })
    element.addEventListener('touchmove', onTouch, { passive: false })
    element.addEventListener('touchend', onTouch)
    return () => {
      element.removeEventListener('wheel', onWheel)
      element.removeEventListener('touchstart', onTouch)
      element.removeEventListener('touchmove', onTouch)
      element.removeEventListener('touchend', onTouch)
    }
  }, [scroller, store, zoomTo])
}
