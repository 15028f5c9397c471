import { Button, Progress } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconPlayerStop, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Scan } from '#contract/scans.ts'
import { countOf } from '#web/ui/number-format.ts'
import { RemoveScanButton } from './remove-scan-button.tsx'
import classes from './scans.module.css'
import { formatBytes, formatRemaining } from './transfer.ts'

interface ScanRowProps {
  examId: string
  scan: Scan
  busy: boolean
  onCancel: () => void
  onRetry: () => void
  onRemove: () => void
}

export function ScanRow({ examId, scan, busy, onCancel, onRetry, onRemove }: ScanRowProps) {
  const { fileName, byteSize, pageCount, pagesDone, problems, error } = scan
  const { tone, icon, words } = stateOf(scan)
  const running = scan.status === 'QUEUED' || scan.status === 'SPLITTING'
  const action = running
    ? { name: 'Annuler', run: onCancel }
    : scan.status === 'FAILED' || scan.status === 'CANCELLED'
      ? { name: 'Relancer', run: onRetry }
      : null
  // Kept from acting without being disabled: a button that may have the focus does not lose it.
  const press = (run: () => void) => ({ 'aria-disabled': busy, onClick: busy ? undefined : run })
  return (
    <li className={classes.row}>
      <span className={classes.name} title={fileName}>
        {fileName}
      </span>
      <span className={classes.size}>{formatBytes(byteSize)}</span>
      {running ? (
        <Progress
          value={pageCount === null ? 0 : (pagesDone / pageCount) * 100}
          aria-label={`Découpage de ${fileName}`}
        />
      ) : (
        <span>{pageCount !== null && countOf(pageCount, 'page')}</span>
      )}
      <span className={classes.state} data-tone={tone}>
        {icon}
        {words}
        {scan.status === 'DONE' && (
          <RemoveScanButton examId={examId} scan={scan} busy={busy} onRemove={onRemove} />
        )}
        {(error !== null || scan.status === 'CANCELLED') && (
          <Button size="compact-sm" variant="subtle" {...press(onRemove)}>
            Retirer
          </Button>
        )}
        {action !== null && (
          // One button, last: the focus and the pointer stay on it when a split called off can be begun again.
          <Button
            key="action"
            size="compact-sm"
            variant={running ? 'subtle' : 'default'}
            {...press(action.run)}
          >
            {action.name}
          </Button>
        )}
      </span>
      {error !== null && (
        <p className={classes.detail} data-tone="bad">
          {error.detail}
        </p>
      )}
      {problems.length > 0 && (
        <details className={classes.detail} data-tone="look">
          <summary>{countOf(problems.length, 'point')} à regarder lors de l’agrafage</summary>
          <ul className={classes.problems}>
            {problems.map((problem) => (
              <li key={problem.detail}>{problem.detail}</li>
            ))}
          </ul>
        </details>
      )}
    </li>
  )
}

function stateOf(scan: Scan): { tone: string; icon: ReactNode; words: string } {
  switch (scan.status) {
    case 'QUEUED': {
      const words =
        scan.pagesDone === 0
          ? 'En attente de découpage'
          : `Laisse passer un autre fichier · ${scan.pagesDone} / ${countOf(scan.pageCount ?? 0, 'page')}`
      return { tone: 'dim', icon: null, words }
    }
    case 'SPLITTING': {
      const pages =
        scan.pageCount === null
          ? 'Lecture du fichier…'
          : `${scan.pagesDone} / ${countOf(scan.pageCount, 'page')}`
      const left = scan.remainingSeconds === null ? '' : ` · reste ${formatRemaining(scan.remainingSeconds)}`
      return { tone: 'dim', icon: null, words: pages + left }
    }
    case 'DONE':
      return scan.problems.length === 0
        ? { tone: 'done', icon: <IconCheck size={16} aria-hidden />, words: 'Découpé' }
        : { tone: 'look', icon: <IconAlertTriangle size={16} aria-hidden />, words: 'Découpé, à vérifier' }
    case 'REFUSED':
      return { tone: 'bad', icon: <IconX size={16} aria-hidden />, words: 'Fichier refusé' }
    case 'FAILED':
      return { tone: 'bad', icon: <IconAlertTriangle size={16} aria-hidden />, words: 'Découpage interrompu' }
    case 'CANCELLED':
      return { tone: 'dim', icon: <IconPlayerStop size={16} aria-hidden />, words: 'Découpage annulé' }
  }
}
