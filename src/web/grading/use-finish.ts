import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { formatMark, scoreCopy } from '#domain/scoring.ts'
import { AWAY_FROM_CORNER, notifyDone } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useDeskSession } from './desk-context.tsx'
import { focusMark } from './focus-places.ts'
import { gradingKeys } from './grading.queries.ts'

/** Ways out of the desk: the copy finished, or given back as it is. */
export function useFinish() {
  const session = useDeskSession()
  const navigate = useNavigate()
  const client = useQueryClient()
  const [isFinishing, setIsFinishing] = useState(false)
  const [obstacle, setObstacle] = useState<string | null>(null)

  const finish = async (): Promise<void> => {
    const { store } = session
    const { desk, history } = store.getState()
    const { structure, marking } = { structure: desk.exam.gradingStructure, marking: history.present }
    const { missing } = scoreCopy(structure, marking.marks, marking.annotations)
    const [first] = missing
    if (first !== undefined) {
      setObstacle(`Il reste ${countOf(missing.length, 'question')} sans note.`)
      focusMark(first)
      return
    }
    store.select(null)
    setObstacle(null)
    setIsFinishing(true)
    try {
      const done = await session.finalise()
      if (done === null) {
        setObstacle('Les dernières modifications n’ont pas pu être enregistrées. La copie reste ouverte.')
        return
      }
      notifyDone(
        `Copie ${desk.anonymousId} terminée\u00A0: ${formatMark(done.total)} / ${formatMark(done.totalMax)}`,
        AWAY_FROM_CORNER,
      )
      void client.invalidateQueries({ queryKey: gradingKeys.myCopies(desk.exam.id) })
      void client.invalidateQueries({ queryKey: gradingKeys.myExams })
      await (done.nextCopyId === null
        ? navigate({ to: '/corrections/$examId', params: { examId: desk.exam.id } })
        : navigate({ to: '/copies/$copyId', params: { copyId: done.nextCopyId } }))
    } catch (error) {
      setObstacle(error instanceof Error ? error.message : 'Une erreur inattendue s’est produite.')
    } finally {
      setIsFinishing(false)
    }
  }

  return {
    isFinishing,
    /** Why the copy could not be finished, until the next try. */
    obstacle,
    finish: () => void (session.store.canMark && !isFinishing && finish()),
    /** The desk gives the copy back as it closes. */
    giveBack: () =>
      void navigate({
        to: '/corrections/$examId',
        params: { examId: session.store.getState().desk.exam.id },
      }),
  }
}
