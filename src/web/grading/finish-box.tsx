import { Button, Text } from '@mantine/core'
import { formatMark, outOf20 } from '#domain/scoring.ts'
import { Keys } from '#web/ui/keys.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useCanMark, useScore } from './desk-context.tsx'
import classes from './marks.module.css'

export interface FinishBoxProps {
  onFinish: () => void
  isFinishing: boolean
  /** Why the last try did not succeed. */
  obstacle: string | null
}

/** The total as it stands, what is missing, and the end. */
export function FinishBox({ onFinish, isFinishing, obstacle }: FinishBoxProps) {
  const canMark = useCanMark()
  const { total, totalMax, missing } = useScore()
  return (
    <section className={classes.finish} aria-label="Total">
      <div className={classes.total}>
        <span>
          <strong>{formatMark(total)}</strong> / {formatMark(totalMax)}
        </span>
        {totalMax !== 20 && totalMax > 0 && (
          <span className={classes.dim}>soit {formatMark(outOf20(total, totalMax))} / 20</span>
        )}
        <span className={missing.length > 0 ? classes.missing : classes.complete}>
          {missing.length > 0 ? `${countOf(missing.length, 'question')} sans note` : 'Toutes notées'}
        </span>
      </div>
      {canMark && (
        <>
          <Button
            fullWidth
            loading={isFinishing}
            onClick={onFinish}
            rightSection={<Keys keys="mod+Enter" />}
            aria-describedby="finish-hint"
          >
            Terminer la copie
          </Button>
          <Text id="finish-hint" size="xs" c={obstacle === null ? 'dimmed' : 'var(--k-red)'} role="status">
            {obstacle ?? 'Fait le PDF final\u202F; la copie ne sera plus modifiable.'}
          </Text>
        </>
      )}
    </section>
  )
}
