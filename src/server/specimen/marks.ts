import type { Box } from './hand.ts'

/** Something drawn on a page: SVG in the millimetres of that page, and the box that holds it. */
export interface Mark {
  svg: string
  box: Box
}

/** Outlines filled with ink, as `writeText` gives them; none where there is no ink. */
export function inkMark(outlines: { d: string; box: Box | null }, colour: string): Mark[] {
  if (outlines.box === null) return []
  return [{ svg: `<path d="${outlines.d}" fill="${colour}" fill-opacity=".88"/>`, box: outlines.box }]
}

/** A stroke of a pen along `d`. */
export function strokeMark(d: string, box: Box, colour: string, widthMm = 0.3): Mark {
  return {
    svg: `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${widthMm}" stroke-linecap="round" stroke-linejoin="round" stroke-opacity=".85"/>`,
    box: [box[0] - widthMm, box[1] - widthMm, box[2] + widthMm, box[3] + widthMm],
  }
}
