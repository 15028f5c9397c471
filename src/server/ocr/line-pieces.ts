import type { GreyPlane } from '#server/image/grey-plane.ts'
import type { HeaderInk } from './header-ink.ts'
import type { InkPart } from './ink-parts.ts'

/** A rectangle of pixels around something written; `right` and `bottom` lie just outside. */
export interface Frame {
  left: number
  top: number
  right: number
  bottom: number
}

export const frameOf = (parts: readonly Frame[]): Frame => ({
  left: Math.min(...parts.map(({ left }) => left)),
  top: Math.min(...parts.map(({ top }) => top)),
  right: Math.max(...parts.map(({ right }) => right)),
  bottom: Math.max(...parts.map(({ bottom }) => bottom)),
})

/** Only the ink of these parts, cropped to them. */
export function cutInk({ ink, labels }: HeaderInk, parts: readonly InkPart[]): GreyPlane {
  const frame = frameOf(parts)
  const [widthPx, heightPx] = [frame.right - frame.left, frame.bottom - frame.top]
  const pixels = new Uint8Array(widthPx * heightPx)
  const wanted = new Set(parts.map(({ label }) => label))
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const at = (y + frame.top) * ink.widthPx + x + frame.left
      if (wanted.has(labels[at] ?? 0)) pixels[y * widthPx + x] = ink.pixels[at] ?? 0
    }
  return { pixels, widthPx, heightPx }
}

/** Parts that stand side by side on one line, left to right. */
export interface Piece extends Frame {
  parts: InkPart[]
}

/** Of two parts on one line, the lower and the higher overlap by this share of the smaller. */
const LEAST_OVERLAP = 0.35

/** Joins parts to pieces of lines, across gaps of at most `mostGapPx`. */
export function joinPieces(parts: readonly InkPart[], mostGapPx: number): Piece[] {
  const pieces: Piece[] = []
  for (const part of parts.toSorted((a, b) => a.left - b.left)) {
    const near = pieces.filter((piece) => part.left - piece.right <= mostGapPx && standsBeside(piece, part))
    const [first, ...others] = near
    if (first === undefined) {
      pieces.push({ ...frameOf([part]), parts: [part] })
      continue
    }
    first.parts.push(part, ...others.flatMap((other) => other.parts))
    Object.assign(first, frameOf([first, part, ...others]))
    for (const other of others) pieces.splice(pieces.indexOf(other), 1)
  }
  return pieces
}

function standsBeside(a: Frame, b: Frame): boolean {
  const shared = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
  return shared >= LEAST_OVERLAP * Math.min(a.bottom - a.top, b.bottom - b.top)
}
