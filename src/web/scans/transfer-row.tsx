import { CloseButton, Progress } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import classes from './scans.module.css'
import { formatBytes, formatRemaining, type Transfer } from './transfer.ts'

export function TransferRow({ transfer, onDismiss }: { transfer: Transfer; onDismiss: () => void }) {
  const { fileName, byteSize, share, speed, state, refusal } = transfer
  const sent = byteSize * share
  const remaining = speed === null || speed === 0 ? null : (byteSize - sent) / speed
  return (
    <li className={classes.row}>
      <span className={classes.name} title={fileName}>
        {fileName}
      </span>
      <span className={classes.size}>{formatBytes(byteSize)}</span>
      {refusal === null ? <Progress value={share * 100} aria-label={`Envoi de ${fileName}`} /> : <span />}
      {refusal === null ? (
        <span className={classes.state} data-tone="dim">
          {state === 'waiting'
            ? 'En attente d’envoi'
            : share === 1
              ? 'Vérification…'
              : `${formatBytes(sent)}${speed === null ? '' : ` · ${formatBytes(speed)}/s`}${remaining === null ? '' : ` · reste ${formatRemaining(remaining)}`}`}
        </span>
      ) : (
        <span className={classes.state} data-tone="bad">
          <IconX size={16} aria-hidden /> {refusal.title}
          <CloseButton size="sm" aria-label={`Retirer ${fileName} de la liste`} onClick={onDismiss} />
        </span>
      )}
      {refusal !== null && (
        <p className={classes.detail} data-tone="bad" role="alert">
          {refusal.detail}
        </p>
      )}
    </li>
  )
}
