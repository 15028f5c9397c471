import { Button } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { ACCEPTED_FILES } from '#domain/scan-files.ts'
import { notifyProblem } from '#web/ui/notify.tsx'
import { droppedFiles } from './dropped-files.ts'
import classes from './scans.module.css'

interface DropZoneProps {
  button: RefObject<HTMLButtonElement | null>
  primary: boolean
  onFiles: (files: File[]) => void
}

/** A place to drop scans on, with a button that does the same. The whole window takes the drop: nobody aims well while dragging. */
export function DropZone({ button, primary, onFiles }: DropZoneProps) {
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
      if (event.dataTransfer === null) return
      droppedFiles(event.dataTransfer).then(
        (files) => latest.current(files),
        () =>
          notifyProblem(
            new Error('Le navigateur n’a pas pu lire ce dossier. Déposez ses fichiers, ou un ZIP.'),
          ),
      )
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
        accept={ACCEPTED_FILES}
        multiple
        hidden
        aria-label="Fichiers à déposer"
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? [])
          // Emptied, so that choosing the same file again is noticed.
          event.currentTarget.value = ''
          if (files.length > 0) onFiles(files)
        }}
      />
      <div>
        <p>
          {over
            ? 'Lâchez pour déposer'
            : 'Glissez ici les fichiers du scanner, un ou plusieurs à la fois, ou un dossier'}
        </p>
        <p className={classes.formats}>PDF, TIFF, JPEG, PNG, ou un ZIP qui en contient</p>
      </div>
      <Button
        ref={button}
        variant={primary ? 'filled' : 'default'}
        leftSection={<IconUpload size={18} aria-hidden />}
        onClick={() => input.current?.click()}
      >
        Choisir des fichiers
      </Button>
    </div>
  )
}
