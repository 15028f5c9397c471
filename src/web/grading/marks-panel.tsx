import { useMemo } from 'react'
import { leavesOf } from '#domain/grading-structure.ts'
import { ActiveQuestion } from './active-question.tsx'
import { AppreciationField } from './appreciation-field.tsx'
import { BaremeTree } from './bareme-tree.tsx'
import { useDeskState } from './desk-context.tsx'
import { FinishBox, type FinishBoxProps } from './finish-box.tsx'
import classes from './marks.module.css'

/** Everything that is not on the paper: marks by question, remarks, appreciation, total, end. */
export function MarksPanel(finishing: FinishBoxProps) {
  const structure = useDeskState((state) => state.desk.exam.gradingStructure)
  const activeId = useDeskState((state) => state.view.activeQuestion)
  const leaves = useMemo(() => leavesOf(structure), [structure])
  const active = leaves.find((leaf) => leaf.id === activeId) ?? leaves[0]
  return (
    <aside className={classes.panel} aria-label="Notes">
      <BaremeTree structure={structure} leaves={leaves} />
      {active !== undefined && <ActiveQuestion key={active.id} question={active} />}
      <AppreciationField />
      <FinishBox {...finishing} />
    </aside>
  )
}
