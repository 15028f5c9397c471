import { Button, Group, NumberInput, Text } from '@mantine/core'
import { useState } from 'react'
import { MARK_STEP } from '#domain/grading-structure.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { formatPoints } from '#web/ui/number-format.ts'
import type { OutlineRow } from './bareme-outline.ts'
import { regularOutline } from './bareme-start.ts'

/** Where a barème begins: so many exercises of so many questions, to be changed afterwards. */
export function RegularBareme({ onStart }: { onStart: (rows: OutlineRow[]) => void }) {
  const [exercises, setExercises] = useState(4)
  const [questions, setQuestions] = useState(1)
  const [points, setPoints] = useState(5)
  const isPossible = exercises >= 1 && questions >= 1 && points > 0 && Number.isInteger(points / MARK_STEP)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (isPossible) onStart(regularOutline(exercises, questions, points, newUuid))
      }}
    >
      <Text c="dimmed" mb="xs">
        Pas encore de barème. Partez d’un barème régulier, vous le modifierez ensuite.
      </Text>
      <Group align="flex-end" gap="sm">
        <NumberInput
          label="Exercices"
          w={100}
          min={1}
          max={30}
          allowDecimal={false}
          value={exercises}
          onChange={(value) => setExercises(Number(value))}
        />
        <NumberInput
          label="Questions chacun"
          w={140}
          min={1}
          max={30}
          allowDecimal={false}
          value={questions}
          onChange={(value) => setQuestions(Number(value))}
        />
        <NumberInput
          label={questions > 1 ? 'Points par question' : 'Points par exercice'}
          w={160}
          min={MARK_STEP}
          max={100}
          step={0.5}
          decimalSeparator=","
          allowedDecimalSeparators={[',', '.']}
          value={points}
          onChange={(value) => setPoints(Number(value))}
        />
        <Button type="submit" disabled={!isPossible}>
          Créer ({isPossible ? formatPoints(exercises * questions * points) : '—'} points)
        </Button>
      </Group>
    </form>
  )
}
