import { Button } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import classes from './scans.module.css'

/** A place to drop PDFs on, with a button that does the same. The whole window takes the drop: nobody aims well while dragging. */
export function DropZone({ primary, onFiles }: { primary: boolean; onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const latest = useRef(onFiles)
  latest.current = onFiles

  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    const onDragLeave = (event: DragEvent) => {
      // Null when the pointer leaves the window, and not merely one element for another.
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      latest.current(Array.from(event.dataTransfer?.files ?? []))
    }
    addEventListener('dragover', onDragOver)
    addEventListener('dragleave', onDragLeave)
    addEventListener('drop', onDrop)
    return () => {
      removeEventListener('dragover', onDragOver)
      removeEventListener('dragleave', onDragLeave)
      removeEventListener('drop', onDrop)
    }
  }, [])

  return (
    <div className={classes.zone} data-over={over || undefined}>
      <input
        ref={input}
        type="file"
        accept="application/pdf,.pdf"
        multiple
        hidden
        aria-label="Fichiers PDF à déposer"
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? [])
          // Emptied, so that choosing the same file again is noticed.
          event.currentTarget.value = ''
          if (files.length > 0) onFiles(files)
        }}
      />
      <span>
        {over ? 'Lâchez pour déposer' : 'Glissez ici les PDF du scanner, un ou plusieurs à la fois'}
      </span>
      <Button
        variant={primary ? 'filled' : 'default'}
        leftSection={<IconUpload size={18} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        Choisir des fichiers
      </Button>
    </div>
  )
}
