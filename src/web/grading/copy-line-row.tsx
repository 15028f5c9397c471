import { Table } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { CopyLine } from '#contract/grading.ts'
import { formatMark } from '#domain/scoring.ts'
import { formatMoment } from '#web/ui/number-format.ts'
import classes from './lists.module.css'

export function CopyLineRow({ copy, withNames }: { copy: CopyLine; withNames: boolean }) {
  return (
    <Table.Tr className={classes.line}>
      <Table.Td>
        <Link to="/copies/$copyId" params={{ copyId: copy.id }} className={classes.lineLink}>
          {copy.anonymousId}
        </Link>
      </Table.Td>
      {withNames && <Table.Td>{copy.studentName}</Table.Td>}
      <Table.Td>
        <StatusWord copy={copy} />
      </Table.Td>
      <Table.Td ta="right">{copy.pages}</Table.Td>
      <Table.Td ta="right">
        {copy.marked} / {copy.questions}
      </Table.Td>
      <Table.Td ta="right">
        {copy.marked === 0 ? '' : `${formatMark(copy.total)} / ${formatMark(copy.totalMax)}`}
      </Table.Td>
    </Table.Tr>
  )
}

function StatusWord({ copy }: { copy: CopyLine }) {
  switch (copy.status) {
    case 'GRADED':
      return <span style={{ color: 'var(--k-green)' }}>Corrigée</span>
    case 'LOCKED':
      if (copy.lockedByMe) return <span style={{ color: 'var(--k-ink)' }}>Ouverte par vous</span>
      return (
        <span style={{ color: 'var(--k-amber)' }}>
          {copy.lockedBy === null ? 'Ouverte ailleurs' : `Ouverte par ${copy.lockedBy}`}
          {copy.lockedAt !== null && ` depuis le ${formatMoment(copy.lockedAt)}`}
        </span>
      )
    case 'STAGING':
      return <span style={{ color: 'var(--k-dim)' }}>Pas encore prête</span>
    case 'READY':
      return copy.marked > 0 ? (
        <span>Commencée</span>
      ) : (
        <span style={{ color: 'var(--k-dim)' }}>À corriger</span>
      )
  }
}
