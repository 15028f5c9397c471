/** 1 is the width of the desk's paper column, so that a zoom means the same on another screen. */
export const LEAST_ZOOM = 0.2
export const MOST_ZOOM = 6

const STEPS = [0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5, 6]

export const clampZoom = (zoom: number): number => Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom))

/** The next round zoom above or below. */
export function stepZoom(zoom: number, direction: 1 | -1): number {
  // A hair of slack, or a zoom that came from a division would step to itself.
  const next =
    direction === 1 ? STEPS.find((step) => step > zoom * 1.01) : STEPS.findLast((step) => step < zoom * 0.99)
  return next ?? clampZoom(zoom)
}

/** The zoom at which a page of `heightPerWidth` stands whole in a room `roomHeight` high whose width of 1 is `fitWidth`; px. */
export function fitPageZoom(roomHeight: number, fitWidth: number, heightPerWidth: number): number {
  return clampZoom(Math.min(1, roomHeight / (fitWidth * heightPerWidth)))
}

/** A position in the stack of pages: 2.5 is the middle of the third page. Independent of the screen. */
export function stackPosition(tops: readonly number[], heights: readonly number[], y: number): number {
  const index = Math.max(
    0,
    tops.findLastIndex((top) => top <= y),
  )
  const height = heights[index] ?? 1
  const within = Math.min(0.999, Math.max(0, (y - (tops[index] ?? 0)) / height))
  return index + within
}

/** The y of a position, in the same pixels as `tops`. */
export function stackOffset(tops: readonly number[], heights: readonly number[], position: number): number {
  const index = Math.min(Math.floor(position), tops.length - 1)
  return (tops[index] ?? 0) + (position - index) * (heights[index] ?? 0)
}
