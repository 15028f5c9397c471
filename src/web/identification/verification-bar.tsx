import { Button } from '@mantine/core'
import { Keys } from '#web/ui/keys.tsx'
import { LinkButton } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { SaveState } from '#web/ui/save-state.tsx'
import { useIsNaming } from './identification.queries.ts'
import classes from './wall.module.css'
import type { SectionKey, WallSection } from './wall-sections.ts'

/** What it covers of the wall is not seen. */
export const BAR_ID = 'verification-bar'

interface VerificationBarProps {
  examId: string
  sections: readonly WallSection[]
  total: number
  aside: number
  /** How many were chosen by hand. */
  chosen: number
  /** How many the button confirms: those chosen, or else those proposed as certain. */
  lot: number
  onChooseOnScreen: () => void
  onChooseNone: () => void
  onConfirm: () => void
  onUndo: () => void
}

/** How far the names are, and the one thing to do next. It stays in view: the wall is long. */
export function VerificationBar(props: VerificationBarProps) {
  const { examId, sections, total, aside, chosen, lot } = props
  const isNaming = useIsNaming(examId)
  const countIn = (...keys: SectionKey[]) =>
    sections.filter(({ key }) => keys.includes(key)).reduce((sum, { copies }) => sum + copies.length, 0)
  const confirmed = countIn('confirmed')
  const waiting = countIn('waiting')
  const isComplete = confirmed === total
  const facts = [
    `${confirmed} / ${total} ${total < 2 ? 'confirmée' : 'confirmées'}`,
    ...(isComplete
      ? []
      : [
          `${countIn('problem', 'review')} à vérifier`,
          countOf(countIn('certain'), 'proposée comme sûre', 'proposées comme sûres'),
        ]),
    ...(waiting === 0 ? [] : [`${waiting} encore à lire`]),
    ...(aside === 0 ? [] : [`${aside} mise${aside > 1 ? 's' : ''} de côté`]),
    ...(chosen === 0 ? [] : [countOf(chosen, 'choisie', 'choisies')]),
  ]
  return (
    <div className={classes.bar} id={BAR_ID}>
      <div className={classes.titles}>
        <div className={classes.titleLine}>
          <h2 className={classes.title}>
            {isComplete ? 'Toutes les copies ont un nom' : 'Vérification des noms'}
          </h2>
          <SaveState state={isNaming ? 'saving' : 'saved'} />
        </div>
        <span className={classes.facts} role="status">
          {facts.join(' · ')}
        </span>
      </div>
      <LinkButton variant="default" to="/examens/$examId/identification" params={{ examId }}>
        Une par une
      </LinkButton>
      <Button variant="default" onClick={props.onUndo}>
        Annuler&nbsp;
        <Keys keys="mod+z" />
      </Button>
      {chosen > 0 ? (
        <Button variant="default" onClick={props.onChooseNone}>
          Ne rien choisir&nbsp;
          <Keys keys="Escape" />
        </Button>
      ) : (
        !isComplete && (
          <Button variant="default" onClick={props.onChooseOnScreen}>
            Choisir celles à l’écran&nbsp;
            <Keys keys="a" />
          </Button>
        )
      )}
      {isComplete ? (
        <LinkButton to="/examens/$examId/repartition" params={{ examId }}>
          Passer à la répartition
        </LinkButton>
      ) : (
        <Button disabled={lot === 0} onClick={props.onConfirm} className={classes.confirm}>
          {lot === 0 ? 'Aucun nom à confirmer' : `Confirmer ${countOf(lot, 'nom')}`}&nbsp;
          <Keys keys="mod+Enter" />
        </Button>
      )}
    </div>
  )
}
