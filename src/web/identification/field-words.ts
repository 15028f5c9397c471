import type { HeaderField } from '#domain/header-fields.ts'

/** As forms print them. */
export const FIELD_WORDS: Record<HeaderField, string> = {
  fullName: 'Nom et prénom',
  lastName: 'Nom',
  firstName: 'Prénom',
  birthDate: 'Né(e) le',
  className: 'Classe',
}
