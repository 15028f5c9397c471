import type { TextStyle, Typesetting } from './final-pdf.typesetting.ts'

/** Red, green, blue in [0, 1]. */
export type Colour = readonly [red: number, green: number, blue: number]

export interface Box {
  x: number
  y: number
  w: number
  h: number
}

export type Point = readonly [x: number, y: number]

/** Names of the graphics states in the resources of every canvas (see `graphicsStates`). */
export const GRAPHICS_STATES = {
  Highlighter: { Type: 'ExtGState', BM: 'Multiply', ca: 0.7 },
  Veil: { Type: 'ExtGState', ca: 0.84 },
} as const
export type GraphicsState = keyof typeof GRAPHICS_STATES

/** Share of a radius at which the handles of a cubic curve make a quarter of a circle. */
const ARC = 0.5523

/** Writes PDF operators. Points, origin at the top left, y down. */
export class Canvas {
  readonly width: number
  readonly height: number
  readonly type: Typesetting
  readonly #operators: string[] = []

  constructor(width: number, height: number, type: Typesetting) {
    this.width = width
    this.height = height
    this.type = type
  }

  get content(): string {
    return this.#operators.join('\n')
  }

  fillRect(box: Box, colour: Colour): void {
    this.#add(`${rgb(colour)} rg ${this.#rect(box)} f`)
  }

  strokeRect(box: Box, colour: Colour, lineWidth: number): void {
    this.#add(`${rgb(colour)} RG ${num(lineWidth)} w 0 J 1 j ${this.#rect(box)} S`)
  }

  fillRoundRect({ x, y, w, h }: Box, radius: number, colour: Colour): void {
    const r = Math.min(radius, w / 2, h / 2)
    const k = r * (1 - ARC)
    const [right, bottom] = [x + w, y + h]
    const corner = (a: Point, b: Point, c: Point) => `${this.#at(a)} ${this.#at(b)} ${this.#at(c)} c`
    this.#add(
      `${rgb(colour)} rg ${this.#at([x + r, y])} m ${this.#at([right - r, y])} l`,
      corner([right - k, y], [right, y + k], [right, y + r]),
      `${this.#at([right, bottom - r])} l`,
      corner([right, bottom - k], [right - k, bottom], [right - r, bottom]),
      `${this.#at([x + r, bottom])} l`,
      corner([x + k, bottom], [x, bottom - k], [x, bottom - r]),
      `${this.#at([x, y + r])} l`,
      `${corner([x, y + k], [x + k, y], [x + r, y])} f`,
    )
  }

  strokeLine(points: readonly Point[], colour: Colour, lineWidth: number): void {
    const path = points.map((point, index) => `${this.#at(point)} ${index === 0 ? 'm' : 'l'}`)
    this.#add(`${rgb(colour)} RG ${num(lineWidth)} w 1 J 1 j ${path.join(' ')} S`)
  }

  /** Fills the closed outline whose corners are rounded off: each side's middle is on the curve. */
  fillSmoothOutline(corners: readonly Point[], colour: Colour): void {
    const first = corners[0]
    const last = corners.at(-1)
    if (!first || !last) return
    let from = middle(last, first)
    const path = [`${rgb(colour)} rg ${this.#at(from)} m`]
    for (const [index, corner] of corners.entries()) {
      const to = middle(corner, corners[index + 1] ?? first)
      // The cubic curve equal to the quadratic one that has `corner` as its handle.
      path.push(`${this.#at(towards(from, corner))} ${this.#at(towards(to, corner))} ${this.#at(to)} c`)
      from = to
    }
    this.#add(`${path.join('\n')} f`)
  }

  /** Draws one line of text; `baseline` is the y of its baseline. */
  text(text: string, x: number, baseline: number, style: TextStyle, colour: Colour): void {
    const runs = this.type.runs(text, style.weight)
    if (runs.length === 0) return
    const shown = runs.map((run) => `/${run.faceName} ${num(style.size)} Tf <${run.hex}> Tj`)
    this.#add(`BT ${rgb(colour)} rg 1 0 0 1 ${this.#at([x, baseline])} Tm ${shown.join(' ')} ET`)
  }

  /** Draws inside `draw` with the named graphics state. */
  under(state: GraphicsState, draw: () => void): void {
    this.#add(`q /${state} gs`)
    draw()
    this.#add('Q')
  }

  #add(...operators: string[]): void {
    this.#operators.push(...operators)
  }

  #at([x, y]: Point): string {
    return `${num(x)} ${num(this.height - y)}`
  }

  #rect({ x, y, w, h }: Box): string {
    return `${this.#at([x, y + h])} ${num(w)} ${num(h)} re`
  }
}

const middle = ([ax, ay]: Point, [bx, by]: Point): Point => [(ax + bx) / 2, (ay + by) / 2]
const towards = ([x, y]: Point, [hx, hy]: Point): Point => [x + ((hx - x) * 2) / 3, y + ((hy - y) * 2) / 3]

/** Hundredths of a point: finer than any printer. */
const num = (value: number): string => String(Math.round(value * 100) / 100 || 0)
const rgb = (colour: Colour): string => colour.map(num).join(' ')
