import { IconCircleCheckFilled, IconEyeExclamation, IconLoader2 } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import classes from './stage-rail.module.css'
import type { Stage, StageTone } from './stages.ts'

const SIGNS = {
  look: { Icon: IconEyeExclamation, says: 'à faire' },
  running: { Icon: IconLoader2, says: 'en cours' },
  done: { Icon: IconCircleCheckFilled, says: 'terminé' },
  idle: null,
} as const satisfies Record<StageTone, unknown>

/** The stages of an exam in their order, each with what stands there. */
export function StageRail({
  examId,
  stages,
  next,
}: {
  examId: string
  stages: readonly Stage[]
  next: Stage | undefined
}) {
  return (
    <nav aria-label="Étapes de l’examen" className={classes.rail}>
      <ol className={classes.stages}>
        {stages.map((stage) => {
          const sign = SIGNS[stage.tone]
          return (
            <li key={stage.path} className={classes.place}>
              <Link
                to={`/examens/$examId/${stage.path}`}
                params={{ examId }}
                className={classes.stage}
                data-tone={stage.tone}
                data-next={stage === next || undefined}
              >
                <span className={classes.label}>{stage.label}</span>
                <span className={classes.word}>
                  {sign !== null && <sign.Icon size={14} aria-label={sign.says} />}
                  {stage.word === '' ? '—' : stage.word}
                </span>
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
