import { type PDFDict, PDFName, PDFNumber, type PDFObject } from '@cantoo/pdf-lib'

export const name = (text: string) => PDFName.of(text)

/** What a key holds, references followed; undefined when absent, null or dangling. */
export function entry(dict: PDFDict, key: string): PDFObject | undefined {
  return dict.lookup(name(key))
}

export function numberOf(object: PDFObject | undefined): number | undefined {
  return object instanceof PDFNumber ? object.asNumber() : undefined
}

export function nameOf(object: PDFObject | undefined): string | undefined {
  return object instanceof PDFName ? object.decodeText() : undefined
}
