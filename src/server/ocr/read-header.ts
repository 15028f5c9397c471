import type { HeaderField } from '#domain/header-fields.ts'
import type { HandSignal } from '#domain/hand-signal.ts'
import type { GreyPlane } from '#server/image/grey-plane.ts'
import { findFields, frameOfField } from './find-fields.ts'
import { findHeaderInk } from './header-ink.ts'
import { findLabels } from './find-labels.ts'
import { makeLineImage } from './line-image.ts'
import { cutInk, type Frame } from './line-pieces.ts'
import type { Recogniser } from './recogniser.ts'

export interface SeenField {
  field: HeaderField
  frame: Frame
  signal: HandSignal
}

export async function readHeader(recogniser: Recogniser, grey: GreyPlane, skewDegrees: number): Promise<SeenField[]> {
  const header = findHeaderInk(grey, skewDegrees)
  const fields = findFields(header, await findLabels(header, recogniser))
  const seen: SeenField[] = []
  for (const field of fields) {
    const line = field.parts.length === 0 ? null : makeLineImage(cutInk(header, field.parts))
    if (line === null) continue
    seen.push({ field: field.field, frame: frameOfField(field), signal: await recogniser.read(line) })
  }
  return seen
}
