import { Button, Skeleton, Text, Title } from '@mantine/core'
import { IconArrowLeft, IconDownload } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getMyFinalPdf, type MyResult } from '#contract/results.ts'
import { formatMark } from '#domain/scoring.ts'
import { urlOf } from '#web/api.ts'
import { useCopyId } from '#web/route-params.ts'
import { useDocumentTitle } from '#web/ui/document-title.ts'
import { LinkAnchor } from '#web/ui/links.tsx'
import { formatDay } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { MarksTable } from './marks-table.tsx'
import classes from './my-results.module.css'
import { myResultQuery } from './my-results.queries.ts'

/** One marked copy: the paper beside its marks. */
export function MyResultPage() {
  const copyId = useCopyId()
  const query = useQuery(myResultQuery(copyId))
  useDocumentTitle(query.data?.examName)
  return (
    <div className={classes.resultPage}>
      <LinkAnchor to="/mes-resultats" className={classes.back}>
        <IconArrowLeft size={16} aria-hidden /> Mes résultats
      </LinkAnchor>
      <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      {query.isPending && <Skeleton height={400} />}
      {query.data !== undefined && <ResultBody result={query.data} />}
    </div>
  )
}

function ResultBody({ result }: { result: MyResult }) {
  const pdf = urlOf(getMyFinalPdf, { params: { copyId: result.copyId } })
  return (
    <div className={classes.columns}>
      <section className={classes.sheet} aria-label="Vos notes">
        <Title order={1}>{result.examName}</Title>
        <Text c="dimmed" size="xs">
          {[result.subject, formatDay(result.examDate)].filter(Boolean).join(' · ')}
        </Text>
        <p className={classes.total}>
          <strong>{formatMark(result.outOf20)}</strong> / 20
          {result.totalMax !== 20 && (
            <span className={classes.facts}>
              {formatMark(result.total)} points sur {formatMark(result.totalMax)}
            </span>
          )}
        </p>
        {result.appreciation !== null && result.appreciation !== '' && (
          <blockquote className={classes.appreciation}>{result.appreciation}</blockquote>
        )}
        <Button component="a" href={pdf} download leftSection={<IconDownload size={16} />} my="sm">
          Télécharger la copie corrigée
        </Button>
        <MarksTable structure={result.gradingStructure} questions={result.questions} />
      </section>
      <object
        className={classes.pdf}
        data={`${pdf}#view=FitH&navpanes=0`}
        type="application/pdf"
        aria-label="Votre copie corrigée"
      >
        <Text c="dimmed" p="md">
          Cet appareil n’affiche pas les PDF ici. Téléchargez votre copie corrigée pour la lire.
        </Text>
      </object>
    </div>
  )
}
