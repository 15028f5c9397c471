import { MARK_STEP } from '#domain/grading-structure.ts'
import { formatMark, isValidMark } from '#domain/scoring.ts'

export type MarkInput = { kind: 'none' } | { kind: 'mark'; mark: number } | { kind: 'fault'; reason: string }

/** Reads what a corrector types for a question worth `max` points: « 2,5 », « 2.5 », « ,5 », « 2, » on the way to « 2,5 ». */
export function readMarkInput(text: string, max: number): MarkInput {
  const compact = text.replace(/\s/g, '').replace(',', '.')
  if (compact === '') return { kind: 'none' }
  if (!/^(\d+\.?\d*|\.\d+)$/.test(compact)) {
    return { kind: 'fault', reason: 'Un nombre, par exemple 2,5' }
  }
  const mark = Number(compact)
  if (mark > max) return { kind: 'fault', reason: `Au plus ${formatMark(max)}` }
  if (!isValidMark(mark, max)) return { kind: 'fault', reason: 'Par pas de 0,25' }
  return { kind: 'mark', mark }
}

/** The mark one step above or below, kept between 0 and `max`. With no mark yet, up starts from 0 and down from the maximum. */
export function stepMark(mark: number | undefined, direction: 1 | -1, max: number): number {
  if (mark === undefined) return direction === 1 ? Math.min(MARK_STEP, max) : max
  return Math.min(max, Math.max(0, mark + direction * MARK_STEP))
}

/** Reads the points of an annotation: « +0,5 », « -1 », « −0,25 »; at most `limit` either way. */
export function readDeltaInput(text: string, limit: number): MarkInput {
  const compact = text.replace(/\s/g, '').replace(',', '.').replace('−', '-')
  if (compact === '' || /^[+-]$/.test(compact)) return { kind: 'none' }
  if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(compact)) {
    return { kind: 'fault', reason: 'Un nombre, par exemple −0,5' }
  }
  const delta = Number(compact)
  if (Math.abs(delta) > limit) {
    return { kind: 'fault', reason: `Entre −${formatMark(limit)} et +${formatMark(limit)}` }
  }
  if (!Number.isInteger(delta / MARK_STEP)) return { kind: 'fault', reason: 'Par pas de 0,25' }
  return delta === 0 ? { kind: 'none' } : { kind: 'mark', mark: delta }
}
