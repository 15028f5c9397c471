import { Button, Group, Text } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'
import classes from './file-drop.module.css'

/** Files dropped here or chosen with the button. `accept` as in HTML; it only guides, the server decides. */
export function FileDrop({
  label,
  button,
  accept,
  multiple = false,
  busy = false,
  onFiles,
}: {
  label: ReactNode
  button: string
  accept: string
  multiple?: boolean
  busy?: boolean
  onFiles: (files: File[]) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])]
    if (files.length > 0) onFiles(multiple ? files : files.slice(0, 1))
  }
  const onDrag = (isOver: boolean) => (event: DragEvent) => {
    event.preventDefault()
    setOver(isOver)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button inside is everybody's
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={onDrag(true)}
      onDragLeave={onDrag(false)}
      onDrop={(event) => {
        onDrag(false)(event)
        if (!busy) take(event.dataTransfer.files)
      }}
    >
      <Group gap="sm" justify="space-between">
        <Text size="sm" c="dimmed">
          {label}
        </Text>
        <Button
          variant="default"
          leftSection={<IconUpload size={16} />}
          loading={busy}
          onClick={() => input.current?.click()}
        >
          {button}
        </Button>
      </Group>
      <input
        ref={input}
        type="file"
        hidden
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          take(event.currentTarget.files)
          // The same file corrected and chosen again must be heard too.
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}
