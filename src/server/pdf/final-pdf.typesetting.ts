import type { PDFContext, PDFDict } from '@cantoo/pdf-lib'
import type { Font } from 'fontkit'
import { EmbeddedFace, hexCode } from './final-pdf.face.ts'
import type { Weight } from './final-pdf.fonts.ts'
import { fontsFor } from './final-pdf.fonts.ts'

export interface TextStyle {
  /** Points. */
  size: number
  weight: Weight
}

/** One drawn character. */
interface Cell {
  face: EmbeddedFace
  code: number
  /** Thousandths of the text size. */
  advance: number
}

/** Consecutive characters of one face, as a PDF hexadecimal string without its brackets. */
export interface TextRun {
  faceName: string
  hex: string
}

const MISSING = 0x25a1
/** Spaces that few fonts have, in thousandths of the text size. */
const SPACES = new Map([
  ['\u00a0', 250],
  ['\u2007', 500],
  ['\u2009', 170],
  ['\u200a', 100],
  ['\u202f', 170],
])
/** Text where one UTF-16 unit is one visible character, so that no grapheme search is needed. */
const SIMPLE =
  /^[\u0020-\u00ac\u00ae-\u02ff\u0370-\u0400\u2010-\u2027\u202f-\u205e\u20a0-\u20bf\u2100-\u22ff]*$/
const graphemes = new Intl.Segmenter('fr', { granularity: 'grapheme' })

/** The fonts of one document: measures text, turns it into codes, and embeds what was used. */
export class Typesetting {
  readonly #context: PDFContext
  readonly #faces = new Map<Font, EmbeddedFace>()
  readonly #cells: Record<Weight, Map<string, Cell[]>> = { regular: new Map(), semibold: new Map() }

  constructor(context: PDFContext) {
    this.#context = context
  }

  /** Width in points. */
  width(text: string, style: TextStyle): number {
    let thousandths = 0
    for (const cell of this.#cellsOf(text, style.weight)) thousandths += cell.advance
    return (thousandths * style.size) / 1000
  }

  runs(text: string, weight: Weight): TextRun[] {
    const runs: TextRun[] = []
    let last: TextRun | undefined
    for (const { face, code } of this.#cellsOf(text, weight)) {
      if (last?.faceName !== face.name) {
        last = { faceName: face.name, hex: '' }
        runs.push(last)
      }
      last.hex += hexCode(code)
    }
    return runs
  }

  /** Embeds the fonts that were used and gives the /Font resource; call once, after the last text was drawn. */
  embed(): PDFDict {
    const faces = [...this.#faces.values()]
    for (const face of faces) face.embed()
    return this.#context.obj(Object.fromEntries(faces.map((face) => [face.name, face.ref])))
  }

  *#cellsOf(text: string, weight: Weight): Generator<Cell> {
    if (SIMPLE.test(text)) {
      for (const character of text) yield* this.#cellsOfGrapheme(character, weight)
      return
    }
    for (const { segment } of graphemes.segment(text)) yield* this.#cellsOfGrapheme(segment, weight)
  }

  #cellsOfGrapheme(grapheme: string, weight: Weight): Cell[] {
    const known = this.#cells[weight].get(grapheme)
    if (known) return known
    const cells = this.#chooseCells(grapheme, weight)
    this.#cells[weight].set(grapheme, cells)
    return cells
  }

  #chooseCells(grapheme: string, weight: Weight): Cell[] {
    // Joiners, selectors and other invisible marks need no glyph of their own.
    const visible = [...grapheme].filter((character) => !/\p{Cf}|\p{Variation_Selector}/u.test(character))
    if (visible.length === 0) return []
    let font: Font | undefined
    for (font of fontsFor(weight)) {
      const space = SPACES.get(grapheme)
      if (space !== undefined) return [this.#cell(font, 0x20, grapheme, space)]
      const candidate = font
      if (visible.every((character) => candidate.hasGlyphForCodePoint(codePoint(character)))) {
        return visible.map((character) => this.#cell(candidate, codePoint(character), character))
      }
    }
    if (!font) throw new Error('No font is installed.')
    return [this.#cell(font, MISSING, grapheme)]
  }

  #cell(font: Font, drawn: number, text: string, advance?: number): Cell {
    let face = this.#faces.get(font)
    if (!face) {
      face = new EmbeddedFace(this.#context, font, `F${this.#faces.size}`)
      this.#faces.set(font, face)
    }
    const glyph = font.glyphForCodePoint(drawn)
    const width = advance ?? (glyph.advanceWidth * 1000) / font.unitsPerEm
    return { face, code: face.code(glyph, text, width), advance: width }
  }
}

const codePoint = (character: string): number => character.codePointAt(0) ?? MISSING
