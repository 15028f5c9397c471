import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { RosterImport } from '#contract/students.ts'
import { downloadCsv } from '#web/ui/csv-download.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { countOf, formatCount } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { ProblemTable } from './problem-table.tsx'
import { useImportRoster } from './roster.queries.ts'

const SEPARATORS: Record<string, string> = { ';': 'point-virgule', ',': 'virgule', '\t': 'tabulation' }

/** How many lines have a problem of that kind: one line may have two. */
const linesWith = (trial: RosterImport, severity: 'error' | 'warning'): number =>
  new Set(trial.problems.filter((problem) => problem.severity === severity).map(({ line }) => line)).size

interface RosterImportDialogProps {
  examId: string | null
  file: File
  trial: RosterImport
  onClose: () => void
  onDone?: (() => void) | undefined
}

/** What the file would do, before it does it. */
export function RosterImportDialog({ examId, file, trial, onClose, onDone }: RosterImportDialogProps) {
  const write = useImportRoster(examId)
  const taken = trial.created + trial.updated + trial.unchanged
  const refused = linesWith(trial, 'error')
  const doubtful = linesWith(trial, 'warning')
  /** For the school, students who are known already have nothing to gain. */
  const useful = examId === null ? trial.created + trial.updated : taken
  const confirm = () =>
    write.mutate(file, {
      onSuccess: (done) => {
        const { created, updated, unchanged } = done
        notifyDone(
          examId === null
            ? `${countOf(created, 'élève créé', 'élèves créés')}, ${formatCount(updated)} mis à jour.`
            : `${countOf(created + updated + unchanged, 'élève')} sur la liste de l’examen.`,
        )
        onClose()
        onDone?.()
      },
    })
  const download = () =>
    downloadCsv(`problèmes ${file.name}`, [
      ['Ligne', 'Gravité', 'Problème'],
      ...trial.problems.map(({ line, severity, message }) => [
        String(line),
        severity === 'error' ? 'refusée' : 'à vérifier',
        message,
      ]),
    ])
  return (
    <Modal opened onClose={onClose} title={`Contrôle de ${file.name}`} size="xl">
      <Stack gap="sm">
        <Group gap="xl">
          <Figure count={trial.created} word="à créer" />
          <Figure count={trial.updated} word="à mettre à jour" />
          <Figure count={trial.unchanged} word="déjà connus" />
          <Figure count={refused} word={refused > 1 ? 'lignes refusées' : 'ligne refusée'} color="red" />
          <Figure
            count={doubtful}
            word={doubtful > 1 ? 'lignes à vérifier' : 'ligne à vérifier'}
            color="amber"
          />
        </Group>
        <Text size="xs" c="dimmed">
          Fichier lu en {trial.encoding.toUpperCase()}, séparateur{'\u00A0'}:{' '}
          {SEPARATORS[trial.separator] ?? `«\u00A0${trial.separator}\u00A0»`}.
        </Text>
        {trial.restored > 0 && (
          <Text>
            {trial.restored > 1
              ? `${formatCount(trial.restored)} élèves étaient archivés\u202F; ils reviennent.`
              : 'Un élève était archivé\u202F; il revient.'}
          </Text>
        )}
        {trial.problems.length > 0 && <ProblemTable problems={trial.problems} />}
        {taken === 0 && <Text>Aucun élève ne peut être importé de ce fichier.</Text>}
        {taken > 0 && useful === 0 && (
          <Text>
            Tous ces élèves sont déjà dans l’établissement, tels quels{'\u00A0'}: il n’y a rien à faire.
          </Text>
        )}
        {taken > 0 && refused > 0 && (
          <Text>
            Les lignes refusées seront laissées de côté. Corrigez-les dans le fichier et importez-le de
            nouveau quand vous voulez{'\u00A0'}: les élèves déjà importés ne seront pas doublés.
          </Text>
        )}
        <ProblemAlert error={write.error} />
        <Group justify="space-between" gap="xs">
          {trial.problems.length > 0 ? (
            <Button variant="subtle" leftSection={<IconDownload size={16} />} onClick={download}>
              Télécharger les problèmes (CSV)
            </Button>
          ) : (
            <span />
          )}
          <Group gap="xs">
            <Button variant="default" onClick={onClose}>
              {useful === 0 ? 'Fermer' : 'Annuler'}
            </Button>
            {useful > 0 && (
              <Button data-autofocus loading={write.isPending} onClick={confirm}>
                Importer {countOf(useful, 'élève')}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </Modal>
  )
}

function Figure({ count, word, color }: { count: number; word: string; color?: 'red' | 'amber' }) {
  return (
    <div>
      <Text size="xl" fw={600} {...(color !== undefined && count > 0 && { c: `var(--k-${color})` })}>
        {formatCount(count)}
      </Text>
      <Text size="xs" c="dimmed">
        {word}
      </Text>
    </div>
  )
}
