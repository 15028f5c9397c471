import { Badge, Button, Group, Modal, ScrollArea, Stack, Table, Text } from '@mantine/core'
import type { RosterImport, RosterProblem } from '#contract/students.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { countOf, formatCount } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { useImportRoster } from './roster.queries.ts'

const SEPARATORS: Record<string, string> = { ';': 'point-virgule', ',': 'virgule', '\t': 'tabulation' }

/** What the file would do, before it does it. */
export function RosterImportDialog({
  examId,
  file,
  trial,
  onClose,
}: {
  examId: string
  file: File
  trial: RosterImport
  onClose: () => void
}) {
  const write = useImportRoster(examId)
  const taken = trial.created + trial.updated + trial.unchanged
  const errors = trial.problems.filter(({ severity }) => severity === 'error').length
  const confirm = () =>
    write.mutate(file, {
      onSuccess: (done) => {
        notifyDone(
          `${countOf(done.created + done.updated + done.unchanged, 'élève')} sur la liste de l’examen.`,
        )
        onClose()
      },
    })
  return (
    <Modal opened onClose={onClose} title={`Contrôle de ${file.name}`} size="xl">
      <Stack gap="sm">
        <Group gap="xl">
          <Figure count={trial.created} word="à créer" />
          <Figure count={trial.updated} word="à mettre à jour" />
          <Figure count={trial.unchanged} word="déjà connus" />
          <Figure
            count={errors}
            word={errors > 1 ? 'lignes refusées' : 'ligne refusée'}
            danger={errors > 0}
          />
        </Group>
        <Text size="xs" c="dimmed">
          Fichier lu en {trial.encoding}, séparateur{'\u00A0'}:{' '}
          {SEPARATORS[trial.separator] ?? `«\u00A0${trial.separator}\u00A0»`}.
        </Text>
        {trial.problems.length > 0 && <ProblemTable problems={trial.problems} />}
        {taken === 0 && <Text>Aucun élève ne peut être importé de ce fichier.</Text>}
        {taken > 0 && errors > 0 && (
          <Text>
            Les lignes refusées seront laissées de côté. Corrigez-les dans le fichier et importez-le de
            nouveau quand vous voulez{'\u00A0'}: les élèves déjà importés ne seront pas doublés.
          </Text>
        )}
        <ProblemAlert error={write.error} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Annuler
          </Button>
          <Button data-autofocus disabled={taken === 0} loading={write.isPending} onClick={confirm}>
            Importer {countOf(taken, 'élève')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function Figure({ count, word, danger = false }: { count: number; word: string; danger?: boolean }) {
  return (
    <div>
      <Text size="xl" fw={600} {...(danger ? { c: 'var(--k-red)' } : {})}>
        {formatCount(count)}
      </Text>
      <Text size="xs" c="dimmed">
        {word}
      </Text>
    </div>
  )
}

/** A file in the wrong form has one problem a line; nobody reads more than these. */
const SHOWN = 500

function ProblemTable({ problems }: { problems: readonly RosterProblem[] }) {
  return (
    <>
      <ScrollArea.Autosize mah={320} viewportProps={{ tabIndex: 0, 'aria-label': 'Problèmes par ligne' }}>
        <Table stickyHeader verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right" w={70}>
                Ligne
              </Table.Th>
              <Table.Th w={130}>Gravité</Table.Th>
              <Table.Th>Problème</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {problems.slice(0, SHOWN).map((problem) => (
              <Table.Tr key={`${problem.line} ${problem.code} ${problem.field ?? ''} ${problem.message}`}>
                <Table.Td ta="right">{problem.line === 0 ? '—' : formatCount(problem.line)}</Table.Td>
                <Table.Td>
                  <Badge color={problem.severity === 'error' ? 'red' : 'amber'}>
                    {problem.severity === 'error' ? 'refusée' : 'à vérifier'}
                  </Badge>
                </Table.Td>
                <Table.Td>{problem.message}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
      {problems.length > SHOWN && (
        <Text size="xs" c="dimmed">
          Et {countOf(problems.length - SHOWN, 'autre problème', 'autres problèmes')}.
        </Text>
      )}
    </>
  )
}
