import { Text } from '@mantine/core'
import type { Stapler } from '#contract/stapler.ts'
import { countOf } from '#web/ui/number-format.ts'
import { balanceOf } from './arrangement.ts'

/** « 88 faces = 84 placées (dont 12 blanches) + 4 dans la corbeille »: every scanned face is somewhere. */
export function BalanceLine({ stapler }: { stapler: Stapler }) {
  const { halves, placed, binned, blank, even } = balanceOf(stapler)
  const blanks = blank === 0 ? '' : ` (dont ${countOf(blank, 'blanche')})`
  const sum = `${countOf(halves, 'face')} = ${countOf(placed, 'placée')}${blanks} + ${binned} dans la corbeille`
  if (even) return sum
  const missing = halves - placed - binned
  return (
    <Text span c="var(--k-amber)" fw={600}>
      {sum.replace('=', '≠')} ·{' '}
      {missing > 0 ? `${countOf(missing, 'face')} sans place` : `${countOf(-missing, 'face')} en trop`}
    </Text>
  )
}
