import type { GreyPlane } from '#server/image/grey-plane.ts'

/** A piece of joined ink. Sides in pixels; `right` and `bottom` lie just outside. */
export interface InkPart {
  /** Its number in the plane of labels. */
  label: number
  left: number
  top: number
  right: number
  bottom: number
  area: number
  /** Mean darkness of its pixels, 0..255. */
  darkness: number
}

/** Joined pieces of ink (8 neighbours), and for each pixel the number of its piece, 0 for none. */
export interface InkParts {
  parts: InkPart[]
  labels: Int32Array
}

/** @param ink darkness of the pixels that count, 0 elsewhere. */
export function findParts({ pixels, widthPx, heightPx }: GreyPlane): InkParts {
  const labels = new Int32Array(widthPx * heightPx)
  const parent: number[] = [0]
  const rootOf = (label: number): number => {
    let root = label
    while (parent[root] !== root) root = parent[root] ?? 0
    for (let at = label; at !== root; ) {
      const next = parent[at] ?? 0
      parent[at] = root
      at = next
    }
    return root
  }
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const at = y * widthPx + x
      if (pixels[at] === 0) continue
      let label = 0
      const meet = (other: number) => {
        if (other === 0) return
        if (label === 0) label = rootOf(other)
        else {
          const root = rootOf(other)
          // The older number stays.
          if (root < label) {
            parent[label] = root
            label = root
          } else parent[root] = label
        }
      }
      if (x > 0) meet(labels[at - 1] ?? 0)
      if (y > 0) {
        if (x > 0) meet(labels[at - widthPx - 1] ?? 0)
        meet(labels[at - widthPx] ?? 0)
        if (x < widthPx - 1) meet(labels[at - widthPx + 1] ?? 0)
      }
      if (label === 0) {
        label = parent.length
        parent.push(label)
      }
      labels[at] = label
    }
  return { parts: measureParts(pixels, labels, widthPx, rootOf), labels }
}

function measureParts(
  pixels: Uint8Array,
  labels: Int32Array,
  widthPx: number,
  rootOf: (label: number) => number,
): InkPart[] {
  const parts = new Map<number, InkPart>()
  for (let at = 0; at < labels.length; at++) {
    if (labels[at] === 0) continue
    const label = rootOf(labels[at] ?? 0)
    labels[at] = label
    const x = at % widthPx
    const y = (at - x) / widthPx
    const part = parts.get(label)
    if (part === undefined)
      parts.set(label, {
        label,
        left: x,
        top: y,
        right: x + 1,
        bottom: y + 1,
        area: 1,
        darkness: pixels[at] ?? 0,
      })
    else {
      part.left = Math.min(part.left, x)
      part.right = Math.max(part.right, x + 1)
      part.bottom = y + 1
      part.area += 1
      part.darkness += pixels[at] ?? 0
    }
  }
  for (const part of parts.values()) part.darkness /= part.area
  return [...parts.values()]
}
