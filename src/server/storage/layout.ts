/** Where what belongs to a row is kept. `upkeep/forgotten-files.ts` writes the same folders in SQL. */

const SCAN_EXTENSIONS = { pdf: 'pdf', jpeg: 'jpg', png: 'png', tiff: 'tif' } as const

/** A deposited file as it came, under its hash: once in the store however many exams have it. */
export const scanKey = (sha256: string, kind: keyof typeof SCAN_EXTENSIONS): string =>
  `scans/${sha256}.${SCAN_EXTENSIONS[kind]}`

/** One-page PDFs of a scan. */
export const sheetsFolder = (scanId: string): string => `sheets/${scanId}`

/** Display images of a page, spread over 256 folders. */
export const derivedFolder = (pageId: string): string => `derived/${pageId.slice(0, 2)}/${pageId}`

/** Every final PDF ever made of a copy. */
export const finalFolder = (copyId: string): string => `final/${copyId}`
