import { Button, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { Keys } from '#web/ui/keys.tsx'
import { SaveState, type SaveStateWord } from '#web/ui/save-state.tsx'
import { COMMANDS, type Command } from './commands.ts'
import classes from './stapler.module.css'

interface StaplerToolbarProps {
  /** False while no page is chosen. */
  hasCursor: boolean
  undoLabel: string | null
  redoLabel: string | null
  saving: SaveStateWord
  onCommand: (command: Command) => void
  onUndo: () => void
  onRedo: () => void
}

/** What can be done to the chosen page; stays in sight while the cards scroll. */
export function StaplerToolbar({
  hasCursor,
  undoLabel,
  redoLabel,
  saving,
  onCommand,
  onUndo,
  onRedo,
}: StaplerToolbarProps) {
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Agrafage">
      {COMMANDS.map((command) => (
        <Tooltip key={command.keys} label={command.label}>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<command.icon size={16} aria-hidden />}
            disabled={!hasCursor}
            onClick={() => onCommand(command)}
          >
            {command.name} <Keys keys={command.keys} />
          </Button>
        </Tooltip>
      ))}
      <span className={classes.spacer} />
      <Tooltip label={undoLabel === null ? 'Rien à annuler' : `Annuler\u00A0: ${undoLabel}`}>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          disabled={undoLabel === null}
          onClick={onUndo}
        >
          Annuler <Keys keys="mod+z" />
        </Button>
      </Tooltip>
      <Tooltip label={redoLabel === null ? 'Rien à rétablir' : `Rétablir\u00A0: ${redoLabel}`}>
        <Button
          size="compact-sm"
          variant="default"
          aria-label="Rétablir"
          disabled={redoLabel === null}
          onClick={onRedo}
        >
          <IconArrowForwardUp size={16} aria-hidden /> <Keys keys="mod+shift+z" />
        </Button>
      </Tooltip>
      <SaveState state={saving} />
    </div>
  )
}
