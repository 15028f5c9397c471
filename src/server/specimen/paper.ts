/** Sizes of the paper in millimetres. Page coordinates: origin top left of an upright A4 page, y down. */
export const PAGE_WIDTH_MM = 210
export const PAGE_HEIGHT_MM = 297
export const MARGIN_MM = 44
/** Distance of two writing lines of the French school ruling; three finer lines stand between. */
export const LINE_MM = 8

/** Rulings of school paper: French school ruling, squares of 5 mm, lines, none. */
export const RULINGS = ['seyes', 'squares', 'lines', 'blank'] as const
export type Ruling = (typeof RULINGS)[number]

const drawn = new Map<Ruling, string>()

/** The ruling of one page, as SVG in millimetres. */
export function ruledPage(ruling: Ruling): string {
  const known = drawn.get(ruling)
  if (known !== undefined) return known
  const svg = DRAW[ruling]()
  drawn.set(ruling, svg)
  return svg
}

const DRAW: Record<Ruling, () => string> = {
  seyes: drawSchoolRuling,
  squares: () => {
    const from = (step: number, most: number) =>
      Array.from({ length: Math.floor(most / step) }, (_, i) => (i + 1) * step)
    const across = from(5, PAGE_HEIGHT_MM).map((y) => `M0 ${y}H${PAGE_WIDTH_MM}`)
    const down = from(5, PAGE_WIDTH_MM).map((x) => `M${x} 0V${PAGE_HEIGHT_MM}`)
    return `<path d="${[...across, ...down].join('')}" stroke="#b9c6dd" stroke-width=".18"/>${margin()}`
  },
  lines: () => {
    let lines = ''
    for (let y = 24; y < PAGE_HEIGHT_MM - 10; y += LINE_MM) lines += `M8 ${y}H${PAGE_WIDTH_MM - 8}`
    return `<path d="${lines}" stroke="#c3c7cf" stroke-width=".2"/>`
  },
  blank: () => '',
}

const margin = () => `<path d="M${MARGIN_MM} 0V${PAGE_HEIGHT_MM}" stroke="#e58a9b" stroke-width=".32"/>`

function drawSchoolRuling(): string {
  let fine = ''
  let strong = ''
  for (let y = 2; y < PAGE_HEIGHT_MM; y += 2) {
    const line = `M0 ${y}H${PAGE_WIDTH_MM}`
    if (y % LINE_MM === 0) strong += line
    else fine += line
  }
  for (let x = MARGIN_MM - 40; x < PAGE_WIDTH_MM; x += LINE_MM) strong += `M${x} 0V${PAGE_HEIGHT_MM}`
  return (
    `<path d="${fine}" stroke="#cbdcec" stroke-width=".13"/><path d="${strong}" stroke="#b9b1d8" stroke-width=".2"/>` +
    margin()
  )
}
