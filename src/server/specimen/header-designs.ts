import { type Box, printHand, textWidth, writeText } from './hand.ts'
import type { Mark } from './marks.ts'
import { PAGE_WIDTH_MM } from './paper.ts'
import { seededRandom } from './random.ts'

export const HEADER_FIELDS = ['nom', 'prenom', 'classe', 'dob', 'epreuve'] as const
export type HeaderField = (typeof HEADER_FIELDS)[number]

/** Where one value is asked for, in millimetres of the page. */
interface FieldPlace {
  label: string
  /** Where its label begins, and the line both stand on. */
  x: number
  baseline: number
  /** The value ends before this. */
  end: number
  /** Width of one box when each letter has its own. */
  boxMm?: number
}

interface Design {
  /** Height of the printed part; below it the ruling goes on. */
  heightMm: number
  /** What anonymity has to cover. */
  band: Box
  fields: Record<HeaderField, FieldPlace>
  /** What the values are written on. */
  line: 'dots' | 'rule' | 'none'
  ink: string
  strokeMm: number
  /** Whatever is printed besides: outlines as SVG path data and texts. */
  strokes: string
  texts: Array<[text: string, x: number, baseline: number, xHeightMm?: number]>
}

const label = (text: string, x: number, baseline: number, end: number, boxMm?: number): FieldPlace => ({
  ...{ label: text, x, baseline, end },
  ...(boxMm === undefined ? {} : { boxMm }),
})
/** Names and lines as most forms have them. */
const listed = (x: number, end: number, top: number, step: number): Design['fields'] => ({
  nom: label('Nom', x, top, end),
  prenom: label('Prénom', x, top + step, end),
  classe: label('Classe', x, top + 2 * step, x + (end - x) * 0.48),
  dob: label('Né(e) le', x + (end - x) * 0.5, top + 2 * step, end),
  epreuve: label('Épreuve', x, top + 3 * step, end),
})
const paired = (top: number, step: number, middle = 108): Design['fields'] => ({
  nom: label('NOM', 16, top, middle - 8),
  prenom: label('PRÉNOM', middle, top, 194),
  classe: label('CLASSE', 16, top + step, middle - 8),
  dob: label('NÉ(E) LE', middle, top + step, 194),
  epreuve: label('Épreuve', 16, top + 2 * step, 130),
})
const box = (x: number, y: number, w: number, h: number) => `M${x} ${y}h${w}v${h}h${-w}Z`

const DARK = '#3b3b40'
const DESIGNS = {
  frame: {
    heightMm: 63.2,
    band: [11, 9, 199, 61],
    fields: listed(16, 126, 22, 10),
    line: 'dots',
    ink: DARK,
    strokeMm: 0.3,
    strokes: `${box(12, 10, 186, 50)}${box(129, 13, 26, 44)}${box(158, 13, 37, 44)}M134 44H150`,
    texts: [
      ['Note', 137, 20],
      ['20', 142.5, 50, 2.3],
      ['Observations', 163.5, 20],
      ['Ne rien écrire dans ce cadre', 162.2, 54.5, 1],
    ],
  },
  boxes: {
    heightMm: 63,
    band: [6, 6, 204, 62],
    fields: {
      nom: label('Nom', 12, 20, 190, 6),
      prenom: label('Prénom(s)', 12, 30, 190, 6),
      dob: label('Né(e) le', 12, 40, 104, 6),
      classe: label('Classe', 120, 40, 192),
      epreuve: label('Épreuve', 12, 50, 150),
    },
    line: 'none',
    ink: '#303034',
    strokeMm: 0.18,
    strokes: '',
    texts: [
      ['Modèle de copie', 12, 11, 1.5],
      ['Remplir en capitales, à l’encre. Numéroter chaque page.', 12, 58, 1.1],
    ],
  },
  right: {
    heightMm: 56,
    band: [10, 8, 202, 54],
    fields: listed(104, 194, 19, 9),
    line: 'dots',
    ink: DARK,
    strokeMm: 0.25,
    strokes: box(100, 11, 98, 40),
    texts: [
      ['Lycée polyvalent', 14, 16, 2],
      ['DEVOIR COMMUN', 14, 26, 2.4],
      ['Durée : 2 h', 14, 34],
      ['Note :      / 20', 14, 44, 2],
    ],
  },
  dotted: {
    heightMm: 46,
    band: [12, 8, 198, 45],
    fields: paired(22, 10),
    line: 'dots',
    ink: DARK,
    strokeMm: 0.25,
    strokes: '',
    texts: [['Évaluation', 92, 12, 2.2]],
  },
  rule: {
    heightMm: 48,
    band: [8, 8, 202, 46],
    fields: paired(16, 11),
    line: 'rule',
    ink: '#2c2c30',
    strokeMm: 0.3,
    strokes: 'M8 45H202',
    texts: [['Note :        / 20', 150, 38, 2]],
  },
  minimal: {
    heightMm: 44,
    band: [14, 8, 140, 42],
    fields: listed(16, 120, 14, 8),
    line: 'none',
    ink: DARK,
    strokeMm: 0.25,
    strokes: '',
    texts: [],
  },
  logo: {
    heightMm: 60,
    band: [10, 8, 200, 58],
    fields: paired(38, 9),
    line: 'rule',
    ink: '#5f6f93',
    strokeMm: 0.16,
    strokes: 'M24 12a8 8 0 1 0 .01 0ZM18 20l6 -5l6 5l-6 5ZM24 15v10M40 28H150',
    texts: [
      ['Lycée Marie-Curie', 40, 17, 2.6],
      ['Composition du premier trimestre', 40, 25, 1.9],
    ],
  },
  pale: {
    heightMm: 58,
    band: [13, 9, 197, 57],
    fields: listed(20, 140, 20, 10),
    line: 'dots',
    ink: '#9aa0a8',
    strokeMm: 0.16,
    strokes: `${box(14, 10, 130, 46)}${box(148, 10, 48, 46)}`,
    texts: [['Note', 152, 17]],
  },
  table: {
    heightMm: 50,
    band: [11, 9, 199, 48],
    fields: paired(19, 12),
    line: 'none',
    ink: '#26262a',
    strokeMm: 0.22,
    strokes: `${box(12, 10, 186, 37)}M12 23H198M12 35H198M104 10V35`,
    texts: [['Note :      / 20', 150, 43]],
  },
  left: {
    heightMm: 50,
    band: [10, 8, 112, 49],
    fields: listed(14, 108, 15, 9.5),
    line: 'rule',
    ink: DARK,
    strokeMm: 0.2,
    strokes: '',
    texts: [['Contrôle n° 2', 140, 15, 2.2]],
  },
} satisfies Record<string, Design>

