export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

/** Decodes a file as schools send it: by its byte order mark, else UTF-8 if it is valid UTF-8, else windows-1252. */
export function decodeText(bytes: Uint8Array): { text: string; encoding: Encoding } {
  const encoding = encodingOf(bytes)
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [a, b] = bytes
  if (a === 0xff && b === 0xfe) return 'utf-16le'
  if (a === 0xfe && b === 0xff) return 'utf-16be'
  // Without a mark: text in Latin letters has a zero in every other byte.
  const head = bytes.subarray(0, 200)
  const zeros = (parity: number) => head.filter((byte, i) => i % 2 === parity && byte === 0).length
  if (zeros(1) > head.length / 4) return 'utf-16le'
  if (zeros(0) > head.length / 4) return 'utf-16be'
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return 'utf-8'
  } catch {
    return 'windows-1252'
  }
}

export const SEPARATORS = [';', ',', '\t'] as const
export type Separator = (typeof SEPARATORS)[number]

export interface Row {
  /** Physical line of the file where the row begins, from 1. */
  line: number
  cells: string[]
  /** A quote opened in this row was never closed: its cells cannot be trusted. */
  unclosedQuote: boolean
}

/** A quoted cell of a roster may hold a line break or two; more is a quote somebody forgot to close. */
const MAX_LINES_IN_CELL = 3

/**
 * Cuts delimited text (RFC 4180 quotes) into rows, keeping physical line numbers.
 * After a quote that is never closed, reading goes on at the next line, so that one bad line does not swallow the rest.
 */
export function readRows(text: string, separator: Separator): Row[] {
  const lines = text.split(/\r\n|\r|\n/)
  const rows: Row[] = []
  for (let i = 0; i < lines.length; ) {
    const row = readRow(lines, i, separator)
    if (row === null) {
      rows.push({ line: i + 1, cells: [lines[i] ?? ''], unclosedQuote: true })
      i += 1
    } else {
      rows.push({ line: i + 1, cells: row.cells.map(tidy), unclosedQuote: false })
      i += row.linesRead
    }
  }
  return rows
}

/** Null when a quote opened here is not closed within a few lines. */
function readRow(
  lines: string[],
  first: number,
  separator: Separator,
): { cells: string[]; linesRead: number } | null {
  const cells: string[] = []
  let index = first
  let rest = lines[first] ?? ''
  for (;;) {
    if (!/^\s*"/.test(rest)) {
      const end = rest.indexOf(separator)
      cells.push(end === -1 ? rest : rest.slice(0, end))
      if (end === -1) return { cells, linesRead: index - first + 1 }
      rest = rest.slice(end + 1)
      continue
    }
    rest = rest.slice(rest.indexOf('"'))
    let quoted = /^"((?:[^"]|"")*)"(?!")\s*/.exec(rest)
    while (quoted === null) {
      index += 1
      if (index >= lines.length || index - first >= MAX_LINES_IN_CELL) return null
      rest += `\n${lines[index]}`
      quoted = /^"((?:[^"]|"")*)"(?!")\s*/.exec(rest)
    }
    cells.push((quoted[1] ?? '').replaceAll('""', '"'))
    rest = rest.slice(quoted[0].length)
    if (rest === '') return { cells, linesRead: index - first + 1 }
    // Text after a closing quote: not a quoted cell after all.
    if (!rest.startsWith(separator)) return null
    rest = rest.slice(separator.length)
  }
}

/** Spaces of every kind, line breaks and control characters become single spaces. */
const tidy = (cell: string): string => cell.replace(/[\s\p{Cc}\u200b\ufeff]+/gu, ' ').trim()
