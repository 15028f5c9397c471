const planes = new Map<string, Uint8Array>()

/**
 * A plane of zeros that is overwritten the next time the same purpose asks. A page needs a dozen megabytes of them: made anew for
 * each, the collector of garbage would take a tenth of the time. For work that is done before the next page begins.
 */
export function scratchPlane(purpose: string, length: number): Uint8Array {
  const known = planes.get(purpose)
  if (known && known.length >= length) return known.subarray(0, length).fill(0)
  const plane = new Uint8Array(length)
  planes.set(purpose, plane)
  return plane
}
