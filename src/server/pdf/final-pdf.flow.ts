import { Canvas } from './final-pdf.canvas.ts'
import { A4_HEIGHT, A4_WIDTH } from './final-pdf.frame.ts'
import { GREY } from './final-pdf.look.ts'
import type { TextStyle, Typesetting } from './final-pdf.typesetting.ts'

const MARGIN = 56
const FOOTER: TextStyle = { size: 8, weight: 'regular' }

/** A4 pages filled from top to bottom. Points, y down. */
export class Flow {
  readonly type: Typesetting
  readonly left = MARGIN
  readonly right = A4_WIDTH - MARGIN
  readonly pages: Canvas[] = []
  /** Where the next thing goes. */
  y = MARGIN
  /** Draws what is repeated at the top of each further page, from `y` on, and moves `y`. */
  repeatHeading: (() => void) | null = null
  #canvas: Canvas

  constructor(type: Typesetting) {
    this.type = type
    this.#canvas = this.#addPage()
  }

  get canvas(): Canvas {
    return this.#canvas
  }

  get width(): number {
    return this.right - this.left
  }

  /** Goes to a new page unless `height` points are left on this one. */
  reserve(height: number): void {
    if (this.y + height <= A4_HEIGHT - MARGIN) return
    this.#canvas = this.#addPage()
    this.y = MARGIN
    this.repeatHeading?.()
  }

  /** Writes « title · 1/2 » at the foot of every page; call once, when all pages are there. */
  numberPages(title: string): void {
    for (const [index, page] of this.pages.entries()) {
      const text = this.pages.length === 1 ? title : `${title} · ${index + 1}/${this.pages.length}`
      page.text(text, this.right - this.type.width(text, FOOTER), A4_HEIGHT - MARGIN / 2, FOOTER, GREY)
    }
  }

  #addPage(): Canvas {
    const page = new Canvas(A4_WIDTH, A4_HEIGHT, this.type)
    this.pages.push(page)
    return page
  }
}
