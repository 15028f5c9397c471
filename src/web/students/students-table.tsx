import { Button, Checkbox, VisuallyHidden } from '@mantine/core'
import type { SchoolStudent } from '#contract/students.ts'
import { LongTable } from '#web/ui/long-table.tsx'
import { formatDay } from '#web/ui/number-format.ts'
import { BirthDay } from './birth-day.tsx'
import classes from './students.module.css'

interface StudentsTableProps {
  students: readonly SchoolStudent[]
  total: number
  archived: boolean
  chosen: ReadonlySet<number>
  onChoose: (ids: ReadonlySet<number>) => void
  onEdit: (student: SchoolStudent) => void
  onNearEnd: () => void
}

export function StudentsTable(props: StudentsTableProps) {
  const { students, total, archived, chosen, onChoose, onEdit, onNearEnd } = props
  const toggle = (id: number) => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    onChoose(next)
  }
  const all = students.length > 0 && students.every(({ id }) => chosen.has(id))
  return (
    <LongTable
      label="Élèves de l’établissement"
      rows={students}
      total={total}
      rowKey={({ id }) => id}
      onNearEnd={onNearEnd}
      maxHeight="calc(100dvh - 248px)"
      minWidthPx={900}
      headings={
        <>
          <th scope="col" className={classes.check}>
            <Checkbox
              classNames={{ input: classes.box }}
              aria-label="Choisir tous les élèves affichés"
              checked={all}
              indeterminate={!all && chosen.size > 0}
              onChange={() => onChoose(new Set(all ? [] : students.map(({ id }) => id)))}
            />
          </th>
          <th scope="col" style={{ width: '17%' }}>
            Nom
          </th>
          <th scope="col" style={{ width: '13%' }}>
            Prénom
          </th>
          <th scope="col" style={{ width: '9%' }}>
            Classe
          </th>
          <th scope="col" style={{ width: 196 }}>
            Naissance
          </th>
          <th scope="col">E-mail</th>
          <th scope="col" style={{ width: archived ? 124 : 88 }}>
            {archived ? 'Archivé' : 'Compte'}
          </th>
          <th scope="col" style={{ width: 96 }}>
            <VisuallyHidden>Modifier</VisuallyHidden>
          </th>
        </>
      }
      cells={(student) => (
        <>
          <td className={classes.check}>
            <Checkbox
              classNames={{ input: classes.box }}
              aria-label={`Choisir ${student.lastName} ${student.firstName}`}
              checked={chosen.has(student.id)}
              onChange={() => toggle(student.id)}
            />
          </td>
          <td className={classes.name} title={student.lastName}>
            {student.lastName}
          </td>
          <td title={student.firstName}>{student.firstName}</td>
          <td>{student.className}</td>
          <td>
            <BirthDay isoDay={student.birthDate} homonym={student.isHomonym} />
          </td>
          <td className={classes.quiet} title={student.email ?? undefined}>
            {student.email ?? '—'}
          </td>
          <td className={classes.quiet}>
            {student.archivedAt !== null
              ? formatDay(student.archivedAt.slice(0, 10))
              : student.hasAccount
                ? 'oui'
                : 'non'}
          </td>
          <td className={classes.act}>
            <Button variant="subtle" size="compact-sm" onClick={() => onEdit(student)}>
              Modifier
              <VisuallyHidden>
                {'\u00A0'}
                {student.lastName} {student.firstName}
              </VisuallyHidden>
            </Button>
          </td>
        </>
      )}
    />
  )
}
