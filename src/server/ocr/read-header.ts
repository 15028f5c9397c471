import type { SeenField } from '#domain/header-fields.ts'
import type { SeenSignal } from '#domain/student-odds.ts'
import type { GreyPlane } from '#server/image/grey-plane.ts'
import { type FoundField, findFields, hasName, namesAskedIn, namesIn } from './find-fields.ts'
import { findLabels } from './find-labels.ts'
import { findLines } from './find-lines.ts'
import { findHeaderInk, type HeaderInk, straightContrast } from './header-ink.ts'
import { KnownForms } from './known-forms.ts'
import { HAND_LEAN, makeLineImage } from './line-image.ts'
import { cutInk, type Frame, frameOf } from './line-pieces.ts'
import { findOutlined, type Outline } from './outlined-fields.ts'
import type { Recogniser } from './recogniser.ts'

/** The top of an upright page at 150 dpi. */
export interface HeaderImage {
  grey: GreyPlane
  /** By how much its content is turned clockwise. */
  skewDegrees: number
}

/** What was seen in one field, and where. */
export interface SeenInk extends SeenSignal {
  field: SeenField
  /** In pixels of the header, straightened. */
  frame: Frame
}

/** Contrasts from which a pixel is ink, the second where labels are printed too pale for the first. */
const [INK, PALE_INK] = [64, 38]
/** A single label, and none of a name, may be something written that looks like one. */
const LEAST_FIELDS = 2

interface Writing {
  header: HeaderInk
  fields: FoundField[]
}

/** Reads headers of one exam, one after the other: what is printed on them is read only once. */
export class HeaderReader {
  readonly #recogniser: Recogniser
  readonly #outline: Outline | null
  /** The level of ink that labels were found at last comes first. */
  #levels = [
    { leastContrast: INK, forms: new KnownForms() },
    { leastContrast: PALE_INK, forms: new KnownForms() },
  ]

  /** @param outline fields that a person showed; then no labels are looked for. */
  constructor(recogniser: Recogniser, outline: Outline | null) {
    this.#recogniser = recogniser
    this.#outline = outline
  }

  async read(image: HeaderImage): Promise<SeenInk[]> {
    const { header, fields } = await this.#findWriting(straightContrast(image.grey, image.skewDegrees))
    const seen: SeenInk[] = []
    for (const { field, parts } of fields) {
      const line = parts.length === 0 ? null : makeLineImage(cutInk(header, parts), HAND_LEAN)
      if (line !== null)
        seen.push({ field, frame: frameOf(parts), signal: await this.#recogniser.read(line) })
    }
    return seen
  }

  /** The outlined fields, or the values after their labels, or without labels the lines there are. */
  async #findWriting(contrast: GreyPlane): Promise<Writing> {
    if (this.#outline !== null) {
      const header = findHeaderInk(contrast, INK)
      return { header, fields: findOutlined(header, this.#outline) }
    }
    const found: Writing[] = []
    for (const level of this.#levels) {
      const header = findHeaderInk(contrast, level.leastContrast)
      const look = () => findLabels(header, this.#recogniser)
      const fields = findFields(header, await level.forms.labelsOf(header, look))
      found.push({ header, fields })
      if (!hasName(fields)) continue
      this.#levels = [level, ...this.#levels.filter((other) => other !== level)]
      // A name left out, or written with a pen too pale for this level.
      if (namesIn(fields) === namesAskedIn(fields)) break
    }
    const [best] = found.toSorted((a, b) => namesIn(b.fields) - namesIn(a.fields))
    if (best !== undefined && hasName(best.fields)) return best
    const labelled = found.find(({ fields }) => fields.length >= LEAST_FIELDS)
    const dark = findHeaderInk(contrast, INK)
    return labelled ?? { header: dark, fields: findLines(dark) }
  }
}

/** What a person outlined on a page, ready to be looked for on others. @param fields in pixels of the header. */
export const outlineOf = (image: HeaderImage, fields: Outline['fields']): Outline => ({
  sample: findHeaderInk(straightContrast(image.grey, image.skewDegrees), INK),
  fields,
})
