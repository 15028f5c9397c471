import { IMPOSSIBLE, LETTER_BONUS, scoreTexts, soften } from '#domain/name-odds.ts'
import { NUMBER_TEXTS, type NumberReading } from '#domain/sheet-numbers.ts'
import type { GreyPlane } from '#server/image/grey-plane.ts'
import { findHeaderInk, type HeaderInk, straightContrast } from './header-ink.ts'
import { PX_PER_MM } from './header-scale.ts'
import type { InkPart } from './ink-parts.ts'
import { HAND_LEAN, makeLineImage } from './line-image.ts'
import { cutInk, joinPieces, type Piece } from './line-pieces.ts'
import type { Recogniser } from './recogniser.ts'

/** Numbers stand at the top or at the foot of a page, in a strip as high as this. */
export const NUMBER_STRIP_MM = 24
/** The end of the page that a strip is of. */
export type PageEnd = 'top' | 'foot'
/**
 * Where the middle of a number stands, as shares of the width: at the right, or at the foot in the middle too. Elsewhere it is part of an
 * answer, a probability of 7/12 on a line of its own.
 */
const PLACES: Record<PageEnd, ReadonlyArray<[from: number, to: number]>> = {
  top: [[0.7, 1]],
  foot: [
    [0.38, 0.62],
    [0.7, 1],
  ],
}
/** Contrast from which a pixel is ink: numbers are written as dark as all else. */
const INK = 64
const MOST_GAP_PX = 5 * PX_PER_MM
const [LOWEST_PX, HIGHEST_PX] = [2 * PX_PER_MM, 14 * PX_PER_MM]
const [NARROWEST_PX, WIDEST_PX] = [4 * PX_PER_MM, 45 * PX_PER_MM]
/** « feuille 12/13 » in letters that stand apart. */
const MOST_PARTS = 16
/** A number stands by itself: whatever else is on its line is as far away. */
const LEAST_ROOM_PX = 14 * PX_PER_MM

/** Log-likelihood below which ink is no number: of all other writing in these places on 550 pages one piece came above, numbers nearly all do. */
const LEAST_SCORE = -2.2
/** Other readings of the same ink are kept down to this. */
const LEAST_OTHER_SCORE = -3.5
const MOST_READINGS = 6

/**
 * What may stand as « 2/3 » in a strip at the top or the foot of a page, the likeliest first; nothing where no ink is like a number.
 * @param strip at 150 dpi, upright. @param skewDegrees by how much its content is turned clockwise.
 */
export async function readNumber(
  strip: GreyPlane,
  end: PageEnd,
  skewDegrees: number,
  recogniser: Recogniser,
): Promise<NumberReading[]> {
  const written = findHeaderInk(straightContrast(strip, skewDegrees), INK)
  const pieces = joinPieces(
    written.parts.filter((part) => !isMark(part) && !isRuling(part)),
    MOST_GAP_PX,
  )
  const readings: NumberReading[] = []
  for (const piece of pieces)
    if (mayBeNumber(piece, written) && isInPlace(piece, end, strip.widthPx) && standsAlone(piece, pieces))
      readings.push(...(await readPiece(written, piece, recogniser)))
  return keepLikely(readings)
}

/** Sorted, each number once, without the hopeless. */
export function keepLikely(readings: readonly NumberReading[]): NumberReading[] {
  const ranked = readings.toSorted((a, b) => b.score - a.score)
  if ((ranked[0]?.score ?? LEAST_SCORE - 1) < LEAST_SCORE) return []
  return ranked
    .filter(
      ({ number, of, score }, i) =>
        score >= LEAST_OTHER_SCORE && ranked.findIndex((one) => one.number === number && one.of === of) === i,
    )
    .slice(0, MOST_READINGS)
}

/** Forms have black squares in their corners, beside which pages are numbered. */
const LEAST_MARK_PX = 2.5 * PX_PER_MM
const MARK_FILL = 0.8

function isMark({ left, right, top, bottom, area }: InkPart): boolean {
  const [width, height] = [right - left, bottom - top]
  return Math.min(width, height) >= LEAST_MARK_PX && area >= MARK_FILL * width * height
}

/** What is left of a ruling is one pixel thin; a pen draws two at least. */
const isRuling = ({ left, right, top, bottom }: InkPart): boolean => Math.min(right - left, bottom - top) <= 1

const mayBeNumber = ({ left, right, top, bottom, parts }: Piece, { ink }: HeaderInk): boolean =>
  bottom - top >= LOWEST_PX &&
  bottom - top <= HIGHEST_PX &&
  right - left >= NARROWEST_PX &&
  right - left <= WIDEST_PX &&
  // What the strip cuts is a line of text.
  top > 0 &&
  bottom < ink.heightPx &&
  parts.length <= MOST_PARTS

const isInPlace = ({ left, right }: Piece, end: PageEnd, widthPx: number): boolean =>
  PLACES[end].some(([from, to]) => (left + right) / 2 >= from * widthPx && (left + right) / 2 <= to * widthPx)

const standsAlone = (piece: Piece, pieces: readonly Piece[]): boolean =>
  pieces.every(
    (other) =>
      other === piece ||
      other.bottom <= piece.top ||
      other.top >= piece.bottom ||
      other.right <= piece.left - LEAST_ROOM_PX ||
      other.left >= piece.right + LEAST_ROOM_PX,
  )

async function readPiece(
  written: HeaderInk,
  { parts }: Piece,
  recogniser: Recogniser,
): Promise<NumberReading[]> {
  const line = makeLineImage(cutInk(written, parts), HAND_LEAN)
  if (line === null) return []
  const scores = scoreTexts(
    soften(await recogniser.read(line)),
    NUMBER_TEXTS.map(({ text }) => text),
  )
  return NUMBER_TEXTS.map(({ text, number, of }, i) => ({
    ...{ number, of },
    score: (scores[i] ?? IMPOSSIBLE) - LETTER_BONUS * text.replaceAll(' ', '').length,
  }))
}
