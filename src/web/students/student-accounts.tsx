import { Button, Group, Modal, ScrollArea, Stack, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import type { Exam } from '#contract/exams.ts'
import { downloadCsv } from '#web/ui/csv-download.ts'
import { notifyProblem } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useCreateStudentAccounts } from './roster.queries.ts'

const HEADERS = ['Classe', 'Nom', 'Prénom', 'Identifiant', 'Mot de passe']

/** Opens the accounts that are missing, and shows their first passwords this once. */
export function StudentAccounts({ exam, withoutAccount }: { exam: Exam; withoutAccount: number }) {
  const create = useCreateStudentAccounts(exam.id)
  const [downloaded, setDownloaded] = useState(false)
  const accounts = create.data
  const rows = (accounts ?? []).map((account) => [
    account.className,
    account.lastName,
    account.firstName,
    account.username,
    account.password,
  ])
  const close = () => {
    create.reset()
    setDownloaded(false)
  }
  const download = () => {
    downloadCsv(`comptes ${exam.name}.csv`, [HEADERS, ...rows])
    setDownloaded(true)
  }
  return (
    <>
      {withoutAccount > 0 && (
        <Button
          variant="default"
          loading={create.isPending}
          onClick={() => create.mutate(undefined, { onError: notifyProblem })}
        >
          Créer les comptes élèves
        </Button>
      )}
      <Modal
        opened={accounts !== undefined}
        onClose={close}
        title={`${countOf(rows.length, 'compte élève créé', 'comptes élèves créés')}`}
        size="xl"
        closeOnClickOutside={downloaded}
        closeOnEscape={downloaded}
        withCloseButton={downloaded}
      >
        <Stack gap="sm">
          <Text>
            Ces mots de passe ne seront plus jamais affichés. Téléchargez la liste avant de fermer, pour la
            remettre aux élèves.
          </Text>
          <ScrollArea.Autosize mah={380} viewportProps={{ tabIndex: 0, 'aria-label': 'Comptes créés' }}>
            <Table stickyHeader verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  {HEADERS.map((header) => (
                    <Table.Th key={header}>{header}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {(accounts ?? []).map((account) => (
                  <Table.Tr key={account.username}>
                    <Table.Td>{account.className}</Table.Td>
                    <Table.Td>{account.lastName}</Table.Td>
                    <Table.Td>{account.firstName}</Table.Td>
                    <Table.Td>{account.username}</Table.Td>
                    <Table.Td ff="monospace">{account.password}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea.Autosize>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {downloaded ? 'Fermer' : 'Fermer sans télécharger'}
            </Button>
            <Button data-autofocus leftSection={<IconDownload size={16} />} onClick={download}>
              Télécharger la liste (CSV)
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
