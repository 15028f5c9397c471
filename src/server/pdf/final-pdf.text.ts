import type { TextStyle, Typesetting } from './final-pdf.typesetting.ts'

/** Line height over text size. */
export const LEADING = 1.28

export interface TextLine {
  text: string
  /** What stood between this line and the next: a new line, the spaces of a wrap, or nothing inside a cut word. */
  after: string
}

/**
 * Lines of `text` no wider than `width` points. New lines are kept, empty ones too; a word wider than the line is cut
 * between characters. Joined again, `text` and `after` of all lines are the whole text.
 */
export function breakLines(text: string, width: number, style: TextStyle, type: Typesetting): TextLine[] {
  const plain = text.toWellFormed().normalize('NFC').replaceAll('\t', '    ').trimEnd()
  if (plain === '') return []
  return plain
    .split(/\r\n|[\n\r\u2028\u2029\v\f]/)
    .flatMap((line) => breakParagraph(line, width, style, type))
}

export const joinLines = (lines: readonly TextLine[]): string =>
  lines.map(({ text, after }) => text + after).join('')

/** Spaces where a line may end: not inside « », nor before : ; ! ? % €, even when the teacher typed an ordinary space. */
const BREAKABLE_SPACES = /((?<![« ]) +(?![ :;!?»%€]))/

function breakParagraph(text: string, width: number, style: TextStyle, type: Typesetting): TextLine[] {
  const lines: TextLine[] = []
  let line = ''
  let lineWidth = 0
  for (const [index, word] of text.split(BREAKABLE_SPACES).entries()) {
    const wordWidth = type.width(word, style)
    // Every other part is spaces. They may stick out of the right edge: nobody sees them, and the next word starts the new line.
    if (index % 2 === 1 || lineWidth + wordWidth <= width) {
      line += word
      lineWidth += wordWidth
      continue
    }
    if (line !== '') lines.push(splitTrailingSpaces(line))
    const pieces = wordWidth <= width ? [word] : cutWord(word, width, style, type)
    line = pieces.pop() ?? ''
    lineWidth = type.width(line, style)
    lines.push(...pieces.map((piece) => ({ text: piece, after: '' })))
  }
  const last = splitTrailingSpaces(line)
  lines.push({ text: last.text, after: `${last.after}\n` })
  return lines
}

function splitTrailingSpaces(line: string): TextLine {
  const text = line.replace(/ +$/, '')
  return { text, after: line.slice(text.length) }
}

const graphemes = new Intl.Segmenter('fr', { granularity: 'grapheme' })

function cutWord(word: string, width: number, style: TextStyle, type: Typesetting): string[] {
  const pieces = ['']
  let pieceWidth = 0
  for (const { segment } of graphemes.segment(word)) {
    const segmentWidth = type.width(segment, style)
    if (pieceWidth + segmentWidth > width && pieceWidth > 0) {
      pieces.push('')
      pieceWidth = 0
    }
    pieces[pieces.length - 1] += segment
    pieceWidth += segmentWidth
  }
  return pieces
}
