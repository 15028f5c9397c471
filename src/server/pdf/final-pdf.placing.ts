import type { Box } from './final-pdf.canvas.ts'

/** Points kept free along the edges of the page. */
const EDGE = 4
const GAP = 2

export interface Corner {
  x: number
  y: number
}

interface Size {
  w: number
  h: number
}

/** Finds room for notes on one page so that no two lie on each other. Points, y down. */
export class Placing {
  readonly #page: Size
  readonly #taken: Box[] = []

  constructor(page: Size) {
    this.#page = page
  }

  /** Height between the edges. */
  get room(): number {
    return this.#page.h - EDGE * 2
  }

  /** Height from `y` to the bottom edge. */
  roomBelow(y: number): number {
    return this.#page.h - EDGE - y
  }

  /**
   * Takes the free place for `size` that is nearest to one of `corners` (top left corners, best first), no further than
   * `reach` points down or up; null when there is none.
   */
  take(size: Size, corners: readonly Corner[], reach: number): Box | null {
    if (size.h > this.room) return null
    let best: Box | null = null
    let bestCost = Number.POSITIVE_INFINITY
    for (const [rank, corner] of corners.entries()) {
      const x = this.#within(corner.x, size.w, this.#page.w)
      const y = this.#within(corner.y, size.h, this.#page.h)
      const beside = this.#taken.flatMap((box) => [box.y + box.h + GAP, box.y - size.h - GAP])
      for (const candidate of new Set([y, ...beside])) {
        const box = { x, y: candidate, ...size }
        // A worse corner must be worth at least a line of text.
        const cost = Math.abs(candidate - corner.y) + Math.abs(x - corner.x) + rank * 12
        if (cost >= bestCost || Math.abs(candidate - y) > reach || !this.#isFree(box)) continue
        best = box
        bestCost = cost
      }
    }
    if (best) this.#taken.push(best)
    return best
  }

  /** Takes the place at `corner`, pushed inside the page, whatever lies there. */
  force(size: Size, corner: Corner): Box {
    const box = {
      x: this.#within(corner.x, size.w, this.#page.w),
      y: this.#within(corner.y, size.h, this.#page.h),
      ...size,
    }
    this.#taken.push(box)
    return box
  }

  #within(start: number, length: number, limit: number): number {
    return Math.max(EDGE, Math.min(start, limit - EDGE - length))
  }

  #isFree(box: Box): boolean {
    if (box.y < EDGE - 0.01 || box.y + box.h > this.#page.h - EDGE + 0.01) return false
    return this.#taken.every(
      (other) =>
        box.x + box.w <= other.x ||
        other.x + other.w <= box.x ||
        box.y + box.h <= other.y ||
        other.y + other.h <= box.y,
    )
  }
}
