import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Student } from '#contract/students.ts'
import { nameKey } from '#domain/names.ts'
import { LongTable } from '#web/ui/long-table.tsx'
import { BirthDay } from './birth-day.tsx'
import classes from './students.module.css'

interface RosterTableProps {
  students: readonly Student[]
  /** Name keys that several students of the whole roster bear. */
  homonyms: ReadonlySet<string>
  onRemove: (student: Student) => void
}

export function RosterTable({ students, homonyms, onRemove }: RosterTableProps) {
  return (
    <LongTable
      label="Liste des élèves"
      rows={students}
      rowKey={({ id }) => id}
      maxHeight="440px"
      minWidthPx={620}
      headings={
        <>
          <th scope="col">Nom</th>
          <th scope="col" style={{ width: '20%' }}>
            Prénom
          </th>
          <th scope="col" style={{ width: 90 }}>
            Classe
          </th>
          <th scope="col" style={{ width: 196 }}>
            Naissance
          </th>
          <th scope="col" style={{ width: 76 }}>
            Compte
          </th>
          <th scope="col" style={{ width: 52 }}>
            <VisuallyHidden>Retirer</VisuallyHidden>
          </th>
        </>
      }
      cells={(student) => {
        const isHomonym = homonyms.has(nameKey(student))
        return (
          <>
            <td className={classes.name} title={student.lastName}>
              {student.lastName}
            </td>
            <td title={student.firstName}>{student.firstName}</td>
            <td title={student.className}>{student.className}</td>
            <td>
              <BirthDay isoDay={student.birthDate} homonym={isHomonym} />
            </td>
            <td className={classes.quiet}>{student.hasAccount ? 'oui' : 'non'}</td>
            <td className={classes.act}>
              <ActionIcon
                variant="subtle"
                aria-label={`Retirer ${student.lastName} ${student.firstName} de la liste`}
                title="Retirer de la liste"
                onClick={() => onRemove(student)}
              >
                <IconX size={16} />
              </ActionIcon>
            </td>
          </>
        )
      }}
    />
  )
}
