import { ActionIcon, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { Keys } from './keys.tsx'
import { SaveState, type SaveStateWord } from './save-state.tsx'

interface HistoryButtonsProps {
  undoLabel: string | null
  redoLabel: string | null
  /** A change is being made by a key, and can be taken back. */
  isHolding?: boolean
  saving: SaveStateWord
  onUndo: () => void
  onRedo: () => void
}

/** Taking back and doing again, and whether all is saved. */
export function HistoryButtons({
  undoLabel,
  redoLabel,
  isHolding = false,
  saving,
  onUndo,
  onRedo,
}: HistoryButtonsProps) {
  return (
    <>
      <SaveState state={saving} />
      <Tooltip
        label={
          <>
            Annuler{undoLabel !== null && `\u00A0: ${undoLabel}`} <Keys keys="mod+z" />
          </>
        }
      >
        <ActionIcon
          variant="default"
          size={36}
          aria-label="Annuler"
          disabled={undoLabel === null && !isHolding}
          onClick={onUndo}
        >
          <IconArrowBackUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip
        label={
          <>
            Rétablir{redoLabel !== null && `\u00A0: ${redoLabel}`} <Keys keys="mod+shift+z" />
          </>
        }
      >
        <ActionIcon
          variant="default"
          size={36}
          aria-label="Rétablir"
          disabled={redoLabel === null}
          onClick={onRedo}
        >
          <IconArrowForwardUp size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </>
  )
}
