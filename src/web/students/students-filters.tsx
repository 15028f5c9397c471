import { SegmentedControl, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { RefObject } from 'react'
import type { SchoolClass } from '#contract/students.ts'
import styles from './students.module.css'

/** In the list of classes, and nowhere else: the class of those who are in none is ''. */
const NO_CLASS = '—'

/** What becomes of the address; what is left out stays. */
export interface Look {
  recherche?: string
  classe?: string | undefined
  archives?: boolean
}

interface StudentsFiltersProps {
  searchField: RefObject<HTMLInputElement | null>
  recherche: string
  classe: string | undefined
  archives: boolean
  classes: readonly SchoolClass[]
  onLook: (change: Look) => void
}

export function StudentsFilters(props: StudentsFiltersProps) {
  const { searchField, recherche, classe, archives, classes, onLook } = props
  // The class of the address, though nobody is left in it.
  const listed =
    classe === undefined || classes.some(({ className }) => className === classe)
      ? classes
      : [...classes, { className: classe, students: 0 }]
  return (
    <div className={styles.filters}>
      <TextInput
        ref={searchField}
        className={styles.search}
        aria-label="Chercher un élève"
        placeholder="Nom, prénom, date de naissance, adresse e-mail"
        leftSection={<IconSearch size={16} />}
        value={recherche}
        onChange={(event) => onLook({ recherche: event.currentTarget.value })}
      />
      <Select
        aria-label="Classe"
        placeholder="Toutes les classes"
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Toutes les classes' }}
        nothingFoundMessage="Aucune classe"
        data={listed.map(({ className, students }) => ({
          value: className || NO_CLASS,
          label: `${className || 'Sans classe'} (${students})`,
        }))}
        value={classe === undefined ? null : classe || NO_CLASS}
        onChange={(value) => onLook({ classe: value === null ? undefined : value === NO_CLASS ? '' : value })}
      />
      <SegmentedControl
        aria-label="Élèves montrés"
        data={[
          { value: 'actifs', label: 'Présents' },
          { value: 'archives', label: 'Archivés' },
        ]}
        value={archives ? 'archives' : 'actifs'}
        onChange={(value) => onLook({ archives: value === 'archives', classe: undefined })}
      />
    </div>
  )
}
