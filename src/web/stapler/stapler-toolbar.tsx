import { Button, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp, IconZoomIn } from '@tabler/icons-react'
import { Fragment, memo } from 'react'
import { Keys } from '#web/ui/keys.tsx'
import { SaveState, type SaveStateWord } from '#web/ui/save-state.tsx'
import { type ToolbarItem, useToolbar } from '#web/ui/use-toolbar.ts'
import { COMMANDS, type Command } from './commands.ts'
import { GoToCopy } from './go-to-copy.tsx'
import classes from './stapler.module.css'

interface StaplerToolbarProps {
  /** False while no page is chosen. */
  hasCursor: boolean
  onCommand: (command: Command) => void
  /** Shows the chosen page in big. */
  onOpen: () => void
}

interface StaplerPlacesProps {
  /** Goes to the copy of that number; false when there is none. */
  onGo: (number: string) => boolean
  onDoubt: () => void
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
  onOpen,
}: StaplerToolbarProps) {
  const item = useToolbar({ total: COMMANDS.length + 1, isItemDisabled: () => !hasCursor })
  return (
    <div className={classes.toolbar} role="toolbar" aria-label="Agrafage">
      {COMMANDS.map((command, index) => {
        const props = item(index, () => onCommand(command))
        if (!command.iconOnly) return <Tool key={command.id} {...command} item={props} />
        return (
          <Fragment key={command.id}>
            {!COMMANDS[index - 1]?.iconOnly && (
              <span className={classes.group} aria-hidden>
                Déplacer <Keys keys="alt" />
              </span>
            )}
            <Tooltip
              label={
                <>
                  {command.label} <Keys keys={command.keys} />
                </>
              }
            >
              <Button size="compact-xs" variant="default" aria-label={command.label} {...props}>
                <command.icon size={16} aria-hidden />
              </Button>
            </Tooltip>
          </Fragment>
        )
      })}
      <Tool
        name="Agrandir"
        label="Voir la page en grand"
        keys="Enter"
        icon={IconZoomIn}
        item={item(COMMANDS.length, onOpen)}
      />
    </div>
  )
})

interface ToolProps extends Pick<Command, 'name' | 'label' | 'keys' | 'icon'> {
  item: ToolbarItem
}

function Tool({ name, label, keys, icon: Icon, item }: ToolProps) {
  return (
    <Tooltip label={label}>
      <Button size="compact-xs" variant="default" leftSection={<Icon size={16} aria-hidden />} {...item}>
        {name}&nbsp;
        <Keys keys={keys} />
      </Button>
    </Tooltip>
  )
}

/** Ways to a copy: by its number, or to the next one to look at. */
export const StaplerPlaces = memo(function StaplerPlaces({ onGo, onDoubt }: StaplerPlacesProps) {
  return (
    <>
      <GoToCopy onGo={onGo} />
      <Tooltip label="Prochaine copie à vérifier">
        <Button variant="default" onClick={onDoubt}>
          À vérifier&nbsp;
          <Keys keys="n" />
        </Button>
      </Tooltip>
    </>
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
