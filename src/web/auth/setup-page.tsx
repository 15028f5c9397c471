import { Button, Code, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'
import { createFirstAdmin } from '#contract/auth.ts'
import { bodyOf } from '#web/api.ts'
import { useCreateFirstAdmin } from '#web/session.queries.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useZodForm } from '#web/ui/zod-form.ts'
import { FrontDoor } from './front-door.tsx'

/** First run: nobody can log in yet, and only who sees the terminal may create the first account. */
export function SetupPage() {
  const router = useRouter()
  const create = useCreateFirstAdmin()
  const form = useZodForm(bodyOf(createFirstAdmin), {
    code: '',
    username: '',
    password: '',
    firstName: '',
    lastName: '',
  })
  return (
    <FrontDoor title="Installation">
      <Text c="dimmed" mb="md">
        Créez le premier compte d’administration. Le code à usage unique est affiché dans le terminal où
        Korrigo a été lancé avec <Code>npm start</Code>.
      </Text>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const body = form.check()
          if (body === undefined) return
          create.mutate(body, { onSuccess: () => router.history.push('/'), onError: form.refuse })
        }}
      >
        <Stack gap="sm">
          <TextInput label="Code à usage unique" autoComplete="off" autoFocus {...form.text('code')} />
          <Group grow align="flex-start" gap="sm">
            <TextInput label="Prénom" autoComplete="given-name" {...form.text('firstName')} />
            <TextInput label="Nom" autoComplete="family-name" {...form.text('lastName')} />
          </Group>
          <TextInput label="Identifiant" autoComplete="username" {...form.text('username')} />
          <PasswordInput
            label="Mot de passe"
            description="10 caractères au moins"
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Montrer le mot de passe' }}
            {...form.text('password')}
          />
          <ProblemAlert error={create.error} />
          <Button type="submit" fullWidth loading={create.isPending}>
            Créer le compte et entrer
          </Button>
        </Stack>
      </form>
    </FrontDoor>
  )
}
