import type { PageBox } from './geometry.ts'

/** What a header asks for and a roster knows. `fullName` is one field for both names. */
export const HEADER_FIELDS = ['fullName', 'lastName', 'firstName', 'birthDate', 'className'] as const
export type HeaderField = (typeof HEADER_FIELDS)[number]

/** Where the value of a field is written, without its label, in [0,1] of the upright page. */
export interface PlacedField {
  field: HeaderField
  box: PageBox
}

/** A field as it was found: by its label, by its outline, or a line of which nothing says what it is. */
export const SEEN_FIELDS = [...HEADER_FIELDS, 'line'] as const
export type SeenField = (typeof SEEN_FIELDS)[number]

/** What was read in a field. */
export interface ReadField {
  field: SeenField
  box: PageBox
  text: string
}

/** A student of the roster as an answer to what was read in one header. */
export interface ReadingCandidate {
  studentId: number
  /** Log-likelihood of the header, relative to that of the best reading; the higher the better. */
  score: number
  /** What it would be if the student's own name, date and class were read without any doubt. */
  perfect: number
  /** 0..1: probability that the copy is theirs. */
  confidence: number
  /** How well each field that was read agrees with the student, 0..1. */
  fields: Array<{ field: HeaderField; agreement: number }>
}

export const READING_STATUSES = ['certain', 'review', 'none'] as const
export type ReadingStatus = (typeof READING_STATUSES)[number]
