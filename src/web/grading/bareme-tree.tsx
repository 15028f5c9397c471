import { IconMessage } from '@tabler/icons-react'
import { useMemo } from 'react'
import { type FlatNode, flattenStructure, type GradingStructure } from '#domain/grading-structure.ts'
import { formatDelta, formatMark } from '#domain/scoring.ts'
import { useDeskState } from './desk-context.tsx'
import { focusMark } from './focus-places.ts'
import { MarkField } from './mark-field.tsx'
import classes from './marks.module.css'

/** The barème with a field for each question. */
export function BaremeTree({
  structure,
  leaves,
}: {
  structure: GradingStructure
  leaves: readonly FlatNode[]
}) {
  const nodes = useMemo(() => flattenStructure(structure), [structure])
  const annotations = useDeskState((state) => state.history.present.annotations)
  const activeId = useDeskState((state) => state.view.activeQuestion)
  const deltas = useMemo(() => {
    const sums = new Map<string, number>()
    for (const { questionId, scoreDelta } of annotations) {
      if (questionId === null || scoreDelta === null) continue
      sums.set(questionId, (sums.get(questionId) ?? 0) + scoreDelta)
    }
    return sums
  }, [annotations])

  if (nodes.length === 0) {
    return (
      <p className={classes.emptyTree}>
        Cet examen n’a pas encore de barème. Demandez à l’administration de le saisir.
      </p>
    )
  }
  const move = (from: string, direction: 1 | -1) => {
    const next = leaves[leaves.findIndex((leaf) => leaf.id === from) + direction]
    if (next !== undefined) focusMark(next.id)
  }
  return (
    <ul className={classes.tree} aria-label="Barème">
      {nodes.map((node) => (
        <li
          key={node.id}
          className={node.isLeaf ? classes.question : classes.exercise}
          style={{ paddingInlineStart: 12 + node.depth * 12 }}
          data-active={node.isLeaf && node.id === activeId ? '' : undefined}
        >
          <span className={classes.label} title={node.path.join(' › ')}>
            {node.label}
          </span>
          {node.isLeaf ? (
            <>
              <RemarkSign questionId={node.id} />
              <DeltaPill delta={deltas.get(node.id)} />
              <MarkField question={node} onMove={(direction) => move(node.id, direction)} />
            </>
          ) : null}
          <span className={classes.max}>/ {formatMark(node.points)}</span>
        </li>
      ))}
    </ul>
  )
}

function DeltaPill({ delta }: { delta: number | undefined }) {
  if (delta === undefined || delta === 0) return null
  return (
    <span
      className={classes.delta}
      data-sign={delta > 0 ? 'plus' : 'minus'}
      title={`Annotations\u00A0: ${formatDelta(delta)}`}
    >
      {formatDelta(delta)}
    </span>
  )
}

function RemarkSign({ questionId }: { questionId: string }) {
  const remark = useDeskState((state) => state.history.present.remarks[questionId])
  if (remark === undefined) return null
  return <IconMessage size={16} className={classes.dim} aria-label="Remarque écrite" />
}
