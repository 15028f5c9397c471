/** Where what belongs to a row is kept. `upkeep/forgotten-files.ts` writes the same folders in SQL. */

/** One-page PDFs of a scan. */
export const sheetsFolder = (scanId: string): string => `sheets/${scanId}`

/** Display images of a page, spread over 256 folders. */
export const derivedFolder = (pageId: string): string => `derived/${pageId.slice(0, 2)}/${pageId}`

/** Every final PDF ever made of a copy. */
export const finalFolder = (copyId: string): string => `final/${copyId}`
