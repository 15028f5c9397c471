import { Autocomplete, Group, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { createStudent, type NewStudent } from '#contract/students.ts'
import { bodyOf } from '#web/api.ts'
import { useZodForm } from '#web/ui/zod-form.ts'
import { classesQuery } from './students.queries.ts'

export const useStudentForm = (initial: Partial<NewStudent> = {}) =>
  useZodForm(bodyOf(createStudent), {
    lastName: '',
    firstName: '',
    birthDate: '',
    className: '',
    email: null as string | null,
    ...initial,
  })

export function StudentFields({ form }: { form: ReturnType<typeof useStudentForm> }) {
  const classes = useQuery(classesQuery())
  const names = (classes.data ?? []).map(({ className }) => className).filter((name) => name !== '')
  return (
    <>
      <Group grow align="flex-start" gap="sm">
        <TextInput label="Nom" data-autofocus autoComplete="off" {...form.text('lastName')} />
        <TextInput label="Prénom" autoComplete="off" {...form.text('firstName')} />
      </Group>
      <Group grow align="flex-start" gap="sm">
        <TextInput label="Date de naissance" type="date" autoComplete="off" {...form.text('birthDate')} />
        <Autocomplete
          label="Classe"
          autoComplete="off"
          data={names}
          limit={30}
          value={form.values.className}
          error={form.errors.className}
          onChange={(value) => form.set('className', value)}
        />
      </Group>
      <TextInput
        label="Adresse e-mail (facultative)"
        type="email"
        autoComplete="off"
        {...form.text('email')}
        // An emptied field is no address, not a wrong one.
        onChange={(event) => form.set('email', event.currentTarget.value.trim() || null)}
      />
    </>
  )
}
