import { Button, Group, Modal, Text, Tooltip } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { KeyboardEvent } from 'react'
import type { ScanPage } from '#contract/scans.ts'
import { matchesKeys } from '#web/ui/hotkeys.ts'
import { Keys } from '#web/ui/keys.tsx'
import { COMMANDS, type Command } from './commands.ts'
import { PageImage } from './page-tile.tsx'
import classes from './stapler.module.css'

interface PagePreviewProps {
  page: ScanPage
  title: string
  servedRotation: number
  /** False for a page of the bin, which is only looked at. */
  editable: boolean
  onMove: (direction: 'left' | 'right') => void
  onCommand: (command: Command) => void
  onClose: () => void
}

/** One page as large as the screen allows. */
export function PagePreview({
  page,
  title,
  servedRotation,
  editable,
  onMove,
  onCommand,
  onClose,
}: PagePreviewProps) {
  const commands = editable ? COMMANDS.filter((command) => command.inPreview) : []
  const onKeyDown = (event: KeyboardEvent) => {
    const command = commands.find(({ keys }) => matchesKeys(keys, event.nativeEvent))
    if (command !== undefined) {
      event.preventDefault()
      onCommand(command)
    } else if (editable && (event.key === 'ArrowLeft' || event.key === 'ArrowRight') && !event.altKey) {
      event.preventDefault()
      onMove(event.key === 'ArrowLeft' ? 'left' : 'right')
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="auto"
      title={title}
      onKeyDown={onKeyDown}
      // The page looked at last takes the focus, not the one the preview was opened from.
      returnFocus={false}
    >
      <div className={classes.previewBody}>
        <PageImage
          page={page}
          servedRotation={servedRotation}
          size="desk"
          alt={title}
          className={classes.previewImage}
          aspectRatio={page.widthPx / page.heightPx}
        />
        <Group gap="xs" justify="center">
          {editable && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconChevronLeft size={16} />}
              onClick={() => onMove('left')}
            >
              Précédente <Keys keys="ArrowLeft" />
            </Button>
          )}
          {commands.map((command) => (
            <Tooltip key={command.keys} label={command.label}>
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<command.icon size={16} />}
                onClick={() => onCommand(command)}
              >
                {command.name} <Keys keys={command.keys} />
              </Button>
            </Tooltip>
          ))}
          {editable && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconChevronRight size={16} />}
              onClick={() => onMove('right')}
            >
              Suivante <Keys keys="ArrowRight" />
            </Button>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          Page {page.sourcePage} du scan, {HALF_WORDS[page.half]}
          {page.blank ? ' · blanche' : ''}
        </Text>
      </div>
    </Modal>
  )
}

const HALF_WORDS = { left: 'moitié gauche', right: 'moitié droite', full: 'page entière' } as const
