import type { PDFContext, PDFRef } from '@cantoo/pdf-lib'
import { PDFHexString, PDFString } from '@cantoo/pdf-lib'
import type { Font, Glyph } from 'fontkit'

/** One font as embedded in one document: only the glyphs that were drawn, each with the text it stands for. */
export class EmbeddedFace {
  readonly font: Font
  readonly ref: PDFRef
  /** Name in the resources of every page that draws text. */
  readonly name: string
  readonly #context: PDFContext
  readonly #entries: Array<{ glyph: Glyph; text: string; advance: number }> = []
  readonly #codes = new Map<string, number>()

  constructor(context: PDFContext, font: Font, name: string) {
    this.#context = context
    this.font = font
    this.name = name
    this.ref = context.nextRef()
  }

  /**
   * Code (1..65535) that draws `glyph` and is read as `text`. One glyph may have several codes: the box that
   * replaces a missing character is still copied and searched as that character.
   * `advance` is in thousandths of the text size.
   */
  code(glyph: Glyph, text: string, advance: number): number {
    const key = `${glyph.id} ${text}`
    const known = this.#codes.get(key)
    if (known !== undefined) return known
    this.#entries.push({ glyph, text, advance })
    this.#codes.set(key, this.#entries.length)
    return this.#entries.length
  }

  /** Writes the font objects; call once, after the last text was drawn. */
  embed(): void {
    const context = this.#context
    const { font } = this
    const subset = font.createSubset()
    const codeToGlyph = Buffer.alloc((this.#entries.length + 1) * 2)
    for (const [index, entry] of this.#entries.entries()) {
      // fontkit returns the glyph's number in the subset; its typings say boolean.
      codeToGlyph.writeUInt16BE(Number(subset.includeGlyph(entry.glyph)), (index + 1) * 2)
    }
    const scale = 1000 / font.unitsPerEm
    const baseFont = `KORRIG+${font.postscriptName}`
    const descriptor = context.register(
      context.obj({
        Type: 'FontDescriptor',
        FontName: baseFont,
        // Symbolic: codes are our own numbers, not a standard encoding.
        Flags: 4,
        FontBBox: [font.bbox.minX, font.bbox.minY, font.bbox.maxX, font.bbox.maxY].map((n) => n * scale),
        ItalicAngle: 0,
        Ascent: font.ascent * scale,
        Descent: font.descent * scale,
        // Fonts of before 2004 do not say it.
        CapHeight: (font.capHeight || font.ascent) * scale,
        StemV: 80,
        FontFile2: context.register(context.flateStream(subset.encode())),
      }),
    )
    const descendant = context.register(
      context.obj({
        Type: 'Font',
        Subtype: 'CIDFontType2',
        BaseFont: baseFont,
        CIDSystemInfo: { Registry: PDFString.of('Adobe'), Ordering: PDFString.of('Identity'), Supplement: 0 },
        FontDescriptor: descriptor,
        CIDToGIDMap: context.register(context.flateStream(codeToGlyph)),
        W: [1, this.#entries.map((entry) => Math.round(entry.advance * 10) / 10)],
      }),
    )
    context.assign(
      this.ref,
      context.obj({
        Type: 'Font',
        Subtype: 'Type0',
        BaseFont: baseFont,
        Encoding: 'Identity-H',
        DescendantFonts: [descendant],
        ToUnicode: context.register(context.flateStream(this.#toUnicode())),
      }),
    )
  }

  #toUnicode(): string {
    const lines = this.#entries.map(({ text }, index) => {
      // A mapping may hold 512 bytes; no grapheme of a living script comes near.
      const utf16 = PDFHexString.fromText(text.slice(0, 120)).asString().slice('FEFF'.length)
      return `<${hexCode(index + 1)}> <${utf16}>`
    })
    const blocks: string[] = []
    for (let start = 0; start < lines.length; start += 100) {
      const block = lines.slice(start, start + 100)
      blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`)
    }
    return [
      '/CIDInit /ProcSet findresource begin 12 dict begin begincmap',
      '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
      '/CMapName /Adobe-Identity-UCS def /CMapType 2 def',
      '1 begincodespacerange <0000> <FFFF> endcodespacerange',
      ...blocks,
      'endcmap CMapName currentdict /CMap defineresource pop end end',
    ].join('\n')
  }
}

export const hexCode = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0')
