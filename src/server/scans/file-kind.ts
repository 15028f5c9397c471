/** What a deposited file is, told by its first bytes; the extension is only what somebody wrote. */
export type FileKind = 'pdf' | 'jpeg' | 'png' | 'tiff' | 'zip'

/** A PDF may begin with a few stray bytes; readers accept the mark within the first kilobyte. */
export const HEAD_BYTES = 1024

const MARKS: Array<[kind: FileKind, mark: string]> = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['zip', 'PK\x03\x04'],
  // An archive without any file.
  ['zip', 'PK\x05\x06'],
]

/** Null for anything else. `head`: the first `HEAD_BYTES` of the file, or all of a shorter one. */
export function fileKindOf(head: Buffer): FileKind | null {
  // Before the PDF mark: an uncompressed archive shows the one of its first file.
  for (const [kind, mark] of MARKS)
    if (head.subarray(0, mark.length).equals(Buffer.from(mark, 'latin1'))) return kind
  return head.includes('%PDF-') ? 'pdf' : null
}
