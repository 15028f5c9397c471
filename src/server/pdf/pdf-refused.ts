const PDF_REFUSAL_CODES = [
  'pdf_not_a_pdf',
  'pdf_damaged',
  'pdf_encrypted',
  'pdf_empty',
  'pdf_too_many_pages',
  'pdf_page_unreadable',
  'pdf_timeout',
  'pdf_memory',
  'pdf_crash',
  'image_damaged',
  'image_empty',
  'image_too_large',
  'image_too_heavy',
] as const
export type PdfRefusalCode = (typeof PDF_REFUSAL_CODES)[number]

/** A PDF, or an image to be made one, that cannot be taken in. `detail` is technical, for logs and support; never shown as the message. */
export class PdfRefused extends Error {
  readonly code: PdfRefusalCode
  readonly detail: string
  /** 1-based page that caused it, when one did. */
  readonly sourcePage: number | undefined
  constructor(code: PdfRefusalCode, detail: string, sourcePage?: number) {
    super(`${code}: ${detail}`)
    this.name = 'PdfRefused'
    this.code = code
    this.detail = detail
    this.sourcePage = sourcePage
  }
}
