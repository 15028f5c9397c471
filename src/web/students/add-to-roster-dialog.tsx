import { Modal, Tabs } from '@mantine/core'
import type { Student } from '#contract/students.ts'
import { ClassPicker } from './class-picker.tsx'
import { RosterImport } from './roster-import.tsx'
import { RosterNewcomer } from './roster-newcomer.tsx'
import { StudentFinder } from './student-finder.tsx'

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
  return (
    <Modal opened={way !== null} onClose={onClose} title="Ajouter des élèves" size="lg">
      <Tabs value={way} onChange={(value) => onWay(value as Way)} keepMounted={false}>
        <Tabs.List mb="sm">
          {WAYS.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="classes">
          <ClassPicker examId={examId} roster={roster} onDone={onClose} />
        </Tabs.Panel>
        <Tabs.Panel value="student">
          <StudentFinder examId={examId} roster={roster} onNewcomer={() => onWay('newcomer')} />
        </Tabs.Panel>
        <Tabs.Panel value="newcomer">
          <RosterNewcomer examId={examId} roster={roster} onDone={onClose} />
        </Tabs.Panel>
        <Tabs.Panel value="file">
          <RosterImport examId={examId} onDone={onClose} />
        </Tabs.Panel>
      </Tabs>
    </Modal>
  )
}
