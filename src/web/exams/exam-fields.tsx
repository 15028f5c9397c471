import { Group, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import type { Exam } from '#contract/exams.ts'

/** What an admin writes of an exam, as it stands in the fields: an emptied number is not a number yet. */
export interface ExamFieldValues {
  name: string
  date: string
  uploadMode: Exam['uploadMode']
  pagesPerBooklet: number
  subject: string | null
  coefficient: number
}

interface ExamFieldsProps {
  values: ExamFieldValues
  errors: Partial<Record<keyof ExamFieldValues, string>>
  onChange: <K extends keyof ExamFieldValues>(name: K, value: ExamFieldValues[K]) => void
  /** Scans are there: how they are cut is settled. */
  cutSettled?: boolean
}

const MODES = [
  { value: 'BATCH_A3', label: 'Lots de feuilles A3' },
  { value: 'INDIVIDUAL_A4', label: 'Un fichier par élève' },
]
const MODE_HINTS = {
  BATCH_A3: 'Copies doubles numérisées en lots, recto verso.',
  INDIVIDUAL_A4: 'Un fichier A4 par élève\u202F; son nom est conservé.',
} as const

/** An emptied NumberInput says ''. */
const numberFrom = (value: string | number): number => (value === '' ? Number.NaN : Number(value))
const shownNumber = (value: number): number | '' => (Number.isNaN(value) ? '' : value)

export function ExamFields({ values, errors, onChange, cutSettled = false }: ExamFieldsProps) {
  return (
    <Stack gap="sm">
      <TextInput
        label="Nom"
        placeholder="Bac blanc de mathématiques, terminales"
        data-autofocus
        maxLength={255}
        value={values.name}
        error={errors.name}
        onChange={(event) => onChange('name', event.currentTarget.value)}
      />
      <Group grow align="flex-start" gap="sm">
        <TextInput
          label="Date"
          type="date"
          value={values.date}
          error={errors.date}
          onChange={(event) => onChange('date', event.currentTarget.value)}
        />
        <TextInput
          label="Matière (facultative)"
          maxLength={100}
          value={values.subject ?? ''}
          error={errors.subject}
          onChange={(event) => onChange('subject', event.currentTarget.value || null)}
        />
      </Group>
      <div>
        <Text size="sm" fw={600} mb={4} id="exam-mode">
          Numérisation
        </Text>
        <SegmentedControl
          fullWidth
          aria-labelledby="exam-mode"
          data={MODES}
          disabled={cutSettled}
          value={values.uploadMode}
          onChange={(value) => onChange('uploadMode', value as Exam['uploadMode'])}
        />
        <Text size="xs" c="dimmed" mt={4}>
          {cutSettled
            ? 'Des copies ont été numérisées\u00A0: le mode et les pages par fascicule ne changent plus.'
            : MODE_HINTS[values.uploadMode]}
        </Text>
      </div>
      <Group grow align="flex-start" gap="sm">
        <NumberInput
          label="Pages par fascicule"
          min={1}
          max={64}
          allowDecimal={false}
          disabled={cutSettled}
          value={shownNumber(values.pagesPerBooklet)}
          error={errors.pagesPerBooklet}
          onChange={(value) => onChange('pagesPerBooklet', numberFrom(value))}
        />
        <NumberInput
          label="Coefficient"
          min={0}
          max={99}
          step={0.5}
          decimalSeparator=","
          allowedDecimalSeparators={[',', '.']}
          value={shownNumber(values.coefficient)}
          error={errors.coefficient}
          onChange={(value) => onChange('coefficient', numberFrom(value))}
        />
      </Group>
    </Stack>
  )
}
