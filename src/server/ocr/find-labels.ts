import type { HeaderField } from '#domain/header-fields.ts'
import { HEADER_LABELS } from '#domain/header-labels.ts'
import { scoreBeginnings, soften } from '#domain/name-odds.ts'
import type { HeaderInk } from './header-ink.ts'
import { PX_PER_MM } from './header-scale.ts'
import type { InkPart } from './ink-parts.ts'
import { makeLineImage } from './line-image.ts'
import { cutInk, type Frame, frameOf, joinPieces, type Piece } from './line-pieces.ts'
import type { Recogniser } from './recogniser.ts'

/** A printed label, without what is written after it. */
export interface Label extends Frame {
  field: HeaderField | null
  parts: InkPart[]
}

/** Letters of a label stand closer than this; what is written after it mostly stands further away. */
const MOST_GAP_PX = Math.round(1.8 * PX_PER_MM)
/** Sizes of printed labels. */
const [LOWEST_PX, HIGHEST_PX] = [1.4 * PX_PER_MM, 9 * PX_PER_MM]
const NARROWEST_PX = 4 * PX_PER_MM
/** Score for each letter, of 2 for one read without any doubt, from which a label is believed. */
const LEAST_LETTER_SCORE = 1.8

const TEXTS = HEADER_LABELS.map(([text]) => text).toSorted()
const FIELD_OF = new Map(HEADER_LABELS)

/** Reads every piece of the header that may be a label, and keeps those that are. */
export async function findLabels(header: HeaderInk, recogniser: Recogniser): Promise<Label[]> {
  const pieces = joinPieces(header.parts, MOST_GAP_PX).filter(mayBeLabel)
  const labels: Label[] = []
  for (const piece of pieces) {
    const label = await readLabel(header, recogniser, piece)
    if (label !== null) labels.push(label)
  }
  return labels.filter((label) => !labels.some((other) => leavesNoRoom(other, label)))
}

/** What follows so near behind a label is its value, even if it reads like a label. */
const LEAST_ROOM_PX = 12 * PX_PER_MM

const leavesNoRoom = (label: Label, after: Label): boolean =>
  after.left >= label.right &&
  after.left - label.right < LEAST_ROOM_PX &&
  after.top < label.bottom &&
  label.top < after.bottom

const mayBeLabel = ({ left, right, top, bottom, parts }: Piece): boolean =>
  bottom - top >= LOWEST_PX && bottom - top <= HIGHEST_PX && right - left >= NARROWEST_PX && parts.length >= 2

async function readLabel(header: HeaderInk, recogniser: Recogniser, piece: Piece): Promise<Label | null> {
  const line = makeLineImage(cutInk(header, piece.parts))
  if (line === null) return null
  const signal = await recogniser.read(line)
  const scores = scoreBeginnings(soften(signal), TEXTS)
  let best: { text: string; score: number; endStep: number } | null = null
  scores.forEach(({ score, endStep }, i) => {
    const text = TEXTS[i] ?? ''
    if (score >= LEAST_LETTER_SCORE * text.replaceAll(' ', '').length && score > (best?.score ?? 0))
      best = { text, score, endStep }
  })
  if (best === null) return null
  const { text, endStep } = best as { text: string; endStep: number }
  const stepPx = line.widthPx / signal.steps
  const columnOfEnd = line.columnAt((endStep + 1) * stepPx)
  const endX = piece.left + columnOfEnd
  const letters = piece.parts.filter(({ left, right }) => (left + right) / 2 <= endX)
  if (letters.length === 0) return null
  const parts = [...letters, ...colonAfter(header.parts, frameOf(letters))]
  return { ...frameOf(parts), field: FIELD_OF.get(text) ?? null, parts }
}

/** The colon stands near the last letter; dots of a dotted line right after it are of no more use. */
const COLON_REACH_PX = 2.2 * PX_PER_MM
const COLON_DOT_PX = 0.95 * PX_PER_MM

const colonAfter = (parts: readonly InkPart[], word: Frame): InkPart[] =>
  parts.filter(
    ({ left, right, top, bottom }) =>
      left >= word.right &&
      right <= word.right + COLON_REACH_PX &&
      right - left <= COLON_DOT_PX &&
      bottom - top <= COLON_DOT_PX &&
      top >= word.top &&
      bottom <= word.bottom + COLON_DOT_PX,
  )
