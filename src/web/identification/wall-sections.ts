import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { needOf } from './copy-queue.ts'

/** `problem`: nobody can be confirmed as it stands; `review`: proposed with a doubt; `waiting`: the header is still to be read. */
export type SectionKey = 'problem' | 'review' | 'certain' | 'waiting' | 'confirmed'

/** A copy on the wall with the name that stands beside it. */
export interface WallCopy {
  id: string
  copy: IdentificationCopy
  /** Whom it bears, or is proposed to. */
  student: Student | null
  /** How sure the machine is of `student`; null when it is not the machine's. */
  confidence: number | null
  /** What a person should know before they believe the name. */
  remark: string | null
}

export interface WallSection {
  key: SectionKey
  copies: WallCopy[]
}

/** The most doubtful first, within each section too; confirmed ones in scan order. Sections without a copy are left out. */
export function wallSections(
  copies: readonly IdentificationCopy[],
  students: readonly Student[],
): WallSection[] {
  const roster = new Map(students.map((student) => [student.id, student]))
  const numbers = new Map(copies.map((copy, index) => [copy.id, index + 1]))
  const owned = new Map(copies.flatMap((copy) => (copy.student === null ? [] : [[copy.student.id, copy.id]])))
  const proposed = Map.groupBy(
    copies.filter((copy) => copy.student === null && copy.proposal !== null),
    (copy) => copy.proposal?.studentId,
  )
  const sections: Record<SectionKey, WallCopy[]> = {
    problem: [],
    review: [],
    certain: [],
    waiting: [],
    confirmed: [],
  }

  for (const copy of copies) {
    const { id, proposal, reading } = copy
    const first = reading?.candidates[0]
    if (copy.student !== null) {
      const isOther = reading?.status === 'certain' && first?.studentId !== copy.student.id
      sections.confirmed.push({
        ...{ id, copy, student: copy.student, confidence: null },
        remark: isOther ? 'un autre était proposé comme sûr' : null,
      })
      continue
    }
    const student = roster.get(proposal?.studentId ?? -1) ?? null
    const rival = proposed.get(proposal?.studentId)?.find((other) => other.id !== id)
    if (needOf(copy) === 'wait' && copy.headerPageId !== null) {
      sections.waiting.push({ id, copy, student: null, confidence: null, remark: null })
    } else if (proposal === null || student === null) {
      const taken = numbers.get(owned.get(first?.studentId ?? -1) ?? '')
      const remark = taken === undefined ? whyNobody(copy) : `l’élève le plus proche a déjà la copie ${taken}`
      sections.problem.push({ id, copy, student: null, confidence: null, remark })
    } else if (rival !== undefined) {
      const remark = `aussi proposé pour la copie ${numbers.get(rival.id)}`
      sections.problem.push({ id, copy, student, confidence: confidenceOf(copy), remark })
    } else {
      sections[proposal.certain ? 'certain' : 'review'].push({
        ...{ id, copy, student, confidence: confidenceOf(copy) },
        remark: proposal.fileName === null ? null : `fichier\u00A0: ${proposal.fileName}`,
      })
    }
  }
  for (const key of ['review', 'certain'] as const)
    sections[key].sort((a, b) => (a.confidence ?? 0) - (b.confidence ?? 0))
  return (['problem', 'review', 'certain', 'waiting', 'confirmed'] as const)
    .map((key) => ({ key, copies: sections[key] }))
    .filter(({ copies: shown }) => shown.length > 0)
}

const confidenceOf = ({ proposal, reading }: IdentificationCopy): number | null =>
  proposal?.origin === 'header' ? (reading?.confidence ?? null) : null

const whyNobody = ({ headerPageId }: IdentificationCopy): string =>
  headerPageId === null ? 'copie sans page' : 'personne de la liste ne ressort'

/** Has the copy a proposal that a person can confirm among others? */
export const isConfirmable = (key: SectionKey): boolean => key === 'review' || key === 'certain'
