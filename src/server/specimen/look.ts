import { HEADER_DESIGNS, type HeaderDesign } from './header-designs.ts'
import { RULINGS, type Ruling } from './paper.ts'
import type { Random } from './random.ts'

/** How the paper of a batch looks, and how its sheets lie on the glass. */
export interface SpecimenLook {
  /** Printed headers; each copy has one of them. */
  headers: readonly HeaderDesign[]
  ruling: Ruling
  /** Colours of paper; each side has one of them. */
  papers: readonly string[]
  /** How dark the writing of the other side shines through, 0..1. */
  shine: number
  /** Black and white only, as fax and the smallest setting of copiers. */
  bitonal: boolean
  /** Sheets lie askew by a spread of a third of this, never more. */
  mostSkewDegrees: number
  /** How far the fold is off the middle of the scan, in millimetres: a spread of a third of this, never more. */
  mostShiftMm: number
  /** How dark the shadow of the fold is. */
  crease: readonly [from: number, to: number]
  /** Of what is behind the paper, where no black border is asked for. */
  background: string
  /** How far sheets with a black border lie off, in millimetres. */
  borderMm: readonly [from: number, to: number]
}

export const USUAL_LOOK: SpecimenLook = {
  headers: ['frame'],
  ruling: 'seyes',
  papers: ['#fbfaf6', '#faf9f3', '#f9f8f4', '#fafafa'],
  shine: 0,
  bitonal: false,
  mostSkewDegrees: 1,
  mostShiftMm: 1.5,
  crease: [0.06, 0.13],
  background: '#ecebe8',
  borderMm: [2.5, 4.5],
}

const PAPERS = [
  ['#fbfaf6', '#f9f8f4'],
  ['#fdfdfd', '#fafafa'],
  // Recycled, yellowish, grey.
  ['#e9e6dc', '#e6e3d8'],
  ['#f6efd6', '#f4edd2'],
  ['#dededc', '#e2e2e0'],
] as const

/** Any paper, form and scanner. */
export function anyLook(random: Random): SpecimenLook {
  const header = random.pick(HEADER_DESIGNS)
  const bitonal = random.chance(0.15)
  return {
    headers: random.chance(0.3) ? [header, random.pick(HEADER_DESIGNS)] : [header],
    ruling: random.pick(RULINGS),
    papers: bitonal ? ['#fdfdfd'] : random.pick(PAPERS),
    shine: random.chance(0.5) ? random.between(0.04, 0.2) : 0,
    bitonal,
    mostSkewDegrees: random.pick([0.6, 1, 1.5, 2.5, 5]),
    mostShiftMm: random.pick([1, 3, 6, 10]),
    crease: random.chance(0.15) ? [0, 0.004] : [0.03, 0.13],
    background: random.pick(['#ecebe8', '#fafafa', '#3a3a3c', '#151517']),
    borderMm: random.pick([
      [2.5, 4.5],
      [4, 12],
    ] as const),
  }
}
