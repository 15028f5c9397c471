import {
  Badge,
  Button,
  Container,
  Menu,
  ScrollArea,
  SegmentedControl,
  Skeleton,
  Table,
  Text,
  TextInput,
  VisuallyHidden,
} from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { User } from '#contract/auth.ts'
import { useActor } from '#web/session.queries.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { notifyProblem, notifyUndo } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { matchesSearch } from '#web/ui/search-text.ts'
import { usersQuery } from '#web/users.queries.ts'
import { useUpdateAccount } from './accounts.queries.ts'
import { NewAccountDialog } from './new-account-dialog.tsx'
import { NewPasswordDialog } from './new-password-dialog.tsx'

type StaffRole = 'corrector' | 'admin'
const ROLES = [
  { value: 'corrector', label: 'Correcteurs' },
  { value: 'admin', label: 'Administration' },
] as const

/** Accounts of the staff. Students' accounts come from the roster of an exam. */
export function AccountsPage() {
  const [role, setRole] = useState<StaffRole>('corrector')
  const [search, setSearch] = useState('')
  const [creating, setCreating] = useState(false)
  const [renewing, setRenewing] = useState<User | null>(null)
  const searchRef = useRef<HTMLInputElement>(null)
  const users = useQuery(usersQuery(role))
  useHotkeys([
    { keys: 'n', label: 'Nouveau compte', run: () => setCreating(true) },
    { keys: '/', label: 'Chercher un compte', run: () => searchRef.current?.focus() },
  ])
  const active = (users.data ?? []).filter(({ isActive }) => isActive).length
  const shown = (users.data ?? []).filter((user) =>
    matchesSearch(search, `${user.displayName} ${user.username} ${user.email}`),
  )
  return (
    <Container size="lg" py="lg">
      <PageHeader title="Comptes" facts={active > 0 && countOf(active, 'compte actif', 'comptes actifs')}>
        <SegmentedControl
          aria-label="Rôle"
          data={[...ROLES]}
          value={role}
          onChange={(value) => setRole(value as StaffRole)}
        />
        <TextInput
          ref={searchRef}
          aria-label="Chercher un compte"
          placeholder="Chercher"
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
          Nouveau compte
        </Button>
      </PageHeader>
      <ProblemAlert error={users.error} onRetry={() => void users.refetch()} />
      {users.isPending && <Skeleton height={180} />}
      {users.data && shown.length > 0 && <AccountsTable users={shown} onRenew={setRenewing} />}
      {users.data && shown.length === 0 && (
        <EmptyState
          title={search === '' ? 'Aucun compte' : 'Aucun compte ne correspond'}
          hint={search === '' ? 'Créez un compte par enseignant qui corrigera des copies.' : undefined}
        >
          {search === '' && <Button onClick={() => setCreating(true)}>Nouveau compte</Button>}
        </EmptyState>
      )}
      <NewAccountDialog
        opened={creating}
        onClose={() => setCreating(false)}
        role={role}
        onCreated={setRole}
      />
      <NewPasswordDialog user={renewing} onClose={() => setRenewing(null)} />
    </Container>
  )
}

function AccountsTable({ users, onRenew }: { users: User[]; onRenew: (user: User) => void }) {
  return (
    <ScrollArea>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Nom</Table.Th>
            <Table.Th>Identifiant</Table.Th>
            <Table.Th>Adresse e-mail</Table.Th>
            <Table.Th>État</Table.Th>
            <Table.Th ta="right">Actions</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {users.map((user) => (
            <AccountRow key={user.id} user={user} onRenew={onRenew} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  )
}

function AccountRow({ user, onRenew }: { user: User; onRenew: (user: User) => void }) {
  const actor = useActor()
  const update = useUpdateAccount()
  const setActive = (isActive: boolean, onDone?: () => void) =>
    update.mutate({ userId: user.id, isActive }, { onSuccess: () => onDone?.(), onError: notifyProblem })
  const close = () =>
    setActive(false, () => notifyUndo(`Compte de ${user.displayName} fermé.`, () => setActive(true)))
  return (
    <Table.Tr>
      <Table.Td>
        {user.lastName === ''
          ? user.displayName
          : `${user.lastName.toLocaleUpperCase('fr')} ${user.firstName}`}
      </Table.Td>
      <Table.Td>{user.username}</Table.Td>
      <Table.Td>{user.email === '' ? <Text c="dimmed">—</Text> : user.email}</Table.Td>
      <Table.Td>
        <Badge color={user.isActive ? 'green' : 'gray'}>{user.isActive ? 'actif' : 'fermé'}</Badge>
      </Table.Td>
      <Table.Td ta="right" py={2}>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="subtle" size="compact-sm" loading={update.isPending}>
              Modifier
              <VisuallyHidden>
                {'\u00A0'}le compte de {user.displayName}
              </VisuallyHidden>
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onRenew(user)}>Nouveau mot de passe…</Menu.Item>
            {user.isActive ? (
              <Menu.Item color="red" disabled={user.id === actor.id} onClick={close}>
                Fermer le compte
              </Menu.Item>
            ) : (
              <Menu.Item onClick={() => setActive(true)}>Rouvrir le compte</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  )
}
