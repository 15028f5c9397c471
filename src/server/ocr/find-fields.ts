import type { HeaderField, SeenField } from '#domain/header-fields.ts'
import type { Label } from './find-labels.ts'
import type { HeaderInk } from './header-ink.ts'
import { PX_PER_MM } from './header-scale.ts'
import type { InkPart } from './ink-parts.ts'
import type { Frame } from './line-pieces.ts'

/** The ink of one value. */
export interface FoundField {
  field: SeenField
  parts: InkPart[]
}

const isName = ({ field }: FoundField): boolean =>
  field === 'lastName' || field === 'firstName' || field === 'fullName'

/** How many labels ask for a name, and after how many of them something is written. */
export const namesAskedIn = (fields: readonly FoundField[]): number => fields.filter(isName).length
export const namesIn = (fields: readonly FoundField[]): number =>
  fields.filter((found) => isName(found) && found.parts.length > 0).length

export const hasName = (fields: readonly FoundField[]): boolean => fields.some(isName)

/** How far above the top of its label, and below its foot, a value may reach. */
const ABOVE_PX = 4.5 * PX_PER_MM
const BELOW_PX = 3.2 * PX_PER_MM
/** Labels whose feet are so near stand on one line. */
const SAME_LINE_PX = 3 * PX_PER_MM

/** The values after their labels: to the next label or side of a frame, on the line of the label. */
export function findFields(header: HeaderInk, labels: readonly Label[]): FoundField[] {
  const printed = new Set(labels.flatMap(({ parts }) => parts))
  const written = header.parts.filter((part) => !printed.has(part))
  return uniqueLabels(labels).map((label) => ({
    field: label.field,
    parts: writtenIn(written, areaAfter(header, labels, label)),
  }))
}

/** What is written in an area: without what is left of rules, scribbles, what shines through, and stray dots. */
export function writtenIn(parts: readonly InkPart[], area: Frame): InkPart[] {
  const inside = parts.filter((part) => !isRule(part) && isInside(part, area))
  return untilGap(withoutStrays(withoutFaint(withoutScribble(inside))))
}

/** What stands so far behind the end of a value is not part of it, where no label says so. */
const MOST_GAP_PX = 30 * PX_PER_MM

function untilGap(parts: InkPart[]): InkPart[] {
  const sorted = parts.toSorted((a, b) => a.left - b.left)
  let end = Number.POSITIVE_INFINITY
  const beyond = sorted.findIndex(({ left, right }) => {
    const isFar = left > end + MOST_GAP_PX
    end = Math.max(end === Number.POSITIVE_INFINITY ? 0 : end, right)
    return isFar
  })
  return beyond < 0 ? sorted : sorted.slice(0, beyond)
}

/** Dots further than this from all else are no dots of letters. */
const STRAY_REACH_PX = 2.5 * PX_PER_MM
const LARGEST_STRAY_PX = 1.1 * PX_PER_MM

function withoutStrays(parts: InkPart[]): InkPart[] {
  const isSmall = ({ left, right, top, bottom }: InkPart) =>
    right - left <= LARGEST_STRAY_PX && bottom - top <= LARGEST_STRAY_PX
  const letters = parts.filter((part) => !isSmall(part))
  return parts.filter(
    (part) =>
      !isSmall(part) ||
      letters.some(
        ({ left, right }) => part.left - right <= STRAY_REACH_PX && left - part.right <= STRAY_REACH_PX,
      ),
  )
}

type FieldLabel = Label & { field: HeaderField }

/** Of two labels of one field the higher: what is written below a header is not its own. */
function uniqueLabels(labels: readonly Label[]): FieldLabel[] {
  const first = new Map<HeaderField, FieldLabel>()
  for (const label of labels.toSorted((a, b) => a.top - b.top)) {
    const { field } = label
    if (field !== null && !first.has(field)) first.set(field, { ...label, field })
  }
  const hasNames = first.has('lastName') || first.has('firstName')
  return [...first.values()].filter(({ field }) => field !== 'fullName' || !hasNames)
}

function areaAfter(header: HeaderInk, labels: readonly Label[], label: Label): Frame {
  const left = label.right
  const onLine = labels.filter(
    (other) => other.left > left && Math.abs(other.bottom - label.bottom) < SAME_LINE_PX,
  )
  const sides = header.uprights.filter(
    ({ x, top, bottom }) => x > left && top < label.top - PX_PER_MM && bottom > label.bottom + PX_PER_MM,
  )
  // Boxes of letters have many sides; the side of a frame is higher than they are.
  const frames = sides.filter(({ top, bottom }) => bottom - top > HIGHEST_BOX_PX)
  const right = Math.min(
    header.ink.widthPx,
    ...onLine.map((other) => other.left),
    ...frames.map(({ x }) => x),
  )
  const reachesAcross = (other: Label) => other.left < right && other.right > label.left - PX_PER_MM
  // Half way to the lines above and below, where those are near.
  const above = labels.filter((other) => other.bottom < label.top && reachesAcross(other))
  const below = labels.filter((other) => other.top > label.bottom && reachesAcross(other))
  return {
    left,
    right,
    top: Math.max(label.top - ABOVE_PX, 0, ...above.map((other) => other.bottom + PX_PER_MM * 0.5)),
    bottom: Math.min(
      label.bottom + BELOW_PX,
      header.ink.heightPx,
      ...below.map((other) => other.top - PX_PER_MM * 0.5),
    ),
  }
}

const HIGHEST_BOX_PX = 12 * PX_PER_MM

/** A part belongs to the line its middle lies on: tails of the line above end before. */
function isInside({ left, right, top, bottom }: InkPart, area: Frame): boolean {
  const [middleX, middleY] = [(left + right) / 2, (top + bottom) / 2]
  return middleX > area.left && middleX < area.right && middleY > area.top && middleY < area.bottom
}

/** What is left of a rule or a margin. */
const isRule = ({ left, right, top, bottom }: InkPart): boolean =>
  (right - left <= THIN_PX && bottom - top >= LONG_PX) || (bottom - top <= THIN_PX && right - left >= LONG_PX)
const THIN_PX = 0.7 * PX_PER_MM
const LONG_PX = 5 * PX_PER_MM

/** A value crossed out or blacked is wide and dense; writing covers at most a third of its frame. */
const SCRIBBLE_DENSITY = 0.5
const SCRIBBLE_WIDTH_PX = 5 * PX_PER_MM

const withoutScribble = (parts: InkPart[]): InkPart[] =>
  parts.filter((part) => {
    const frame = (part.right - part.left) * (part.bottom - part.top)
    return part.right - part.left < SCRIBBLE_WIDTH_PX || part.area < SCRIBBLE_DENSITY * frame
  })

/** Parts much fainter than the writing shine through from the other side, or are rulings. */
const FAINT_SHARE = 0.62

function withoutFaint(parts: InkPart[]): InkPart[] {
  const area = parts.reduce((sum, part) => sum + part.area, 0)
  let seen = 0
  const darkest = parts
    .toSorted((a, b) => b.darkness - a.darkness)
    .find((part) => {
      seen += part.area
      return seen >= area / 3
    })
  return parts.filter(({ darkness }) => darkness >= FAINT_SHARE * (darkest?.darkness ?? 0))
}
