import type { PageBox } from './geometry.ts'

/** What a header asks for and a roster knows. `fullName` is one field for both names. */
export const HEADER_FIELDS = ['fullName', 'lastName', 'firstName', 'birthDate', 'className'] as const
export type HeaderField = (typeof HEADER_FIELDS)[number]

/** Where the value of a field is written, without its label, in [0,1] of the upright page. */
export interface PlacedField {
  field: HeaderField
  box: PageBox
}

/** What was read in a field. */
export interface ReadField extends PlacedField {
  text: string
}

/** A student of the roster as an answer to what was read in one header. */
export interface ReadingCandidate {
  studentId: number
  /** Log-likelihood of the header, relative to that of the best reading; the higher the better. */
  score: number
  /** 0..1: probability that the copy is theirs. */
  confidence: number
  /** How well each field that was read agrees with the student, 0..1. */
  fields: Array<{ field: HeaderField; agreement: number }>
}

export const READING_STATUSES = ['certain', 'review', 'none'] as const
export type ReadingStatus = (typeof READING_STATUSES)[number]
