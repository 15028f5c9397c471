import { Button } from '@mantine/core'
import { type KeyboardEvent, memo } from 'react'
import { LinkButton } from '#web/ui/links.tsx'
import { birthDayOf } from './choices.ts'
import { confidenceInWords, formatConfidence } from './confidence.ts'
import { HeaderCrop } from './header-crop.tsx'
import { headerAddress } from './header-image.ts'
import classes from './wall.module.css'
import type { WallCopy } from './wall-sections.ts'

export interface CardActions {
  /** The cursor comes here. */
  point: (copyId: string) => void
  /** Chosen or not; with `stretch`, from the cursor as far as here. */
  press: (copyId: string, stretch: boolean) => void
  open: (copyId: string) => void
  toggleAside: (copyId: string) => void
}

interface WallCardProps {
  examId: string
  shown: WallCopy
  number: number
  isConfirmable: boolean
  isHomonym: boolean
  isCursor: boolean
  isTabStop: boolean
  isSelected: boolean
  isAside: boolean
  actions: CardActions
}

export const cardDomId = (copyId: string): string => `copie-${copyId}`

/** A header and the name it stands for, in the order of the paper. */
export const WallCard = memo(function WallCard(props: WallCardProps) {
  const { shown, number, isConfirmable, isAside, actions } = props
  const { copy, student } = shown
  const address = headerAddress(copy)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    actions.open(copy.id)
  }
  return (
    <article
      className={classes.card}
      aria-label={`Copie ${number}`}
      data-current={props.isCursor || undefined}
      data-selected={props.isSelected || undefined}
      data-aside={isAside || undefined}
    >
      <button
        type="button"
        id={cardDomId(copy.id)}
        className={classes.main}
        tabIndex={props.isCursor || props.isTabStop ? 0 : -1}
        aria-pressed={isConfirmable ? props.isSelected : undefined}
        onFocus={() => actions.point(copy.id)}
        onClick={(event) => actions.press(copy.id, event.shiftKey)}
        onDoubleClick={() => actions.open(copy.id)}
        onKeyDown={onKeyDown}
      >
        <span className={classes.header}>
          {address !== null && (
            <HeaderCrop
              address={address}
              alt={`En-tête de la copie ${number}`}
              area={copy.reading?.nameArea ?? null}
            />
          )}
        </span>
        <span className={classes.name}>
          {student === null ? (
            <span className={classes.nobody}>{copy.reading === null ? '…' : 'Personne'}</span>
          ) : (
            <>
              <span className={classes.lastName}>{student.lastName}</span>
              <span className={classes.firstName}>{student.firstName}</span>
              <span className={classes.fact} data-homonym={props.isHomonym || undefined}>
                {birthDayOf(student.birthDate)}
                {props.isHomonym && <span className={classes.homonym}>homonyme</span>}
              </span>
              <span className={classes.fact}>{student.className}</span>
            </>
          )}
        </span>
      </button>
      <div className={classes.foot}>
        <span className={classes.number}>
          {props.isSelected && <span aria-hidden>☑ </span>}
          {number}
        </span>
        <span className={classes.state}>{stateOf(props)}</span>
        <span className={classes.buttons}>
          {isConfirmable && (
            <Button
              size="compact-xs"
              variant={isAside ? 'light' : 'subtle'}
              color={isAside ? 'amber' : 'gray'}
              tabIndex={props.isCursor ? 0 : -1}
              aria-pressed={isAside}
              onClick={() => actions.toggleAside(copy.id)}
            >
              À revoir
            </Button>
          )}
          <LinkButton
            size="compact-xs"
            variant="subtle"
            color="gray"
            tabIndex={props.isCursor ? 0 : -1}
            to="/examens/$examId/identification"
            params={{ examId: props.examId }}
            search={{ copie: copy.id }}
          >
            Ouvrir
          </LinkButton>
        </span>
      </div>
    </article>
  )
})

function stateOf({ shown: { copy, confidence, remark }, isAside }: WallCardProps): string {
  const words = [
    copy.student === null ? null : '✓ confirmée',
    isAside ? '⚑ à revoir, hors du lot' : null,
    confidence === null ? null : `${confidenceInWords(confidence)} · ${formatConfidence(confidence)}`,
    remark,
  ]
  return words.filter((word) => word !== null).join(' · ')
}
