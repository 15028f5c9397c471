/** An operand of a content stream, as far as it matters here; strings, arrays and dictionaries are `null`. */
export type ContentOperand = number | { name: string } | null

export interface ContentOperation {
  operator: string
  operands: ContentOperand[]
}

const WHITESPACE = new Set([0, 9, 10, 12, 13, 32])
const DELIMITERS = new Set([...'()<>[]{}/%'].map((c) => c.charCodeAt(0)))
/** A page that is one scanned image has a dozen operations; more is a drawing, which is rendered anyway. */
const MOST_OPERATIONS = 5000

/** Reads a decoded content stream. Null when it holds an inline image, is malformed or very long. */
export function readContentOperations(content: Uint8Array): ContentOperation[] | null {
  const operations: ContentOperation[] = []
  let operands: ContentOperand[] = []
  let at = 0
  while (at < content.length) {
    const byte = content[at] ?? 0
    if (WHITESPACE.has(byte)) {
      at++
    } else if (byte === 0x25) {
      at = endOfLine(content, at)
    } else if (byte === 0x28) {
      at = endOfString(content, at)
      operands.push(null)
    } else if (byte === 0x2f) {
      const end = endOfWord(content, at + 1)
      operands.push({ name: unescapeName(ascii(content, at + 1, end)) })
      at = end
    } else if (DELIMITERS.has(byte)) {
      // Arrays, dictionaries and hexadecimal strings: their inside is read as stray operands, which harms nothing here.
      at++
    } else {
      const end = endOfWord(content, at)
      const word = ascii(content, at, end)
      at = end
      if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(word)) {
        operands.push(Number(word))
      } else {
        if (word === 'BI' || operations.length === MOST_OPERATIONS) return null
        operations.push({ operator: word, operands })
        operands = []
      }
    }
    if (at < 0) return null
  }
  return operations
}

function endOfLine(content: Uint8Array, from: number): number {
  let at = from
  while (at < content.length && content[at] !== 10 && content[at] !== 13) at++
  return at
}

function endOfWord(content: Uint8Array, from: number): number {
  let at = from
  while (at < content.length && !WHITESPACE.has(content[at] ?? 0) && !DELIMITERS.has(content[at] ?? 0)) at++
  return at
}

/** Index after the closing parenthesis, or -1. */
function endOfString(content: Uint8Array, from: number): number {
  let depth = 0
  for (let at = from; at < content.length; at++) {
    const byte = content[at]
    if (byte === 0x5c) at++
    else if (byte === 0x28) depth++
    else if (byte === 0x29 && --depth === 0) return at + 1
  }
  return -1
}

const ascii = (content: Uint8Array, from: number, to: number) =>
  Buffer.from(content.subarray(from, to)).toString('latin1')

const unescapeName = (name: string) =>
  name.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
