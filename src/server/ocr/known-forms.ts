import type { HeaderField } from '#domain/header-fields.ts'
import type { Label } from './find-labels.ts'
import type { HeaderInk } from './header-ink.ts'
import type { Frame } from './line-pieces.ts'
import { findShift, type Points, pointsIn, shareFound } from './register.ts'

/** A printed form: where its labels stand, and what they look like. */
interface KnownForm {
  labels: Array<Frame & { field: HeaderField | null }>
  ink: Points
  /** Around and between the letters. */
  paper: Points
}

/** Of the labels of a form so much is found again on a page that has it, and so little ink between their letters. */
const LEAST_INK = 0.85
const MOST_PAPER = 0.35
/** Fewer labels may look alike on two forms. */
const LEAST_LABELS = 2
const MOST_FORMS = 8

/** The forms met so far: where labels were read once they need not be read again. */
export class KnownForms {
  readonly #forms: KnownForm[] = []

  /** The labels of a header that has a known form; null when it has none. */
  recall(header: HeaderInk): Label[] | null {
    for (const form of this.#forms) {
      const shift = findShift(form.ink, header.ink)
      if (shift.share < LEAST_INK || shareFound(form.paper, header.ink, shift.x, shift.y) > MOST_PAPER)
        continue
      // Copies of one form come one after the other.
      this.#forms.splice(this.#forms.indexOf(form), 1)
      this.#forms.unshift(form)
      return form.labels.map(({ field, ...frame }) => {
        const moved = {
          left: frame.left + shift.x,
          right: frame.right + shift.x,
          top: frame.top + shift.y,
          bottom: frame.bottom + shift.y,
        }
        return { ...moved, field, parts: header.parts.filter((part) => isCentredIn(part, moved)) }
      })
    }
    return null
  }

  learn(header: HeaderInk, labels: readonly Label[]): void {
    if (labels.filter(({ field }) => field !== null).length < LEAST_LABELS) return
    this.#forms.unshift({
      labels: labels.map(({ field, left, right, top, bottom }) => ({ field, left, right, top, bottom })),
      ink: pointsIn(header.ink, labels, true),
      paper: pointsIn(header.ink, labels, false),
    })
    this.#forms.splice(MOST_FORMS)
  }
}

const isCentredIn = (part: Frame, { left, right, top, bottom }: Frame): boolean => {
  const [x, y] = [(part.left + part.right) / 2, (part.top + part.bottom) / 2]
  return x >= left && x <= right && y >= top && y <= bottom
}
