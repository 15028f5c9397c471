import { Button, Group, Slider, Text } from '@mantine/core'
import { DEFAULT_HEADER_MARGIN, MOST_HEADER_MARGIN } from '#domain/painted-zones.ts'
import { notifyProblem, notifyUndo } from '#web/ui/notify.tsx'
import classes from './anonymity.module.css'
import { useSetMargin } from './anonymity.queries.ts'
import { heightInMm } from './painting-acts.ts'

interface MarginSliderProps {
  examId: string
  saved: number
  /** As it is tried out on the cards. */
  margin: number
  onChange: (margin: number) => void
}

/** How far below the detected headers is hidden too, on all pages at once; tried out before it is saved. */
export function MarginSlider({ examId, saved, margin, onChange }: MarginSliderProps) {
  const save = useSetMargin(examId)
  const change = (to: number) =>
    save.mutateAsync(to).catch((error: unknown) => {
      notifyProblem(error)
      return undefined
    })
  const keep = async () => {
    const before = saved
    await change(margin)
    notifyUndo(`Marge de ${heightInMm(margin)} enregistrée.`, () => {
      onChange(before)
      void change(before)
    })
  }
  return (
    <Group gap="sm" wrap="nowrap" className={classes.margin}>
      <Text size="sm" component="label" id="margin-label">
        Marge sous l’en-tête
      </Text>
      <Slider
        w={220}
        min={0}
        max={MOST_HEADER_MARGIN}
        step={0.0025}
        value={margin}
        onChange={onChange}
        label={null}
        thumbProps={{ 'aria-labelledby': 'margin-label', 'aria-valuetext': heightInMm(margin) }}
        marks={[{ value: DEFAULT_HEADER_MARGIN }]}
      />
      <Text size="sm" w={56} ta="right" aria-hidden>
        {heightInMm(margin)}
      </Text>
      <Button size="compact-sm" disabled={margin === saved} loading={save.isPending} onClick={keep}>
        Enregistrer la marge
      </Button>
      {margin !== saved && (
        <Button size="compact-sm" variant="subtle" onClick={() => onChange(saved)}>
          Revenir à {heightInMm(saved)}
        </Button>
      )}
    </Group>
  )
}
