import { Text } from '@mantine/core'

export type SaveStateWord = 'saved' | 'changed' | 'saving' | 'offline' | 'refused'
const WORDS: Record<SaveStateWord, string> = {
  saved: 'Enregistré',
  changed: 'Non enregistré',
  saving: 'Enregistrement…',
  offline: 'Hors ligne',
  refused: 'Non enregistré\u00A0: refusé',
}
const COLORS: Record<SaveStateWord, string> = {
  saved: 'var(--k-dim)',
  changed: 'var(--k-amber)',
  saving: 'var(--k-dim)',
  offline: 'var(--k-amber)',
  refused: 'var(--k-red)',
}

/** State of saving: one quiet word of constant width, always in the same place. */
export function SaveState({ state }: { state: SaveStateWord }) {
  return (
    <Text size="xs" c={COLORS[state]} role="status" miw={112} ta="right">
      {WORDS[state]}
    </Text>
  )
}
