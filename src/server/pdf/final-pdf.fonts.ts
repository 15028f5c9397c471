import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { inflateSync } from 'node:zlib'
import type { Font } from 'fontkit'
import { create } from 'fontkit'

export type Weight = 'regular' | 'semibold'

const require = createRequire(import.meta.url)
const ATKINSON = '@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next'
/** Maths, Greek, arrows, symbols and the first emoji; also the box that stands for what no font has. */
const FALLBACK = require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')

/** Font files by order of preference. */
const FILES: Record<Weight, string[]> = {
  regular: [`${ATKINSON}-latin-400-normal.woff`, `${ATKINSON}-latin-ext-400-normal.woff`, FALLBACK],
  semibold: [`${ATKINSON}-latin-600-normal.woff`, `${ATKINSON}-latin-ext-600-normal.woff`, FALLBACK],
}

/** Read once per server process: parsing takes longer than drawing a copy. */
const loaded = new Map<string, Font>()

/** The fonts to try for `weight`, the preferred one first; the last one has U+25A1. */
export function* fontsFor(weight: Weight): Generator<Font> {
  for (const file of FILES[weight]) yield loadFont(file)
}

function loadFont(file: string): Font {
  const known = loaded.get(file)
  if (known) return known
  const bytes = readFileSync(require.resolve(file))
  const font = create(file.endsWith('.woff') ? unwrapWoff(bytes) : bytes)
  if (font.type === 'TTC' || font.type === 'DFont') throw new Error(`${file} is a collection, not a font.`)
  loaded.set(file, font as Font)
  return font as Font
}

const WOFF_HEADER = 44
const WOFF_ENTRY = 20
const SFNT_HEADER = 12
const SFNT_ENTRY = 16

/** The TrueType file inside a WOFF 1.0 file. fontkit reads WOFF too, but inflates the outlines again for each glyph. */
function unwrapWoff(woff: Buffer): Buffer {
  if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new Error('Not a WOFF font.')
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, index) => {
    const at = WOFF_HEADER + index * WOFF_ENTRY
    const [offset, packed, length] = [
      woff.readUInt32BE(at + 4),
      woff.readUInt32BE(at + 8),
      woff.readUInt32BE(at + 12),
    ]
    const stored = woff.subarray(offset, offset + packed)
    return {
      tag: woff.subarray(at, at + 4),
      checksum: woff.readUInt32BE(at + 16),
      data: packed < length ? inflateSync(stored) : stored,
    }
  })
  const header = Buffer.alloc(SFNT_HEADER + count * SFNT_ENTRY)
  header.writeUInt32BE(woff.readUInt32BE(4), 0)
  header.writeUInt16BE(count, 4)
  const parts: Buffer[] = [header]
  let offset = header.length
  for (const [index, table] of tables.entries()) {
    const at = SFNT_HEADER + index * SFNT_ENTRY
    table.tag.copy(header, at)
    header.writeUInt32BE(table.checksum, at + 4)
    header.writeUInt32BE(offset, at + 8)
    header.writeUInt32BE(table.data.length, at + 12)
    const padding = Buffer.alloc((4 - (table.data.length % 4)) % 4)
    parts.push(table.data, padding)
    offset += table.data.length + padding.length
  }
  return Buffer.concat(parts)
}
