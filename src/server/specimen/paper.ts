import { type Box, printHand, textWidth, writeText } from './hand.ts'
import type { Mark } from './marks.ts'
import { seededRandom } from './random.ts'

/** Sizes of the paper in millimetres. Page coordinates: origin top left of an upright A4 page, y down. */
export const PAGE_WIDTH_MM = 210
export const PAGE_HEIGHT_MM = 297
export const MARGIN_MM = 44
/** Distance of two writing lines of the French school ruling; three finer lines stand between. */
export const LINE_MM = 8

/** What anonymity has to cover: the printed frame with everything written in it. */
export const HEADER_BAND: Box = [11, 9, 199, 61]

export type HeaderField = 'nom' | 'prenom' | 'classe' | 'dob' | 'epreuve'

/** Where each value may stand, and where its first letter and its baseline are. */
export const HEADER_FIELDS: Record<HeaderField, { label: string; area: Box; x: number; baseline: number }> = {
  nom: { label: 'Nom', area: [27, 12.5, 127, 24.5], x: 31, baseline: 22 },
  prenom: { label: 'Prénom', area: [32.5, 24.5, 127, 34.5], x: 35.5, baseline: 32 },
  classe: { label: 'Classe', area: [30, 34.5, 70, 44.5], x: 33, baseline: 42 },
  dob: { label: 'Né(e) le', area: [85, 34.5, 127, 44.5], x: 89, baseline: 42 },
  epreuve: { label: 'Épreuve', area: [33, 44.5, 127, 57], x: 36, baseline: 52 },
}

let ruling: string | undefined
let header: string | undefined

/** The ruling of one page, as SVG in millimetres. */
export function ruledPage(): string {
  ruling ??= drawRuling()
  return ruling
}

/** The printed header of a first page. Opaque: it hides the ruling. */
export function printedHeader(paper: string): Mark {
  header ??= drawHeader()
  return { svg: `<rect width="210" height="63.2" fill="${paper}"/>${header}`, box: [0, 0, 210, 63.2] }
}

function drawRuling(): string {
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
    `<path d="M${MARGIN_MM} 0V${PAGE_HEIGHT_MM}" stroke="#e58a9b" stroke-width=".32"/>`
  )
}

function drawHeader(): string {
  const lines: string[] = []
  const print = (text: string, x: number, y: number, xHeightMm = 1.75) => {
    const hand = printHand(xHeightMm)
    lines.push(
      `<path d="${writeText(hand, seededRandom('print'), text, x, y).d}" fill="${hand.ink}" stroke="none"/>`,
    )
    return x + textWidth(hand, text)
  }
  const ends: Record<HeaderField, number> = { nom: 124, prenom: 124, classe: 68, dob: 124, epreuve: 124 }
  for (const [name, field] of Object.entries(HEADER_FIELDS)) {
    const start = name === 'dob' ? 71 : 16
    print(`${field.label}\u00a0:`, start, field.baseline)
    lines.push(
      `<path d="M${field.x - 2} ${field.baseline + 0.6}H${ends[name as HeaderField]}" stroke-dasharray=".25 .75"/>`,
    )
  }
  print('Note', 137, 20)
  print('20', 142.5, 50, 2.3)
  lines.push('<path d="M134 44H150"/>')
  print('Observations', 163.5, 20)
  print('Ne rien écrire dans ce cadre', 162.2, 54.5, 1)
  return (
    '<g fill="none" stroke="#4a4a50" stroke-width=".3">' +
    '<rect x="12" y="10" width="186" height="50" rx="2.2"/>' +
    '<rect x="129" y="13" width="26" height="44" rx="1.2"/><rect x="158" y="13" width="37" height="44" rx="1.2"/>' +
    `${lines.join('')}</g>`
  )
}
