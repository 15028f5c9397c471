import type { AnnotationType } from '#domain/annotations.ts'
import type { Colour } from './final-pdf.canvas.ts'
import type { TextStyle } from './final-pdf.typesetting.ts'

const hex = (code: string): Colour => {
  const part = (at: number) => Number.parseInt(code.slice(at, at + 2), 16) / 255
  return [part(1), part(3), part(5)]
}

export const WHITE: Colour = [1, 1, 1]
export const BLACK = hex('#1c2024')
export const GREY = hex('#5b6470')
export const HAIRLINE = hex('#d5d9de')
export const INK_BLUE = hex('#1d4289')
const RED = hex('#c0202c')
const GREEN = hex('#1f7a3d')
const AMBER = hex('#7a5600')
export const HIGHLIGHTER = hex('#ffe45c')

/** Colour of what is written for each type; all are at least 4.5 : 1 on white. */
export const TYPE_COLOURS: Record<AnnotationType, Colour> = {
  COMMENT: INK_BLUE,
  HIGHLIGHT: AMBER,
  ERROR: RED,
  BONUS: GREEN,
}

/** The word that says the type where the colour alone would. */
export const TYPE_LABELS: Record<AnnotationType, string> = {
  COMMENT: '',
  HIGHLIGHT: '',
  ERROR: 'Erreur',
  BONUS: 'Bonus',
}

export const NOTE_TEXT: TextStyle = { size: 9.5, weight: 'regular' }
export const NOTE_LABEL: TextStyle = { size: 7.5, weight: 'semibold' }
