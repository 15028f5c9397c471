import type { Exam } from '#contract/exams.ts'
import { countOf } from '#web/ui/number-format.ts'

const STAGES = [
  { path: 'preparation', label: 'Préparation' },
  { path: 'numerisation', label: 'Numérisation' },
  { path: 'agrafage', label: 'Agrafage' },
  { path: 'identification', label: 'Identification' },
  { path: 'repartition', label: 'Répartition' },
  { path: 'correction', label: 'Correction' },
  { path: 'resultats', label: 'Résultats' },
] as const
type StagePath = (typeof STAGES)[number]['path']

/** `look`: a person must act; `running`: wait; `idle`: its turn has not come; `done`: nothing left to do. */
export type StageTone = 'look' | 'running' | 'idle' | 'done'
export interface Stage {
  path: StagePath
  label: string
  tone: StageTone
  /** What there is to do or what was done, with its count. */
  word: string
  /** What to do, for the hint of the next step. */
  advice: string
}
type Standing = Omit<Stage, 'path' | 'label'>

const look = (word: string, advice: string): Standing => ({ tone: 'look', word, advice })
const rest = (tone: 'running' | 'idle' | 'done', word: string): Standing => ({ tone, word, advice: '' })

const STANDINGS: Record<StagePath, (exam: Exam) => Standing> = {
  preparation: ({ counts }) => {
    if (counts.questions === 0) return look('barème à saisir', 'saisir le barème')
    if (counts.students === 0) return look('élèves à importer', 'importer la liste des élèves')
    if (counts.correctors === 0) return look('correcteurs à choisir', 'choisir les correcteurs')
    return rest('done', countOf(counts.students, 'élève'))
  },
  numerisation: ({ counts }) => {
    if (counts.scansRunning > 0) return rest('running', `${counts.scansRunning} en cours`)
    if (counts.scansRefused > 0)
      return look(
        countOf(counts.scansRefused, 'fichier à reprendre', 'fichiers à reprendre'),
        'reprendre les fichiers refusés ou interrompus',
      )
    if (counts.scans === 0) return look('à déposer', 'déposer les copies numérisées')
    return rest('done', countOf(counts.scans, 'fichier'))
  },
  agrafage: ({ counts }) => {
    if (counts.staging > 0) return look(`${counts.staging} à vérifier`, 'vérifier les copies et les valider')
    return counts.copies === 0 ? rest('idle', '') : rest('done', countOf(counts.copies, 'copie'))
  },
  identification: ({ counts }) => {
    const left = counts.copies - counts.identified
    if (left > 0 && counts.proposed > 0) return look(`${left} à vérifier`, 'vérifier les noms proposés')
    if (left > 0) return look(`${left} à identifier`, 'dire à qui est chaque copie')
    return counts.copies === 0 ? rest('idle', '') : rest('done', countOf(counts.identified, 'copie'))
  },
  repartition: ({ counts }) => {
    const left = counts.copies - counts.assigned
    if (left > 0) return look(`${left} à répartir`, 'répartir les copies entre les correcteurs')
    return counts.copies === 0 ? rest('idle', '') : rest('done', countOf(counts.correctors, 'correcteur'))
  },
  correction: ({ counts }) => {
    if (counts.copies === 0) return rest('idle', '')
    if (counts.graded === counts.copies) return rest('done', countOf(counts.graded, 'copie'))
    const word = `${counts.graded} sur ${counts.copies}`
    return counts.graded + counts.locked > 0 ? rest('running', word) : rest('idle', word)
  },
  resultats: ({ counts, resultsReleasedAt }) => {
    if (resultsReleasedAt !== null) return rest('done', 'publiés')
    if (counts.copies > 0 && counts.graded === counts.copies)
      return look('à publier', 'publier les résultats')
    return rest('idle', '')
  },
}

/** The stages of an exam with what stands at each. */
export const stagesOf = (exam: Exam): Stage[] =>
  STAGES.map((stage) => ({ ...stage, ...STANDINGS[stage.path](exam) }))

/** The first stage where a person must act. */
export const nextStage = (stages: readonly Stage[]): Stage | undefined =>
  stages.find(({ tone }) => tone === 'look')
