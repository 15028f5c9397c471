import { Text } from '@mantine/core'
import { type GradingStructure, leavesOf, totalPoints } from '#domain/grading-structure.ts'
import { countOf, formatPoints } from '#web/ui/number-format.ts'

/** What the whole barème is worth, and what one of its points is worth out of 20. */
export function BaremeTotal({ structure }: { structure: GradingStructure }) {
  const total = totalPoints(structure)
  const questions = leavesOf(structure).length
  const known = Number.isFinite(total) && total > 0
  return (
    <Text ml="auto" pr={8} role="status">
      <Text span c="dimmed" size="xs">
        {countOf(questions, 'question')} · total{' '}
      </Text>
      <Text span fw={600}>
        {known ? formatPoints(total) : '—'} pts
      </Text>
      {known && total !== 20 && (
        <Text span c="dimmed" size="xs">
          {' '}
          · 1 pt vaut {formatPoints(20 / total)} sur 20
        </Text>
      )}
    </Text>
  )
}
