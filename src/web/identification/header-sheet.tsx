import { Button } from '@mantine/core'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { Keys } from '#web/ui/keys.tsx'
import { birthDayOf } from './choices.ts'
import { headerAddress } from './header-image.ts'
import classes from './identification.module.css'

interface HeaderSheetProps {
  copy: IdentificationCopy | null
  number: number
  /** Whom the copy bears, or whom Entrée would name. */
  shown: Student | null
  isHomonym: boolean
  wholePage: boolean
  onWholePage: () => void
  onRemoveName: () => void
  onReadAgain: () => void
}

/** The writing, and right below it the name it is compared with, in the order of the paper. */
export function HeaderSheet(props: HeaderSheetProps) {
  const { copy, number, shown, isHomonym, wholePage } = props
  const address = copy === null ? null : headerAddress(copy, wholePage ? 'desk' : 'header')
  const isNamed = copy?.student != null
  return (
    <>
      <div className={classes.headerBox} data-whole={wholePage || undefined}>
        {address === null ? (
          <p>Cette copie n’a pas de page.</p>
        ) : (
          <img src={address} alt={`${wholePage ? 'Première page' : 'En-tête'} de la copie ${number}`} />
        )}
      </div>
      <div className={classes.compared} data-named={isNamed || undefined}>
        {shown === null ? (
          <span className={classes.nobody}>Sans nom</span>
        ) : (
          <>
            <span className={classes.bigName}>{shown.lastName}</span>
            <span className={classes.bigName}>{shown.firstName}</span>
            <span className={classes.bigFact} data-homonym={isHomonym || undefined}>
              {birthDayOf(shown.birthDate)}
            </span>
            <span className={classes.bigFact}>{shown.className}</span>
          </>
        )}
        <span className={classes.comparedState}>
          {isNamed ? '✓ confirmé' : shown === null ? '' : 'à confirmer'}
        </span>
      </div>
      <div className={classes.clues}>
        <strong>Copie {number}</strong>
        <span>{copy?.anonymousId}</span>
        {copy?.reading && copy.reading.detectedText !== '' && (
          <span className={classes.clue}>
            lu{'\u00A0'}: {copy.reading.detectedText}
          </span>
        )}
        {copy?.proposal?.fileName && (
          <span className={classes.clue}>
            fichier{'\u00A0'}: {copy.proposal.fileName}
          </span>
        )}
        <span className={classes.sheetButtons}>
          {isNamed && (
            <Button size="compact-sm" variant="default" onClick={props.onRemoveName}>
              Retirer le nom <Keys keys="Delete" />
            </Button>
          )}
          {copy !== null && !isNamed && copy.reading !== null && (
            <Button size="compact-sm" variant="default" onClick={props.onReadAgain}>
              Relire l’en-tête
            </Button>
          )}
          <Button size="compact-sm" variant="default" aria-pressed={wholePage} onClick={props.onWholePage}>
            {wholePage ? 'Voir l’en-tête seul' : 'Voir toute la page'} <Keys keys="F4" />
          </Button>
        </span>
      </div>
    </>
  )
}