export type HeaderDesign = keyof typeof DESIGNS
export const HEADER_DESIGNS = Object.keys(DESIGNS) as HeaderDesign[]

const get = (design: HeaderDesign): Design => DESIGNS[design]

export const headerBand = (design: HeaderDesign): Box => get(design).band

/** Where the value of a field is written: its baseline, its room, and the width of its boxes if it has any. */
export function valuePlace(design: HeaderDesign, field: HeaderField) {
  const place = get(design).fields[field]
  const start = valueStart(place)
  return { start, end: place.end, baseline: place.baseline, boxMm: place.boxMm ?? null }
}

/** Where the value of a field may stand. */
export function fieldArea(design: HeaderDesign, field: HeaderField): Box {
  const { start, end, baseline } = valuePlace(design, field)
  return [start - 1, baseline - 8.5, end + 2, baseline + 3]
}

const LABEL_HEIGHT_MM = 1.75
const valueStart = ({ label: text, x }: FieldPlace) =>
  x + textWidth(printHand(LABEL_HEIGHT_MM), `${text}\u00a0:`) + 2

const drawn = new Map<HeaderDesign, string>()

/** The printed header of a first page. Opaque: it hides the ruling. */
export function printedHeader(design: HeaderDesign, paper: string): Mark {
  const known = drawn.get(design)
  const svg = known ?? drawHeader(get(design))
  if (known === undefined) drawn.set(design, svg)
  const { heightMm } = get(design)
  return {
    svg: `<rect width="${PAGE_WIDTH_MM}" height="${heightMm}" fill="${paper}"/>${svg}`,
    box: [0, 0, PAGE_WIDTH_MM, heightMm],
  }
}

function drawHeader(design: Design): string {
  const { ink, strokeMm, strokes, texts } = design
  const print = (text: string, x: number, y: number, xHeightMm = LABEL_HEIGHT_MM) => {
    const { d } = writeText(printHand(xHeightMm), seededRandom('print'), text, x, y)
    return `<path d="${d}" fill="${ink}" stroke="none"/>`
  }
  const places = Object.values(design.fields)
  const labels = places.map((place) => print(`${place.label}\u00a0:`, place.x, place.baseline))
  const lines = places.map((place) => fieldLine(design, place))
  return (
    `<g fill="none" stroke="${ink}" stroke-width="${strokeMm}"><path d="${strokes}"/>` +
    `${labels.join('')}${lines.join('')}${texts.map((text) => print(...text)).join('')}</g>`
  )
}

function fieldLine(design: Design, place: FieldPlace): string {
  const start = valueStart(place)
  if (place.boxMm !== undefined) {
    const { boxMm, baseline, end } = place
    const count = Math.floor((end - start) / boxMm)
    const boxes = Array.from({ length: count }, (_, i) => box(start + i * boxMm, baseline - 5.5, boxMm, 7))
    return `<path d="${boxes.join('')}"/>`
  }
  if (design.line === 'none') return ''
  const dash = design.line === 'dots' ? ' stroke-dasharray=".25 .75"' : ''
  return `<path d="M${start - 1} ${place.baseline + 0.6}H${place.end}"${dash}/>`
}
