import { ActionIcon, Tooltip } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { ANNOTATION_TYPES, type Annotation } from '#domain/annotations.ts'
import { leavesOf } from '#domain/grading-structure.ts'
import { formatDelta } from '#domain/scoring.ts'
import { Keys } from '#web/ui/keys.tsx'
import classes from './annotations.module.css'
import { useDeskState, useDeskStore } from './desk-context.tsx'
import { focusAnnotation, focusPaper } from './focus-places.ts'
import { readDeltaInput } from './mark-input.ts'
import { changeAnnotation, removeAnnotation } from './marking.ts'
import { TYPE_NAMES } from './tools.ts'

/** Type, points and question of the annotation in hand, just above it. */
export function AnnotationPopover({ annotation }: { annotation: Annotation }) {
  const store = useDeskStore()
  const structure = useDeskState((state) => state.desk.exam.gradingStructure)
  const { id } = annotation
  const change = (part: Partial<Annotation>, stepKey: string | null = null) =>
    store.change((marking) => changeAnnotation(marking, id, part), stepKey)
  return (
    <div
      className={classes.popover}
      data-annotation-popover
      role="toolbar"
      aria-label="Annotation choisie"
      style={{
        left: `clamp(0px, ${annotation.x * 100}%, calc(100% - 420px))`,
        bottom: `calc(${(1 - annotation.y) * 100}% + 12px)`,
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        store.select(id)
        focusAnnotation(id)
      }}
    >
      {ANNOTATION_TYPES.map((type) => (
        <Tooltip key={type} label={TYPE_NAMES[type]}>
          <ActionIcon
            variant={type === annotation.type ? 'light' : 'subtle'}
            aria-label={TYPE_NAMES[type]}
            aria-pressed={type === annotation.type}
            onClick={() => change({ type })}
          >
            <span className={classes.typeDot} data-type={type} />
          </ActionIcon>
        </Tooltip>
      ))}
      <DeltaField
        key={id}
        annotation={annotation}
        onChange={(scoreDelta) => change({ scoreDelta }, `delta:${id}`)}
      />
      <select
        className={classes.questionChoice}
        aria-label="Question à laquelle comptent ces points"
        value={annotation.questionId ?? ''}
        onChange={(event) => change({ questionId: event.currentTarget.value || null })}
      >
        <option value="">Aucune question</option>
        {leavesOf(structure).map((leaf) => (
          <option key={leaf.id} value={leaf.id}>
            {leaf.path.join(' › ')}
          </option>
        ))}
      </select>
      <Tooltip
        label={
          <>
            Supprimer <Keys keys="Delete" />
          </>
        }
      >
        <ActionIcon
          aria-label="Supprimer l’annotation"
          onClick={() => {
            store.change((marking) => removeAnnotation(marking, id))
            focusPaper()
          }}
        >
          <IconTrash size={16} />
        </ActionIcon>
      </Tooltip>
    </div>
  )
}

/** A limit that stops slips of the finger; the question's maximum bounds the mark anyway. */
const MOST_POINTS = 100

function DeltaField({
  annotation,
  onChange,
}: {
  annotation: Annotation
  onChange: (delta: number | null) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const stored = annotation.scoreDelta === null ? '' : formatDelta(annotation.scoreDelta)
  const input = readDeltaInput(typed ?? stored, MOST_POINTS)
  return (
    <>
      <input
        className={classes.pointsField}
        aria-label="Points de l’annotation"
        aria-invalid={input.kind === 'fault'}
        title="Points ajoutés ou retirés, par pas de 0,25"
        placeholder={'±\u00A0pts'}
        inputMode="text"
        value={typed ?? stored}
        onChange={(event) => {
          const text = event.currentTarget.value
          setTyped(text)
          const next = readDeltaInput(text, MOST_POINTS)
          if (next.kind === 'mark') onChange(next.mark)
          if (next.kind === 'none') onChange(null)
        }}
        onBlur={() => {
          if (input.kind !== 'fault') setTyped(null)
        }}
      />
      {input.kind === 'fault' && <span className={classes.fault}>{input.reason}</span>}
    </>
  )
}
