import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { create, type Font } from 'fontkit'

/** A font as outlines: what was laid out once is kept. */
export interface PenFont {
  font: Font
  /** Letters are joined: moving one alone would break the stroke. */
  joined: boolean
  /** Height of an x in font units. Measured on the glyph, the table of some hand-made fonts is wrong. */
  xHeight: number
  /** Evens out fonts that look small or large at the same height of an x. */
  size: number
  words: Map<string, WordOutline>
}

interface WordOutline {
  advance: number
  glyphs: { commands: readonly { command: string; args: number[] }[]; x: number; y: number; scale: number }[]
}

const require = createRequire(import.meta.url)

const FONT_FILES = [
  {
    path: require.resolve('@fontsource/architects-daughter/files/architects-daughter-latin-400-normal.woff2'),
    joined: false,
    size: 1,
  },
  {
    path: require.resolve('@fontsource/patrick-hand/files/patrick-hand-latin-400-normal.woff2'),
    joined: false,
    size: 1,
  },
  {
    path: require.resolve('@fontsource/cedarville-cursive/files/cedarville-cursive-latin-400-normal.woff2'),
    joined: true,
    size: 1,
  },
  {
    path: require.resolve(
      '@fontsource/playwrite-fr-moderne/files/playwrite-fr-moderne-latin-400-normal.woff2',
    ),
    joined: true,
    size: 0.9,
  },
  {
    path: require.resolve(
      '@fontsource/nothing-you-could-do/files/nothing-you-could-do-latin-400-normal.woff2',
    ),
    joined: false,
    size: 1,
  },
  {
    path: require.resolve('@fontsource/shadows-into-light/files/shadows-into-light-latin-400-normal.woff2'),
    joined: false,
    size: 1.25,
  },
]
const PRINT_PATH = require.resolve(
  '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-400-normal.woff2',
)

const opened = new Map<string, PenFont>()

/** The handwriting font number `index`, counted round and round. */
export function openPenFont(index: number): PenFont {
  const entry = FONT_FILES[index % FONT_FILES.length]
  if (!entry) throw new RangeError(`no font number ${index}`)
  return openFont(entry)
}

/** The typeface of printed forms. */
export function openPrintFont(): PenFont {
  return openFont({ path: PRINT_PATH, joined: false, size: 1 })
}

/** A font of handwriting, opened once. */
export function openFont({ path, joined, size }: { path: string; joined: boolean; size: number }): PenFont {
  const known = opened.get(path)
  if (known) return known
  const font = create(readFileSync(path))
  if (!('layout' in font)) throw new Error(`not a single font: ${path}`)
  const penFont = { font, joined, size, xHeight: font.glyphForCodePoint(0x78).bbox.maxY, words: new Map() }
  opened.set(path, penFont)
  return penFont
}

/** Lays `text` out, in font units, y up. What was laid out once is kept. */
export function outlineWord(penFont: PenFont, text: string): WordOutline {
  const known = penFont.words.get(text)
  if (known) return known
  const outline: WordOutline = { advance: 0, glyphs: [] }
  // Not every font has raised figures: all are drawn as small figures, lifted.
  for (const part of text.split(/([²³])/).filter((piece) => piece !== '')) {
    const raised = part === '²' || part === '³'
    const scale = raised ? 0.6 : 1
    const lift = raised ? penFont.xHeight : 0
    const run = penFont.font.layout(raised ? (part === '²' ? '2' : '3') : part)
    run.glyphs.forEach((glyph, i) => {
      const position = run.positions[i]
      if (!position) return
      outline.glyphs.push({
        commands: glyph.path.commands,
        x: outline.advance + position.xOffset * scale,
        y: position.yOffset * scale + lift,
        scale,
      })
      outline.advance += position.xAdvance * scale
    })
  }
  penFont.words.set(text, outline)
  return outline
}
