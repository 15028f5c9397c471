import { randomUUID } from 'node:crypto'
import type { Actor } from '#contract/auth.ts'
import { DeskView, type Marking } from '#contract/grading.ts'
import { type GradingStructure, leavesOf, withParentSums } from '#domain/grading-structure.ts'
import type { Deps } from '#server/deps.ts'
import { listMyCopies } from '#server/grading/copy-list.ts'
import { lockCopy, unlockCopy } from '#server/grading/copy-lock.ts'
import { saveDraft } from '#server/grading/draft.ts'
import { finaliseCopy } from '#server/grading/finalise.ts'

const question = (id: string, label: string, points: number) => ({ id, label: `Question ${label}`, points })

/** The barème of the subject that the invented copies answer. */
export const DEMO_STRUCTURE: GradingStructure = withParentSums([
  {
    id: 'ex1',
    label: 'Exercice 1 : fonctions',
    points: 0,
    children: [
      question('ex1-1', '1', 1.5),
      question('ex1-2a', '2.a', 1),
      question('ex1-2b', '2.b', 1.5),
      question('ex1-3', '3', 1),
    ],
  },
  {
    id: 'ex2',
    label: 'Exercice 2 : mouvement et énergie',
    points: 0,
    children: [
      question('ex2-1', '1', 1),
      question('ex2-2', '2', 1.5),
      question('ex2-3a', '3.a', 1),
      question('ex2-3b', '3.b', 1.5),
    ],
  },
  {
    id: 'ex3',
    label: 'Exercice 3 : la Révolution française',
    points: 0,
    children: [
      question('ex3-1', '1', 1),
      question('ex3-2', '2', 1.5),
      question('ex3-3', '3', 1.5),
      question('ex3-4', '4', 1),
    ],
  },
  {
    id: 'ex4',
    label: 'Exercice 4 : probabilités',
    points: 0,
    children: [question('ex4-1', '1', 1.5), question('ex4-2', '2', 2), question('ex4-3', '3', 1.5)],
  },
])

const FINISHED_EACH = 4

/** Each corrector has finished a few copies and begun another. */
export async function markDemoCopies(deps: Deps, correctors: Actor[], examId: string): Promise<void> {
  for (const [correctorIndex, corrector] of correctors.entries()) {
    const { copies } = await listMyCopies(deps.db, corrector, examId)
    for (const [index, copy] of copies.slice(0, FINISHED_EACH + 1).entries()) {
      const { token } = await lockCopy(deps.db, corrector, copy.id)
      const target = { copyId: copy.id, token }
      const marking = index < FINISHED_EACH ? markAll(index + correctorIndex) : begun()
      const { version } = await saveDraft(deps.db, corrector, target, {
        baseVersion: 0,
        clientId: randomUUID(),
        marking,
        view: DeskView.parse({}),
      })
      if (index < FINISHED_EACH) await finaliseCopy(deps, { actor: corrector, ...target, version })
      else await unlockCopy(deps.db, corrector, copy.id, token)
    }
  }
}

/** How well the marked copies did, from 0 to 1; not alike, and the same at every load. */
const LEVELS = [0.9, 0.55, 0.7, 0.35]

function markAll(index: number): Marking {
  const level = LEVELS[index % LEVELS.length] ?? 1
  const marks = Object.fromEntries(
    leavesOf(DEMO_STRUCTURE).map((leaf, i) => {
      // A little luck from question to question, in quarters of a point.
      const share = Math.min(1, Math.max(0, level + ((i * 7 + index * 5) % 5) / 10 - 0.2))
      return [leaf.id, Math.round(leaf.points * share * 4) / 4]
    }),
  )
  return {
    marks,
    annotations: [
      note({ type: 'COMMENT', x: 0.62, y: 0.34, w: 0.3, h: 0.05, content: 'Bien rédigé, continuez ainsi.' }),
      note({
        type: 'ERROR',
        x: 0.3,
        y: 0.52,
        w: 0.28,
        h: 0.05,
        content: 'Justifiez : quelle propriété utilisez-vous ?',
      }),
      note({ type: 'HIGHLIGHT', x: 0.2, y: 0.68, w: 0.4, h: 0.03, content: null }),
      note({
        type: 'BONUS',
        x: 0.66,
        y: 0.8,
        w: 0.26,
        h: 0.05,
        content: 'Belle vérification',
        questionId: 'ex1-2b',
        scoreDelta: 0.25,
      }),
      note({ type: 'BONUS', pageIndex: 1, x: 0.05, y: 0.3, w: 0.04, h: 0.03, content: '{"shape":"tick"}' }),
    ],
    remarks: { 'ex1-3': 'La courbe se lit, mais le résultat se démontre.' },
    appreciation: 'Un travail sérieux. Soignez la justification des étapes de calcul.',
  }
}

function begun(): Marking {
  return {
    marks: { 'ex1-1': 1.25, 'ex1-2a': 1 },
    annotations: [
      note({ type: 'COMMENT', x: 0.62, y: 0.4, w: 0.3, h: 0.05, content: 'Oui, c’est bien lu.' }),
    ],
    remarks: {},
    appreciation: '',
  }
}

type Note = Marking['annotations'][number]

const note = (fields: Pick<Note, 'type' | 'x' | 'y' | 'w' | 'h' | 'content'> & Partial<Note>): Note => ({
  id: randomUUID(),
  pageIndex: 0,
  scoreDelta: null,
  questionId: null,
  ...fields,
})
