import type { HeaderField, PlacedField } from './header-fields.ts'

/** Less of a page, across or down, holds no writing: 4 mm wide, 3 mm high on A4. */
export const LEAST_FIELD_WIDTH = 0.02
export const LEAST_FIELD_HEIGHT = 0.01

export type LayoutFault = 'no_field' | 'field_twice' | 'full_name_beside_names' | 'outside_page' | 'too_small'

/** What is wrong with the fields of a header that a person outlined; null when nothing is. */
export function faultOfLayout(fields: readonly PlacedField[]): LayoutFault | null {
  if (fields.length === 0) return 'no_field'
  const named = new Set(fields.map(({ field }) => field))
  if (named.size < fields.length) return 'field_twice'
  if (EXCLUDED.fullName?.some((field) => named.has(field)) && named.has('fullName'))
    return 'full_name_beside_names'
  // A hair of slack: `x + w` of two rounded numbers may pass 1.
  if (fields.some(({ box: { x, y, w, h } }) => x < 0 || y < 0 || x + w > 1.000001 || y + h > 1.000001))
    return 'outside_page'
  if (fields.some(({ box: { w, h } }) => w < LEAST_FIELD_WIDTH || h < LEAST_FIELD_HEIGHT)) return 'too_small'
  return null
}

const EXCLUDED: Partial<Record<HeaderField, readonly HeaderField[]>> = {
  fullName: ['lastName', 'firstName'],
  lastName: ['fullName'],
  firstName: ['fullName'],
}

/** The fields that may still be outlined beside those there are. */
export const mayStandBeside = (field: HeaderField, there: readonly HeaderField[]): boolean =>
  !there.includes(field) && !there.some((other) => EXCLUDED[field]?.includes(other))
