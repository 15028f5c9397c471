import { Alert, Button, Group, SegmentedControl } from '@mantine/core'
import { IconAlertTriangle, IconArrowsShuffle } from '@tabler/icons-react'
import { useState } from 'react'
import type { HandOut } from '#contract/hand-out.ts'
import { useHandOut } from '#web/hand-out.queries.ts'
import { useExamId } from '#web/route-params.ts'
import { ConfirmDialog } from '#web/ui/confirm-dialog.tsx'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { LinkAnchor, LinkButton } from '#web/ui/links.tsx'
import { notifyDone } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { CopiesTable } from './copies-table.tsx'
import { CorrectorsTable } from './correctors-table.tsx'
import { useHandOutAtRandom } from './hand-out.queries.ts'

export function HandOutPage() {
  const examId = useExamId()
  const handOut = useHandOut(examId)
  if (handOut.correctors.length === 0) {
    return (
      <EmptyState
        title="Aucun correcteur pour cet examen"
        hint="Choisissez les enseignants qui corrigent, puis revenez répartir les copies."
      >
        <LinkButton to="/examens/$examId/preparation" params={{ examId }}>
          Choisir les correcteurs
        </LinkButton>
      </EmptyState>
    )
  }
  if (handOut.copies.length === 0) {
    return (
      <EmptyState
        title="Aucune copie à répartir"
        hint="Les copies se répartissent une fois numérisées, agrafées et validées."
      >
        <LinkButton to="/examens/$examId/numerisation" params={{ examId }}>
          Aller à la numérisation
        </LinkButton>
      </EmptyState>
    )
  }
  return <HandOutDesk key={examId} examId={examId} handOut={handOut} />
}

const FILTERS = ['all', 'free', 'staging'] as const
type Filter = (typeof FILTERS)[number]

function HandOutDesk({ examId, handOut }: { examId: string; handOut: HandOut }) {
  const [filter, setFilter] = useState<Filter>('all')
  const [reshuffling, setReshuffling] = useState(false)
  const share = useHandOutAtRandom(examId)

  const { copies, correctors } = handOut
  const ready = copies.filter((copy) => copy.status === 'READY')
  const staging = copies.filter((copy) => copy.status === 'STAGING')
  const free = copies.filter((copy) => copy.assignedCorrectorId === null)
  const freeReady = free.filter((copy) => copy.status === 'READY')
  const shown = { all: copies, free, staging }[filter]

  const shareOut = (again: boolean) =>
    share.mutate(again, {
      onSuccess: () => {
        setReshuffling(false)
        notifyDone(
          again
            ? `${countOf(ready.length, 'copie redistribuée', 'copies redistribuées')} au hasard.`
            : `${countOf(freeReady.length, 'copie répartie', 'copies réparties')} entre ${countOf(correctors.length, 'correcteur')}.`,
        )
      },
    })

  return (
    <>
      <PageHeader
        title="Répartition"
        facts={`${copies.length - free.length} / ${countOf(copies.length, 'copie attribuée', 'copies attribuées')} · ${countOf(correctors.length, 'correcteur')}`}
      >
        <LinkButton to="/examens/$examId/anonymat" params={{ examId }} variant="default">
          Vérifier l’anonymat
        </LinkButton>
        <Button
          variant="default"
          disabled={ready.length === freeReady.length || share.isPending}
          onClick={() => setReshuffling(true)}
        >
          Tout redistribuer…
        </Button>
        {freeReady.length > 0 || free.length > 0 ? (
          <Button
            leftSection={<IconArrowsShuffle size={18} aria-hidden />}
            disabled={freeReady.length === 0}
            loading={share.isPending}
            onClick={() => shareOut(false)}
          >
            Répartir au hasard{freeReady.length > 0 && ` (${countOf(freeReady.length, 'copie')})`}
          </Button>
        ) : (
          <LinkButton to="/examens/$examId/correction" params={{ examId }}>
            Suivre la correction
          </LinkButton>
        )}
      </PageHeader>
      {!reshuffling && <ProblemAlert error={share.error} />}
      {staging.length > 0 && (
        <Alert color="amber" mb="sm" icon={<IconAlertTriangle size={18} />}>
          {staging.length === 1
            ? 'Une copie n’est pas encore validée à l’agrafage : elle ne sera ni répartie au hasard ni ouverte aux correcteurs. '
            : `${staging.length} copies ne sont pas encore validées à l’agrafage\u00A0: elles ne seront ni réparties au hasard ni ouvertes aux correcteurs. `}
          <LinkAnchor to="/examens/$examId/agrafage" params={{ examId }} underline="always">
            Les vérifier et les valider
          </LinkAnchor>
        </Alert>
      )}
      <CorrectorsTable handOut={handOut} />
      <Group justify="space-between" mt="lg" mb="xs">
        <h2 style={{ margin: 0, fontSize: 16 }}>Copies</h2>
        <SegmentedControl
          size="xs"
          aria-label="Copies affichées"
          value={filter}
          onChange={(value) => setFilter(FILTERS.find((known) => known === value) ?? 'all')}
          data={[
            { value: 'all', label: `Toutes (${copies.length})` },
            { value: 'free', label: `Sans correcteur (${free.length})` },
            { value: 'staging', label: `À valider (${staging.length})` },
          ]}
        />
      </Group>
      {shown.length === 0 ? (
        <EmptyState
          title={
            filter === 'free' ? 'Toutes les copies ont un correcteur' : 'Toutes les copies sont validées'
          }
        />
      ) : (
        <CopiesTable examId={examId} copies={shown} correctors={correctors} />
      )}
      <ConfirmDialog
        opened={reshuffling}
        onClose={() => setReshuffling(false)}
        title="Tout redistribuer au hasard"
        confirmLabel={`Redistribuer ${countOf(ready.length, 'copie')}`}
        danger={false}
        busy={share.isPending}
        error={share.error}
        onConfirm={() => shareOut(true)}
      >
        <p>
          {countOf(
            ready.length - freeReady.length,
            'copie déjà attribuée changera peut-être',
            'copies déjà attribuées changeront peut-être',
          )}{' '}
          de correcteur, y compris celles qui sont commencées. Les copies ouvertes ou corrigées ne bougent
          pas.
        </p>
      </ConfirmDialog>
    </>
  )
}
