import type { SeenField } from '#domain/header-fields.ts'
import type { SeenSignal } from '#domain/student-odds.ts'
import type { GreyPlane } from '#server/image/grey-plane.ts'
import { type FoundField, findFields, hasName } from './find-fields.ts'
import { findLabels } from './find-labels.ts'
import { findLines } from './find-lines.ts'
import { findHeaderInk, type HeaderInk, straightContrast } from './header-ink.ts'
import { HAND_LEAN, makeLineImage } from './line-image.ts'
import { cutInk, type Frame, frameOf } from './line-pieces.ts'
import type { Recogniser } from './recogniser.ts'

/** What was seen in one field, and where. */
export interface SeenInk extends SeenSignal {
  field: SeenField
  /** In pixels of the header, straightened. */
  frame: Frame
}

/** Contrasts from which a pixel is ink, the second where labels are printed too pale for the first. */
const INK = 64
const PALE_INK = 38

/**
 * Reads what is written at the top of an upright page.
 * @param grey at 150 dpi. @param skewDegrees by how much the content is turned clockwise.
 */
export async function readHeader(
  recogniser: Recogniser,
  grey: GreyPlane,
  skewDegrees: number,
): Promise<SeenInk[]> {
  const contrast = straightContrast(grey, skewDegrees)
  const { header, fields } = await findWriting(recogniser, contrast)
  const seen: SeenInk[] = []
  for (const { field, parts } of fields) {
    const line = parts.length === 0 ? null : makeLineImage(cutInk(header, parts), HAND_LEAN)
    if (line !== null) seen.push({ field, frame: frameOf(parts), signal: await recogniser.read(line) })
  }
  return seen
}

/** The values after their labels; without labels, the lines there are. */
async function findWriting(
  recogniser: Recogniser,
  contrast: GreyPlane,
): Promise<{ header: HeaderInk; fields: FoundField[] }> {
  const header = findHeaderInk(contrast, INK)
  const labelled = findFields(header, await findLabels(header, recogniser))
  if (hasName(labelled)) return { header, fields: labelled }
  const pale = findHeaderInk(contrast, PALE_INK)
  const paleLabels = await findLabels(pale, recogniser)
  const palelyLabelled = findFields(pale, paleLabels)
  if (hasName(palelyLabelled)) return { header: pale, fields: palelyLabelled }
  return { header, fields: labelled.length > 0 ? labelled : findLines(header) }
}
