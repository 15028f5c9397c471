import type { Cursor, CursorCopy } from './cursor.ts'

interface NumberedCopy extends CursorCopy {
  anonymousId: string
}

const plain = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')

/** The copy of that rank in the scan, or whose anonymous number begins so. */
export function findCopy(copies: readonly NumberedCopy[], text: string): Cursor | null {
  const wanted = plain(text)
  if (wanted === '') return null
  const copy =
    copies.find(({ anonymousId }) => plain(anonymousId).startsWith(wanted) && !/^\d{1,4}$/.test(wanted)) ??
    copies[Number(wanted) - 1]
  const page = copy?.pages[0]
  return copy === undefined || page === undefined ? null : { copyId: copy.id, pageId: page.id }
}
