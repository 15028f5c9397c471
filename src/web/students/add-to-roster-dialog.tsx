import { Modal, Tabs } from '@mantine/core'
import { useRef } from 'react'
import type { Student } from '#contract/students.ts'
import { ClassPicker } from './class-picker.tsx'
import { RosterImport } from './roster-import.tsx'
import { RosterNewcomer } from './roster-newcomer.tsx'
import { StudentFinder } from './student-finder.tsx'
import styles from './students.module.css'

const WAYS = [
  { value: 'classes', label: 'Des classes' },
  { value: 'student', label: 'Un élève' },
  { value: 'newcomer', label: 'Un nouvel élève' },
  { value: 'file', label: 'Un fichier' },
] as const
export type Way = (typeof WAYS)[number]['value']

interface AddToRosterDialogProps {
  examId: string
  roster: readonly Student[]
  /** Null: closed. */
  way: Way | null
  onWay: (way: Way) => void
  onClose: () => void
}

export function AddToRosterDialog({ examId, roster, way, onWay, onClose }: AddToRosterDialogProps) {
  const newcomerTab = useRef<HTMLButtonElement>(null)
  const goToNewcomer = () => {
    onWay('newcomer')
    // The button that was pressed goes with its panel.
    newcomerTab.current?.focus()
  }
  return (
    <Modal opened={way !== null} onClose={onClose} title="Ajouter des élèves" size="lg">
      <Tabs value={way} onChange={(value) => onWay(value as Way)} keepMounted={false}>
        <Tabs.List mb="sm">
          {WAYS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value} ref={value === 'newcomer' ? newcomerTab : undefined}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel className={styles.way} value="classes">
          <ClassPicker examId={examId} roster={roster} onDone={onClose} />
        </Tabs.Panel>
        <Tabs.Panel className={styles.way} value="student">
          <StudentFinder examId={examId} roster={roster} onNewcomer={goToNewcomer} />
        </Tabs.Panel>
        <Tabs.Panel className={styles.way} value="newcomer">
          <RosterNewcomer examId={examId} roster={roster} onDone={onClose} />
        </Tabs.Panel>
        <Tabs.Panel className={styles.way} value="file">
          <RosterImport
            examId={examId}
            hint={
              'Les élèves de la liste s’ajoutent à ceux de l’examen\u202F; ceux qui y sont déjà sont mis à jour.'
            }
            onDone={onClose}
          />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  )
}
