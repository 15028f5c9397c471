import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import type { Student } from '#contract/students.ts'
import { formatDay } from '#web/ui/number-format.ts'
import classes from './roster-table.module.css'

const ROW_HEIGHT_PX = 36

/** Only the rows in view are drawn: a school may put a thousand students on one list. */
export function RosterTable({ students }: { students: readonly Student[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useVirtualizer({
    count: students.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 12,
  })
  const drawn = rows.getVirtualItems()
  const above = drawn[0]?.start ?? 0
  const below = rows.getTotalSize() - (drawn.at(-1)?.end ?? 0)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must scroll with the keyboard too
    <section ref={scroller} className={classes.scroller} tabIndex={0} aria-label="Liste des élèves">
      <table className={classes.table} aria-rowcount={students.length + 1}>
        <thead>
          <tr>
            <th scope="col">Nom</th>
            <th scope="col">Prénom</th>
            <th scope="col">Classe</th>
            <th scope="col">Naissance</th>
            <th scope="col">Compte</th>
          </tr>
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} aria-hidden />}
          {drawn.map(({ index }) => {
            const student = students[index]
            return (
              student !== undefined && (
                <tr key={student.id} aria-rowindex={index + 2} style={{ height: ROW_HEIGHT_PX }}>
                  <td className={classes.name}>{student.lastName}</td>
                  <td>{student.firstName}</td>
                  <td>{student.className}</td>
                  <td className={classes.day}>{formatDay(student.birthDate)}</td>
                  <td className={classes.account}>{student.hasAccount ? 'oui' : 'non'}</td>
                </tr>
              )
            )
          })}
          {below > 0 && <tr style={{ height: below }} aria-hidden />}
        </tbody>
      </table>
    </section>
  )
}
