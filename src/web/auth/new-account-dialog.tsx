import { Group, Modal, SegmentedControl, TextInput } from '@mantine/core'
import { createUser } from '#contract/auth.ts'
import { bodyOf } from '#web/api.ts'
import { DialogForm } from '#web/ui/dialog-form.tsx'
import { newPassword } from '#web/ui/new-password.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { plainText } from '#web/ui/search-text.ts'
import { useZodForm } from '#web/ui/zod-form.ts'
import { useCreateAccount } from './accounts.queries.ts'
import { GeneratedPassword } from './generated-password.tsx'

type StaffRole = 'corrector' | 'admin'

interface NewAccountProps {
  role: StaffRole
  onClose: () => void
  onCreated: (role: StaffRole) => void
}

export function NewAccountDialog({ opened, ...props }: NewAccountProps & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={props.onClose} title="Nouveau compte">
      <NewAccountForm {...props} />
    </Modal>
  )
}

/** « Élodie », « Le Goff » → `elodie.legoff`. */
const usernameFrom = (firstName: string, lastName: string): string =>
  [firstName, lastName]
    .map((name) => plainText(name).replace(/[^a-z0-9]/g, ''))
    .filter((part) => part !== '')
    .join('.')

function NewAccountForm({ role, onClose, onCreated }: NewAccountProps) {
  const create = useCreateAccount()
  const form = useZodForm(bodyOf(createUser), {
    role,
    firstName: '',
    lastName: '',
    username: '',
    password: newPassword(),
    email: '',
  })
  const { values } = form

  /** The username follows the names until somebody writes their own. */
  const setName = (name: 'firstName' | 'lastName', value: string) => {
    const before = usernameFrom(values.firstName, values.lastName)
    form.set(name, value)
    if (values.username !== before) return
    const names = { firstName: values.firstName, lastName: values.lastName, [name]: value }
    form.set('username', usernameFrom(names.firstName, names.lastName))
  }

  return (
    <DialogForm
      form={form}
      mutation={create}
      submitLabel="Créer le compte"
      onClose={onClose}
      onDone={(user, body) => {
        notifyDone(`Compte «\u00A0${user.username}\u00A0» créé.`)
        onCreated(body.role)
        onClose()
      }}
    >
      <SegmentedControl
        aria-label="Rôle"
        fullWidth
        data={[
          { value: 'corrector', label: 'Correcteur' },
          { value: 'admin', label: 'Administration' },
        ]}
        value={values.role}
        onChange={(value) => form.set('role', value as StaffRole)}
      />
      <Group grow align="flex-start" gap="sm">
        <TextInput
          label="Prénom"
          data-autofocus
          autoComplete="off"
          {...form.text('firstName')}
          onChange={(event) => setName('firstName', event.currentTarget.value)}
        />
        <TextInput
          label="Nom"
          autoComplete="off"
          {...form.text('lastName')}
          onChange={(event) => setName('lastName', event.currentTarget.value)}
        />
      </Group>
      <TextInput label="Identifiant" autoComplete="off" {...form.text('username')} />
      <TextInput
        label="Adresse e-mail (facultative)"
        type="email"
        autoComplete="off"
        {...form.text('email')}
      />
      <GeneratedPassword
        value={values.password}
        error={form.errors.password}
        onChange={(password) => form.set('password', password)}
      />
    </DialogForm>
  )
}
