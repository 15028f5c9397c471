import { TextInput } from '@mantine/core'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { Keys } from '#web/ui/keys.tsx'
import { notifyDone } from '#web/ui/notify.tsx'
import classes from './stapler.module.css'

/** Finds a copy where the browser's own search cannot: cards far from the view are not drawn. */
export function GoToCopy({ onGo }: { onGo: (number: string) => boolean }) {
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  useHotkeys([{ keys: '/', label: 'Aller à une copie', run: () => field.current?.focus() }])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') field.current?.blur()
    if (event.key !== 'Enter' || text.trim() === '') return
    event.preventDefault()
    if (onGo(text)) setText('')
    else notifyDone('Aucune copie de ce numéro.')
  }
  return (
    <TextInput
      ref={field}
      className={classes.goTo}
      aria-label="Aller à une copie"
      placeholder="Copie ou nº d’anonymat"
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      rightSection={<Keys keys="/" />}
    />
  )
}
