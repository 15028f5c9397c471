import { type KeyboardEvent, useRef, useState } from 'react'
import type { FlatNode } from '#domain/grading-structure.ts'
import { formatMark } from '#domain/scoring.ts'
import { useCanMark, useDeskState, useDeskStore } from './desk-context.tsx'
import { focusPaper, markFieldId } from './focus-places.ts'
import { readMarkInput, stepMark } from './mark-input.ts'
import { setMark } from './marking.ts'
import classes from './marks.module.css'
import { chooseTool, toolOfKey } from './tools.ts'

/** The mark of one question. What is typed counts from the letter that makes it valid; what is not valid is no mark. */
export function MarkField({
  question,
  onMove,
}: {
  question: FlatNode
  /** To the question above (−1) or below (1). */
  onMove: (direction: 1 | -1) => void
}) {
  const store = useDeskStore()
  const canMark = useCanMark()
  const mark = useDeskState((state) => state.history.present.marks[question.id])
  // The text stands as long as the mark it gave does: an undo or a shortcut replaces it.
  const [typed, setTyped] = useState<{ text: string; mark: number | undefined } | null>(null)
  const markBefore = useRef(mark)
  const stands = typed !== null && typed.mark === mark
  const text = stands ? typed.text : mark === undefined ? '' : formatMark(mark)
  const input = readMarkInput(text, question.points)

  const put = (next: number | null) =>
    store.change((marking) => setMark(marking, question.id, next), `mark:${question.id}`)

  const type = (next: string) => {
    const read = readMarkInput(next, question.points)
    const given = read.kind === 'mark' ? read.mark : null
    put(given)
    setTyped({ text: next, mark: given ?? undefined })
  }

  const set = (next: number) => {
    put(next)
    setTyped(null)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const { key } = event
    if (key === 'ArrowDown' || (key === 'Enter' && !event.shiftKey)) onMove(1)
    else if (key === 'ArrowUp' || (key === 'Enter' && event.shiftKey)) onMove(-1)
    else if (key === 'm' || key === 'M') set(question.points)
    else if (key === '+' || key === '=') set(stepMark(mark, 1, question.points))
    else if (key === '-') set(stepMark(mark, -1, question.points))
    else if (key === 'Escape') {
      // What could not be read gives way to the mark there was; a good one stays.
      if (input.kind === 'fault') put(markBefore.current ?? null)
      setTyped(null)
      focusPaper()
    } else {
      const tool = toolOfKey(key)
      if (tool === undefined) return
      chooseTool(store, tool)
      focusPaper()
    }
    event.preventDefault()
  }

  return (
    <span className={classes.field}>
      <input
        id={markFieldId(question.id)}
        className={classes.mark}
        inputMode="decimal"
        autoComplete="off"
        aria-label={`${question.path.join(', ')}, sur ${formatMark(question.points)}`}
        aria-invalid={input.kind === 'fault'}
        aria-describedby={input.kind === 'fault' ? `fault-${question.id}` : undefined}
        readOnly={!canMark}
        value={text}
        onFocus={(event) => {
          markBefore.current = mark
          store.closeStep()
          if (store.getState().view.activeQuestion !== question.id)
            store.look({ activeQuestion: question.id })
          event.currentTarget.select()
        }}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={() => {
          if (input.kind !== 'fault') setTyped(null)
        }}
        onKeyDown={onKeyDown}
      />
      {input.kind === 'fault' && (
        <span id={`fault-${question.id}`} className={classes.fault} role="alert">
          {input.reason}
        </span>
      )}
    </span>
  )
}
