import { Button, Textarea } from '@mantine/core'
import type { FlatNode } from '#domain/grading-structure.ts'
import { formatDelta, formatMark } from '#domain/scoring.ts'
import { useCanMark, useDeskState, useDeskStore, useScore } from './desk-context.tsx'
import { focusMark, REMARK_ID } from './focus-places.ts'
import { stepMark } from './mark-input.ts'
import { setMark, setRemark } from './marking.ts'
import classes from './marks.module.css'

/** The question in hand: its mark by touch or mouse, what annotations make of it, and the remark. */
export function ActiveQuestion({ question }: { question: FlatNode }) {
  const store = useDeskStore()
  const canMark = useCanMark()
  const mark = useDeskState((state) => state.history.present.marks[question.id])
  const remark = useDeskState((state) => state.history.present.remarks[question.id] ?? '')
  const put = (next: number) =>
    store.change((marking) => setMark(marking, question.id, next), `mark:${question.id}`)
  return (
    <section className={classes.active} aria-label={`Question\u00A0: ${question.path.join(', ')}`}>
      <div className={classes.activeHead}>
        <strong className={classes.label} title={question.path.join(' › ')}>
          {question.label}
        </strong>
        <CountedMark question={question} />
      </div>
      {canMark && (
        <div className={classes.quick}>
          <Button size="compact-sm" variant="default" onClick={() => put(0)}>
            0
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => put(stepMark(mark, -1, question.points))}
            aria-label="Un quart de point de moins"
          >
            −
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => put(stepMark(mark, 1, question.points))}
            aria-label="Un quart de point de plus"
          >
            +
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => put(question.points)}>
            Maximum
          </Button>
        </div>
      )}
      <Textarea
        id={REMARK_ID}
        aria-label="Remarque sur cette question"
        placeholder="Remarque sur cette question"
        autosize
        minRows={1}
        maxRows={5}
        maxLength={5000}
        readOnly={!canMark}
        value={remark}
        onChange={(event) => {
          const text = event.currentTarget.value
          store.change((marking) => setRemark(marking, question.id, text), `remark:${question.id}`)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          focusMark(question.id)
        }}
      />
    </section>
  )
}

/** The mark that counts, when annotations change it. */
function CountedMark({ question }: { question: FlatNode }) {
  const score = useScore().questions.find(({ questionId }) => questionId === question.id)
  const mark = useDeskState((state) => state.history.present.marks[question.id])
  if (score?.mark === undefined || score.mark === null || mark === undefined || score.mark === mark)
    return null
  return (
    <span className={classes.dim}>
      {formatMark(mark)} {formatDelta(score.mark - mark)} = {formatMark(score.mark)}
    </span>
  )
}
