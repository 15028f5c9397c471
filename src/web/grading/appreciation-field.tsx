import { Textarea } from '@mantine/core'
import { useCanMark, useDeskState, useDeskStore } from './desk-context.tsx'
import { focusPaper } from './focus-places.ts'
import { setAppreciation } from './marking.ts'
import classes from './marks.module.css'

export function AppreciationField() {
  const store = useDeskStore()
  const canMark = useCanMark()
  const appreciation = useDeskState((state) => state.history.present.appreciation)
  return (
    <Textarea
      className={classes.appreciation}
      label="Appréciation"
      autosize
      minRows={2}
      maxRows={6}
      maxLength={10_000}
      readOnly={!canMark}
      value={appreciation}
      onChange={(event) => {
        const text = event.currentTarget.value
        store.change((marking) => setAppreciation(marking, text), 'appreciation')
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.preventDefault()
        focusPaper()
      }}
    />
  )
}
