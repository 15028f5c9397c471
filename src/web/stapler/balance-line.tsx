import { Text } from '@mantine/core'
import { useMemo } from 'react'
import type { Stapler } from '#contract/stapler.ts'
import { countOf } from '#web/ui/number-format.ts'
import { balanceOf } from './arrangement.ts'

/** « 88 faces = 72 écrites + 12 blanches + 4 à la corbeille »: every scanned face is somewhere. */
export function BalanceLine({ stapler }: { stapler: Stapler }) {
  const { halves, written, blank, binned, even } = useMemo(() => balanceOf(stapler), [stapler])
  const sum = `${countOf(halves, 'face')} = ${countOf(written, 'écrite')} + ${countOf(blank, 'blanche')} + ${binned} à la corbeille`
  if (even) return sum
  const missing = halves - written - blank - binned
  return (
    <Text span c="var(--k-amber)" fw={600}>
      {sum.replace('=', '≠')} ·{' '}
      {missing > 0 ? `${countOf(missing, 'face')} sans place` : `${countOf(-missing, 'face')} en trop`}
    </Text>
  )
}
