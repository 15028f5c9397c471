import { readFile } from 'node:fs/promises'
import { type RenderedPage, renderPage } from './render-page.ts'

export interface RenderInput {
  pdfPath: string
  dpi: number
}

/** Renders a page away from the server's own process. */
export async function run({ pdfPath, dpi }: RenderInput): Promise<RenderedPage> {
  return renderPage(await readFile(pdfPath), dpi)
}
