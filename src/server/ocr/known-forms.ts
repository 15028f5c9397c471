import type { HeaderField } from '#domain/header-fields.ts'
import type { Label } from './find-labels.ts'
import type { HeaderInk } from './header-ink.ts'
import type { Frame } from './line-pieces.ts'
import { findShift, type Points, pointsIn, type Shift, shareFound } from './register.ts'

/** A label as it stands on the page that its form was first met on, and on how many pages it was read. */
type PlacedLabel = Frame & { field: HeaderField | null; reads: number }

/** A printed form: where its labels stand, and what they look like. */
interface KnownForm {
  labels: PlacedLabel[]
  ink: Points
  /** Around and between the letters. */
  paper: Points
  /** On how many pages its labels were looked for. */
  looks: number
}

/** Of the labels of a form so much is found again on a page that has it, and so little ink between their letters. */
const LEAST_INK = 0.85
const MOST_PAPER = 0.35
/** Fewer labels may look alike on two forms. */
const LEAST_LABELS = 2
const MOST_FORMS = 12
/** Writing may hide a label on one page, or pass for one: so many are looked at before a form is known, and most must show it. */
const ENOUGH_LOOKS = 3
const LEAST_READS = 2

/** A form that was recognised on a page. */
interface Recalled {
  form: KnownForm
  shift: Shift
}

/** The forms met so far: where labels were read they need not be read again. */
export class KnownForms {
  readonly #forms: KnownForm[] = []

  /** The labels of a header; `look` reads them where its form is not well known yet. */
  async labelsOf(header: HeaderInk, look: () => Promise<Label[]>): Promise<Label[]> {
    const recalled = this.#recall(header)
    if (recalled === null) {
      const labels = await look()
      this.#learn(header, labels)
      return labels
    }
    const { form, shift } = recalled
    // Copies of one form come one after the other.
    this.#forms.splice(this.#forms.indexOf(form), 1)
    this.#forms.unshift(form)
    if (form.looks < ENOUGH_LOOKS) {
      const labels = await look()
      this.#learnMore(form, labels, shift)
      return labels
    }
    return form.labels.map((label) => {
      const frame = moved(label, shift.x, shift.y)
      return { ...frame, field: label.field, parts: header.parts.filter((part) => isCentredIn(part, frame)) }
    })
  }

  #recall(header: HeaderInk): Recalled | null {
    for (const form of this.#forms) {
      const shift = findShift(form.ink, header.ink)
      if (shift.share >= LEAST_INK && shareFound(form.paper, header.ink, shift.x, shift.y) <= MOST_PAPER)
        return { form, shift }
    }
    return null
  }

  #learnMore(form: KnownForm, labels: readonly Label[], shift: Shift): void {
    for (const label of labels) {
      const placed = moved(label, -shift.x, -shift.y)
      const same = form.labels.find((known) => known.field === label.field && overlaps(known, placed))
      if (same === undefined) form.labels.push({ ...placed, field: label.field, reads: 1 })
      else {
        same.reads++
        // Writing close to a label passes for its end where it is seen once.
        same.right = Math.min(same.right, Math.max(placed.right, same.left + 1))
      }
    }
    form.looks++
    if (form.looks === ENOUGH_LOOKS) form.labels = form.labels.filter(({ reads }) => reads >= LEAST_READS)
  }

  #learn(header: HeaderInk, labels: readonly Label[]): void {
    if (labels.filter(({ field }) => field !== null).length < LEAST_LABELS) return
    this.#forms.unshift({
      labels: labels.map((label) => ({ ...moved(label, 0, 0), field: label.field, reads: 1 })),
      ink: pointsIn(header.ink, labels, true),
      paper: pointsIn(header.ink, labels, false),
      looks: 1,
    })
    this.#forms.splice(MOST_FORMS)
  }
}

const moved = ({ left, right, top, bottom }: Frame, x: number, y: number): Frame => ({
  left: left + x,
  right: right + x,
  top: top + y,
  bottom: bottom + y,
})

const overlaps = (a: Frame, b: Frame): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom

const isCentredIn = (part: Frame, { left, right, top, bottom }: Frame): boolean => {
  const [x, y] = [(part.left + part.right) / 2, (part.top + part.bottom) / 2]
  return x >= left && x <= right && y >= top && y <= bottom
}
