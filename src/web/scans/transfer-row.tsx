import { Progress } from '@mantine/core'
import classes from './scans.module.css'
import { formatBytes, formatRemaining, type Transfer } from './transfer.ts'

export function TransferRow({ transfer }: { transfer: Transfer }) {
  const { fileName, byteSize, share } = transfer
  return (
    <li className={classes.row}>
      <span className={classes.name} title={fileName}>
        {fileName}
      </span>
      <span className={classes.size}>{formatBytes(byteSize)}</span>
      <Progress value={share * 100} aria-label={`Envoi de ${fileName}`} />
      <span className={classes.state} data-tone="dim">
        {wordsOf(transfer)}
      </span>
    </li>
  )
}

function wordsOf({ byteSize, share, speed, state }: Transfer): string {
  if (state === 'waiting') return 'En attente d’envoi'
  if (share === 1) return 'Vérification…'
  const sent = byteSize * share
  if (speed === null) return formatBytes(sent)
  const remaining = speed === 0 ? '' : ` · reste ${formatRemaining((byteSize - sent) / speed)}`
  return `${formatBytes(sent)} · ${formatBytes(speed)}/s${remaining}`
}
