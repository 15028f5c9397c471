import { IconCheck, IconCircle, IconCircleDashed, IconPencil } from '@tabler/icons-react'
import type { CopyStatus } from '#domain/copy-status.ts'

const WORDS = {
  STAGING: { word: 'À valider', color: 'var(--k-amber)', Icon: IconCircleDashed },
  READY: { word: 'Prête', color: 'var(--k-text)', Icon: IconCircle },
  LOCKED: { word: 'En correction', color: 'var(--k-ink)', Icon: IconPencil },
  GRADED: { word: 'Corrigée', color: 'var(--k-green)', Icon: IconCheck },
} as const satisfies Record<CopyStatus, unknown>

/** The state of a copy as the administration says it: a word, a sign and a colour. */
export function CopyStatusWord({ status }: { status: CopyStatus }) {
  const { word, color, Icon } = WORDS[status]
  return (
    <span style={{ color, whiteSpace: 'nowrap' }}>
      <Icon size={15} aria-hidden style={{ verticalAlign: -2, marginRight: 6 }} />
      {word}
    </span>
  )
}
