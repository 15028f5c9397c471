import { Button, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { Fragment, memo } from 'react'
import { Keys } from '#web/ui/keys.tsx'
import { SaveState, type SaveStateWord } from '#web/ui/save-state.tsx'
import { COMMANDS, type Command } from './commands.ts'
import { GoToCopy } from './go-to-copy.tsx'
import classes from './stapler.module.css'

interface StaplerToolbarProps {
  /** False while no page is chosen. */
  hasCursor: boolean
  onCommand: (command: Command) => void
  /** Goes to the copy of that number; false when there is none. */
  onGo: (number: string) => boolean
}

interface StaplerHistoryProps {
  undoLabel: string | null
  redoLabel: string | null
  saving: SaveStateWord
  onUndo: () => void
  onRedo: () => void
}

/** What can be done to the chosen page; stays in sight while the cards scroll. Not drawn again at each gesture. */
export const StaplerToolbar = memo(function StaplerToolbar({
  hasCursor,
  onCommand,
  onGo,
}: StaplerToolbarProps) {
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Agrafage">
      {COMMANDS.map((command, index) => (
        <Fragment key={command.id}>
          {command.keysOnly && !COMMANDS[index - 1]?.keysOnly && (
            <span className={classes.group} aria-hidden>
              Déplacer
            </span>
          )}
          <Tooltip label={command.label}>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={command.keysOnly ? undefined : <command.icon size={16} aria-hidden />}
              disabled={!hasCursor}
              onClick={() => onCommand(command)}
            >
              {command.keysOnly ? (
                <VisuallyHidden>{command.label}</VisuallyHidden>
              ) : (
                <>{command.name}&nbsp;</>
              )}
              <Keys keys={command.keys} />
            </Button>
          </Tooltip>
        </Fragment>
      ))}
      <GoToCopy onGo={onGo} />
    </div>
  )
})

/** Taking back and doing again, and whether all is saved. */
export const StaplerHistory = memo(function StaplerHistory({
  undoLabel,
  redoLabel,
  saving,
  onUndo,
  onRedo,
}: StaplerHistoryProps) {
  return (
    <>
      <SaveState state={saving} />
      <Tooltip label={undoLabel === null ? 'Rien à annuler' : `Annuler\u00A0: ${undoLabel}`}>
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          disabled={undoLabel === null}
          onClick={onUndo}
        >
          Annuler <Keys keys="mod+z" />
        </Button>
      </Tooltip>
      <Tooltip label={redoLabel === null ? 'Rien à rétablir' : `Rétablir\u00A0: ${redoLabel}`}>
        <Button variant="default" px="xs" disabled={redoLabel === null} onClick={onRedo}>
          <IconArrowForwardUp size={16} aria-hidden /> <VisuallyHidden>Rétablir</VisuallyHidden>{' '}
          <Keys keys="mod+shift+z" />
        </Button>
      </Tooltip>
    </>
  )
})
