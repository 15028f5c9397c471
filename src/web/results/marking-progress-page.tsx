import { useState } from 'react'
import { useHandOut } from '#web/hand-out.queries.ts'
import { useExamId } from '#web/route-params.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { LinkAnchor, LinkButton } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { CopyJournalDrawer } from './copy-journal-drawer.tsx'
import { CorrectorsProgress } from './correctors-progress.tsx'
import { MarkedCopies } from './marked-copies.tsx'
import { OpenCopies } from './open-copies.tsx'

export function MarkingProgressPage() {
  const examId = useExamId()
  const handOut = useHandOut(examId)
  const [journalOf, setJournalOf] = useState<string | null>(null)
  const { copies, correctors } = handOut
  const count = (status: string) => copies.filter((copy) => copy.status === status).length
  const graded = count('GRADED')
  const assigned = copies.filter((copy) => copy.assignedCorrectorId !== null).length

  if (copies.length === 0 || assigned === 0) {
    return (
      <EmptyState
        title="La correction n’a pas commencé"
        hint="Elle commence dès que les copies sont réparties entre les correcteurs."
      >
        <LinkButton to="/examens/$examId/repartition" params={{ examId }}>
          Répartir les copies
        </LinkButton>
      </EmptyState>
    )
  }
  const isDone = graded === copies.length
  return (
    <>
      <PageHeader
        title={isDone ? 'Toutes les copies sont corrigées' : 'Correction'}
        facts={`${graded} / ${countOf(copies.length, 'copie corrigée', 'copies corrigées')} · ${countOf(count('LOCKED'), 'ouverte')} · ${countOf(count('READY'), 'en attente', 'en attente')}`}
      >
        {isDone && (
          <LinkButton to="/examens/$examId/resultats" params={{ examId }}>
            Voir les résultats
          </LinkButton>
        )}
      </PageHeader>
      {assigned < copies.length && (
        <p style={{ color: 'var(--k-amber)' }}>
          {countOf(copies.length - assigned, 'copie n’a', 'copies n’ont')} pas de correcteur.{' '}
          <LinkAnchor to="/examens/$examId/repartition" params={{ examId }} underline="always">
            Répartir
          </LinkAnchor>
        </p>
      )}
      <CorrectorsProgress correctors={correctors} />
      <OpenCopies examId={examId} copies={copies} onJournal={setJournalOf} />
      <MarkedCopies examId={examId} handOut={handOut} onJournal={setJournalOf} />
      <CopyJournalDrawer
        examId={examId}
        copy={copies.find((copy) => copy.id === journalOf) ?? null}
        correctors={correctors}
        onClose={() => setJournalOf(null)}
      />
    </>
  )
}
