import type { HeaderField } from '#domain/header-fields.ts'
import { type FoundField, writtenIn } from './find-fields.ts'
import type { HeaderInk } from './header-ink.ts'
import type { Frame } from './line-pieces.ts'
import { findShift, pointsIn } from './register.ts'

/** Fields that a person outlined on a sample page, in pixels of its header. */
export interface Outline {
  sample: HeaderInk
  fields: Array<{ field: HeaderField; frame: Frame }>
}

/** The ink of outlined fields on another page: what is printed around them tells how far they are from where they were. */
export function findOutlined(header: HeaderInk, { sample, fields }: Outline): FoundField[] {
  const { pixels, widthPx, heightPx } = sample.ink
  const printed = { pixels: pixels.slice(), widthPx, heightPx }
  // What the sample's own student wrote stands nowhere else.
  for (const { frame } of fields)
    for (let y = frame.top; y < frame.bottom; y++)
      printed.pixels.fill(0, y * widthPx + frame.left, y * widthPx + frame.right)
  const whole = { left: 0, right: widthPx, top: 0, bottom: heightPx }
  const { x, y } = findShift(pointsIn(printed, [whole], true), header.ink)
  return fields.map(({ field, frame }) => ({
    field,
    parts: writtenIn(header.parts, {
      left: frame.left + x,
      right: frame.right + x,
      top: frame.top + y,
      bottom: frame.bottom + y,
    }),
  }))
}
