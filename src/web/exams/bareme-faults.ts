import { MAX_LEAVES, MAX_POINTS, type StructureFault } from '#domain/grading-structure.ts'
import { formatCount } from '#web/ui/number-format.ts'

const SENTENCES: Record<StructureFault['code'], string> = {
  duplicate_id: 'Ligne en double\u00A0: supprimez-la et recréez-la.',
  points_not_a_step: 'Les points vont par 0,25.',
  points_out_of_range: `De 0,25 à ${formatCount(MAX_POINTS)} points.`,
  label_empty: 'Donnez un nom.',
  too_deep: 'Trop de niveaux.',
  too_many_questions: `Au plus ${MAX_LEAVES} questions.`,
}

export const faultSentence = (fault: StructureFault): string => SENTENCES[fault.code]
