import type { PaintingDoubt } from '#domain/painting-doubts.ts'

export const DOUBT_WORDS: Record<PaintingDoubt, string> = {
  no_header: 'en-tête non détecté',
  deeper: 'plus bas que les autres',
  shallower: 'moins bas que les autres',
  ink_at_edge: 'écriture coupée par le bord',
}
