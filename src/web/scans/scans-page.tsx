import { useExam } from '#web/exam.queries.ts'
import { useExamId } from '#web/route-params.ts'
import { LinkButton } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { DropZone } from './drop-zone.tsx'
import { RefusedList } from './refused-list.tsx'
import { ScanRow } from './scan-row.tsx'
import classes from './scans.module.css'
import { isRunning, useCancelScan, useRemoveScan, useRetryScan, useScans } from './scans.queries.ts'
import { TransferRow } from './transfer-row.tsx'
import { useFocusAfterRemoval } from './use-focus-after-removal.ts'
import { useTransfers } from './use-transfers.ts'

export function ScansPage() {
  const examId = useExamId()
  const exam = useExam(examId)
  const scans = useScans(examId)
  const { transfers, refusals, send, dismiss, dismissAll } = useTransfers(examId)
  const cancel = useCancelScan(examId)
  const retry = useRetryScan(examId)
  const remove = useRemoveScan(examId)
  const { list, deposit, willRemove } = useFocusAfterRemoval(scans)

  const underWay = transfers.length > 0 || scans.some(isRunning)
  const split = scans.filter((scan) => scan.status === 'DONE')
  const pages = split.reduce((sum, scan) => sum + (scan.pageCount ?? 0), 0)
  const canStaple = !underWay && split.length > 0

  return (
    <>
      <PageHeader
        title="Numérisation"
        facts={
          split.length === 0
            ? modeFacts(exam)
            : `${countOf(split.length, 'fichier découpé', 'fichiers découpés')}, ${countOf(pages, 'page')} · ${countOf(exam.counts.copies, 'copie proposée', 'copies proposées')}`
        }
      >
        {canStaple && (
          <LinkButton to="/examens/$examId/agrafage" params={{ examId }}>
            Passer à l’agrafage
          </LinkButton>
        )}
      </PageHeader>
      <DropZone button={deposit} primary={!canStaple} onFiles={send} />
      {refusals.length > 0 && (
        <RefusedList refusals={refusals} onDismiss={dismiss} onDismissAll={dismissAll} />
      )}
      {(scans.length > 0 || transfers.length > 0) && (
        <ul ref={list} className={classes.list} aria-label="Fichiers déposés">
          {scans.map((scan) => (
            <ScanRow
              key={scan.id}
              examId={examId}
              scan={scan}
              busy={cancel.isPending || retry.isPending || remove.isPending}
              onCancel={() => cancel.mutate(scan.id)}
              onRetry={() => retry.mutate(scan.id)}
              onRemove={() => {
                willRemove(scan)
                remove.mutate(scan)
              }}
            />
          ))}
          {transfers.map((transfer) => (
            <TransferRow key={transfer.id} transfer={transfer} />
          ))}
        </ul>
      )}
    </>
  )
}

const modeFacts = ({ uploadMode, pagesPerBooklet }: ReturnType<typeof useExam>): string =>
  uploadMode === 'BATCH_A3'
    ? `Lot de copies doubles A3, fascicules de ${countOf(pagesPerBooklet, 'page')}. Les feuilles sont découpées et remises dans l’ordre.`
    : 'Un fichier par élève\u00A0: chacun devient une copie, et son nom aide à dire de qui elle est.'
