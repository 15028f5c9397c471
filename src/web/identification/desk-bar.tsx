import { Button } from '@mantine/core'
import type { IdentificationCopy } from '#contract/identification.ts'
import { LinkButton } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { SaveState } from '#web/ui/save-state.tsx'
import { countIdentified, countUnread } from './copy-queue.ts'
import { useIsNaming, useReadHeaders } from './identification.queries.ts'

interface DeskBarProps {
  examId: string
  copies: readonly IdentificationCopy[]
  /** How many are on the roster. */
  students: number
}

/** How far the naming is, and where to go from here. */
export function DeskBar({ examId, copies, students }: DeskBarProps) {
  const isNaming = useIsNaming(examId)
  const identified = countIdentified(copies)
  const isComplete = identified === copies.length
  const absent = Math.max(0, students - identified)
  const unread = countUnread(copies)
  const reading = useReadHeaders(examId)
  const facts = [
    `${identified} / ${copies.length} copies identifiées`,
    `${countOf(absent, 'élève')} ${isComplete ? 'sans copie' : 'à associer ou absents'}`,
    ...(unread === 0 ? [] : [`${countOf(unread, 'en-tête')} encore à lire`]),
  ]
  return (
    <PageHeader
      title={isComplete ? 'Toutes les copies ont un nom' : 'Identification'}
      facts={facts.join(' · ')}
    >
      <SaveState state={isNaming ? 'saving' : 'saved'} />
      {unread === 0 && !isComplete && (
        <Button variant="default" loading={reading.isPending} onClick={() => reading.mutate(null)}>
          Relire les en-têtes
        </Button>
      )}
      <LinkButton to="/examens/$examId/en-tete" params={{ examId }} variant="default">
        Champs de l’en-tête
      </LinkButton>
      <LinkButton to="/examens/$examId/anonymat" params={{ examId }} variant="default">
        Anonymat
      </LinkButton>
      <LinkButton variant="default" to="/examens/$examId/identification/verification" params={{ examId }}>
        {isComplete ? 'Relire les noms d’un coup d’œil' : 'Vérifier d’un coup d’œil'}
      </LinkButton>
      {isComplete && (
        <LinkButton to="/examens/$examId/repartition" params={{ examId }}>
          Passer à la répartition
        </LinkButton>
      )}
    </PageHeader>
  )
}
