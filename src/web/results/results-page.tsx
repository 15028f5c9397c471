import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { exportPronote, type Results } from '#contract/results.ts'
import { urlOf } from '#web/api.ts'
import { useExam } from '#web/exam.queries.ts'
import { useExamId } from '#web/route-params.ts'
import { EmptyState } from '#web/ui/empty-state.tsx'
import { Figure } from '#web/ui/figure.tsx'
import { LinkButton } from '#web/ui/links.tsx'
import { notifyProblem, notifyUndo } from '#web/ui/notify.tsx'
import { countOf, formatMoment, formatPoints } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { AnonymityLine } from './anonymity-line.tsx'
import { classFigures } from './class-figures.ts'
import { ExportGaps, MissingSubject } from './export-gaps.tsx'
import { ReleaseDialog } from './release-dialog.tsx'
import { useResults, useSetReleased } from './results.queries.ts'
import classes from './results-page.module.css'
import { ResultsTable } from './results-table.tsx'

export function ResultsPage() {
  const examId = useExamId()
  const results = useResults(examId)
  if (results.lines.length === 0) {
    return (
      <EmptyState
        title="Pas encore de résultats"
        hint="Les notes arrivent ici à mesure que les correcteurs terminent leurs copies."
      >
        <LinkButton to="/examens/$examId/numerisation" params={{ examId }}>
          Aller à la numérisation
        </LinkButton>
      </EmptyState>
    )
  }
  return <ResultsDesk examId={examId} results={results} />
}

function ResultsDesk({ examId, results }: { examId: string; results: Results }) {
  const [releasing, setReleasing] = useState(false)
  const setReleased = useSetReleased(examId)
  const { subject } = useExam(examId)
  const { lines, totalMax, gaps, releasedAt } = results
  const graded = lines.filter((line) => line.status === 'GRADED')
  const figures = classFigures(graded.map((line) => line.outOf20))

  const withdraw = () =>
    setReleased.mutate(false, {
      onError: notifyProblem,
      onSuccess: () =>
        notifyUndo('Publication retirée\u00A0: les élèves ne voient plus leurs copies.', () =>
          setReleased.mutate(true, { onError: notifyProblem }),
        ),
    })

  return (
    <>
      <PageHeader
        title="Résultats"
        facts={`${graded.length} / ${countOf(lines.length, 'copie corrigée', 'copies corrigées')} · barème sur ${formatPoints(totalMax)} · ${
          releasedAt === null ? 'non publiés' : `publiés le ${formatMoment(releasedAt)}`
        }`}
      >
        {releasedAt !== null && (
          <Button variant="default" loading={setReleased.isPending} onClick={withdraw}>
            Retirer la publication
          </Button>
        )}
        <Button
          component="a"
          href={urlOf(exportPronote, { params: { examId } })}
          download
          variant={releasedAt === null ? 'default' : 'filled'}
          leftSection={<IconDownload size={18} aria-hidden />}
        >
          Fichier Pronote
        </Button>
        {releasedAt === null && (
          <Button disabled={graded.length === 0} onClick={() => setReleasing(true)}>
            Publier les résultats…
          </Button>
        )}
      </PageHeader>
      {figures !== null && (
        <dl className={classes.figures}>
          {[
            ['Moyenne', figures.average],
            ['Médiane', figures.median],
            ['Note la plus basse', figures.lowest],
            ['Note la plus haute', figures.highest],
          ].map(([label, value]) => (
            <div key={label}>
              <dt>{label} sur 20</dt>
              <dd>
                <Figure value={Number(value)} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {subject === null && <MissingSubject examId={examId} />}
      <ExportGaps gaps={gaps} />
      <AnonymityLine examId={examId} unmarked={lines.length - graded.length} />
      <ResultsTable lines={lines} totalMax={totalMax} />
      <ReleaseDialog
        examId={examId}
        results={results}
        opened={releasing}
        onClose={() => setReleasing(false)}
      />
    </>
  )
}
