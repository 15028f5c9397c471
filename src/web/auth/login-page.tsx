import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { logIn } from '#contract/auth.ts'
import { bodyOf } from '#web/api.ts'
import { useLogIn, useSession } from '#web/session.queries.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useZodForm } from '#web/ui/zod-form.ts'
import { FrontDoor } from './front-door.tsx'

export function LoginPage() {
  const { vers } = useSearch({ from: '/connexion' })
  const router = useRouter()
  const { demoAccounts } = useSession()
  const enter = useLogIn()
  const form = useZodForm(bodyOf(logIn), { username: '', password: '' })

  const logInAs = (account: { username: string; password: string }) =>
    enter.mutate(
      { username: account.username, password: account.password },
      // The home page sends each role where it belongs.
      { onSuccess: () => router.history.push(vers ?? '/') },
    )

  return (
    <FrontDoor title="Connexion">
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          const account = form.check()
          if (account !== undefined) logInAs(account)
        }}
      >
        <Stack gap="sm">
          <TextInput label="Identifiant" autoComplete="username" autoFocus {...form.text('username')} />
          <PasswordInput
            label="Mot de passe"
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Montrer le mot de passe' }}
            {...form.text('password')}
          />
          <ProblemAlert error={enter.error} />
          <Button type="submit" fullWidth loading={enter.isPending}>
            Se connecter
          </Button>
        </Stack>
      </form>
      {demoAccounts.length > 0 && (
        <Stack gap="xs" mt="lg">
          <Text size="xs" c="dimmed">
            Démonstration{'\u00A0'}: entrez avec l’un de ces comptes.
          </Text>
          {demoAccounts.map((account) => (
            <Button
              key={account.username}
              variant="default"
              justify="space-between"
              fw={400}
              disabled={enter.isPending}
              onClick={() => logInAs(account)}
              rightSection={
                <Text span size="xs" c="dimmed">
                  {account.username}
                </Text>
              }
            >
              {account.label}
            </Button>
          ))}
        </Stack>
      )}
    </FrontDoor>
  )
}
