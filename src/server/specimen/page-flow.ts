import { type Box, type Hand, joinBoxes, textWidth, writeText } from './hand.ts'
import { inkMark, type Mark, strokeMark } from './marks.ts'
import { LINE_MM, MARGIN_MM, PAGE_HEIGHT_MM, PAGE_WIDTH_MM } from './paper.ts'
import type { Random } from './random.ts'

/** Where lines of text begin and end, in millimetres. */
export const LEFT_MM = MARGIN_MM + 3
const RIGHT_MM = PAGE_WIDTH_MM - 7

const LAST_LINE = Math.floor(PAGE_HEIGHT_MM / LINE_MM) - 2
const FIRST_LINE = 3
/** The header stands above the ninth line of the first page. */
const FIRST_LINE_UNDER_HEADER = 9

/** A pen that goes from line to line and from page to page, until the pages to be written are full. */
export class PageFlow {
  readonly pages: Mark[][]
  readonly #hand: Hand
  readonly #random: Random
  /** The writer stops here on the last page. */
  readonly #endLine: number
  #page = 0
  #line = FIRST_LINE_UNDER_HEADER

  constructor(hand: Hand, random: Random, pages: number) {
    this.#hand = hand
    this.#random = random
    this.pages = Array.from({ length: pages }, () => [])
    this.#endLine = LAST_LINE - (random.chance(0.7) ? random.integer(2, 18) : 0)
  }

  get full(): boolean {
    return this.#page >= this.pages.length
  }

  /** Top of the current line. */
  get topMm(): number {
    return (this.#line - 1) * LINE_MM
  }

  /** Goes down; turns the page when fewer than `needed` lines are left there. */
  advance(lines: number, needed = 1): void {
    this.#line += lines
    const bottom = this.#page === this.pages.length - 1 ? this.#endLine : LAST_LINE
    if (this.#line + needed - 1 > bottom) this.turnPage()
  }

  turnPage(): void {
    this.#page += 1
    this.#line = FIRST_LINE
  }

  add(...marks: Mark[]): void {
    this.pages[this.#page]?.push(...marks)
  }

  /** Writes `text` on the current line from `x` on, and returns where it ends. */
  write(text: string, x: number, colour = this.#hand.ink): number {
    this.add(...inkMark(writeText(this.#hand, this.#random, text, x, this.#baseline), colour))
    return x + textWidth(this.#hand, text)
  }

  underline(fromX: number, toX: number, colour: string): void {
    const y = this.#line * LINE_MM + 1.3
    this.add(strokeMark(`M${fromX} ${y}L${toX} ${y - 0.2}`, [fromX, y - 0.2, toX, y], colour))
  }

  frame(fromX: number, toX: number, colour: string): void {
    const y = this.#line * LINE_MM
    const box: Box = [fromX, y - 5.4, toX, y + 1.8]
    this.add(strokeMark(`M${box[0]} ${box[1]}H${box[2]}V${box[3]}H${box[0]}Z`, box, colour))
  }

  /** Breaks `text` into lines; now and then a word is struck out and written again. Stays on its last line. */
  writeParagraph(text: string): void {
    const [hand, random] = [this.#hand, this.#random]
    const space = textWidth(hand, 'n') * 0.8
    let x = LEFT_MM + random.between(0, 4)
    let line: { d: string; box: Box | null } = { d: '', box: null }
    let slope = hand.drift
    const put = (word: string) => {
      const written = writeText(hand, random, word, x, this.#baseline + (x - LEFT_MM) * slope)
      line = { d: line.d + written.d, box: joinBoxes(line.box, written.box) }
    }
    for (const word of text.split(' ')) {
      const width = textWidth(hand, word)
      if (x + width > RIGHT_MM) {
        this.add(...inkMark(line, hand.ink))
        line = { d: '', box: null }
        this.advance(1)
        if (this.full) return
        x = LEFT_MM + random.normal() * hand.wobbleMm * 2
        slope = hand.drift + random.normal() * 0.001
      }
      if (random.chance(0.008) && width > 5 && x + width * 2 + space < RIGHT_MM) {
        put(word)
        this.add(this.#strikeOut(x, width))
        x += width + space
      }
      put(word)
      x += width + space * random.between(0.85, 1.2)
    }
    this.add(...inkMark(line, hand.ink))
  }

  /** Letters stand just above the ruled line. */
  get #baseline(): number {
    return this.#line * LINE_MM - 0.3
  }

  #strikeOut(x: number, width: number): Mark {
    const y = this.#baseline - this.#hand.xHeightMm / 2
    let d = `M${x - 0.5} ${y}`
    for (let at = 1.2; at < width + 0.6; at += 1.2) {
      d += `L${(x + at).toFixed(2)} ${(y + this.#random.normal() * 0.8).toFixed(2)}`
    }
    return strokeMark(d, [x - 0.5, y - 2.4, x + width + 1.2, y + 2.4], this.#hand.ink, 0.4)
  }
}
