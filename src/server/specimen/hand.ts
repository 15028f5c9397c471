import { openPenFont, openPrintFont, outlineWord, type PenFont } from './pen-fonts.ts'
import type { Random } from './random.ts'

/** A box in millimetres: [x0, y0, x1, y1], y down. */
export type Box = [x0: number, y0: number, x1: number, y1: number]

/** How one person writes. Lengths in millimetres. */
export interface Hand {
  font: PenFont
  xHeightMm: number
  /** Horizontal shift per unit of height: 0 upright, 0.2 leaning to the right. */
  slant: number
  stretch: number
  /** How far words and letters stray from the line. */
  wobbleMm: number
  /** How much lines climb (negative) or sink, as a slope. */
  drift: number
  /** Last names in capitals, as many forms ask for. */
  capitals: boolean
  dateSeparator: string
  ink: string
}

const INKS = ['#1b2f86', '#22399b', '#14225f', '#2a3f8f', '#26262c', '#1c1c20'] as const

/** The hand of one person; `index` spreads the fonts over a class. */
export function makeHand(random: Random, index: number): Hand {
  const font = openPenFont(index)
  return {
    font,
    xHeightMm: random.between(1.9, 2.7) * font.size,
    slant: random.between(-0.04, 0.14),
    stretch: random.between(0.92, 1.06),
    wobbleMm: random.between(0.08, 0.28),
    drift: random.normal() * 0.003,
    // Joined capitals cannot be read: nobody writes them.
    capitals: !font.joined && random.chance(0.75),
    dateSeparator: random.pick(['/', '/', '.', '-']),
    ink: random.pick(INKS),
  }
}

/** The typeface of printed forms, `xHeightMm` high. */
export function printHand(xHeightMm: number): Hand {
  return {
    font: openPrintFont(),
    xHeightMm,
    slant: 0,
    stretch: 1,
    wobbleMm: 0,
    drift: 0,
    capitals: false,
    dateSeparator: '/',
    ink: '#3b3b40',
  }
}

/** Width of `text` in one piece, in millimetres. */
export function textWidth(hand: Hand, text: string): number {
  return outlineWord(hand.font, text).advance * unitMm(hand) * hand.stretch
}

/**
 * The outlines of `text` from (`x`, `y`) on the baseline, in millimetres, as SVG path data, and the box its ink takes
 * (null when there is none, as for a space).
 */
export function writeText(hand: Hand, random: Random, text: string, x: number, y: number) {
  const { glyphs } = outlineWord(hand.font, text)
  const unit = unitMm(hand)
  const loose = hand.font.joined ? 0 : hand.wobbleMm * 0.55
  const originY = y + random.normal() * hand.wobbleMm * 0.5
  const tilt = random.normal() * hand.wobbleMm * 0.03
  const size = 1 + random.normal() * hand.wobbleMm * 0.12
  let d = ''
  let box: Box | null = null
  for (const glyph of glyphs) {
    const scale = unit * glyph.scale * size * (1 + random.normal() * loose * 0.2)
    const gx = x + glyph.x * unit * hand.stretch
    const gy = originY - glyph.y * unit + random.normal() * loose * 0.6 + (gx - x) * tilt
    const lean = hand.slant + random.normal() * loose * 0.12
    for (const { command, args } of glyph.commands) {
      d += LETTERS[command]
      for (let i = 0; i + 1 < args.length; i += 2) {
        const up = (args[i + 1] ?? 0) * scale
        const px = gx + (args[i] ?? 0) * scale * hand.stretch + up * lean
        const py = gy - up
        // Hundredths of a millimetre: a twelfth of a pixel at 200 dpi.
        d += `${Math.round(px * 100) / 100} ${Math.round(py * 100) / 100} `
        if (box === null) box = [px, py, px, py]
        else grow(box, px, py)
      }
    }
  }
  return { d, box }
}

/** The smallest box around both; null counts for nothing. */
export function joinBoxes(a: Box | null, b: Box | null): Box | null {
  if (a === null || b === null) return a ?? b
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]
}

const LETTERS: Record<string, string> = {
  moveTo: 'M',
  lineTo: 'L',
  quadraticCurveTo: 'Q',
  bezierCurveTo: 'C',
  closePath: 'Z',
}

function unitMm(hand: Hand): number {
  return hand.xHeightMm / hand.font.xHeight
}

function grow(box: Box, x: number, y: number): void {
  if (x < box[0]) box[0] = x
  if (y < box[1]) box[1] = y
  if (x > box[2]) box[2] = x
  if (y > box[3]) box[3] = y
}
