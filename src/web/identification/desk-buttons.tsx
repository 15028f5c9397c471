import { Button } from '@mantine/core'
import { Keys } from '#web/ui/keys.tsx'
import classes from './identification.module.css'

interface DeskButtonsProps {
  onBack: () => void
  onSkip: () => void
  onUndo: () => void
  onNewStudent: () => void
}

const QUIET = { size: 'compact-sm', variant: 'default' } as const

export function DeskButtons({ onBack, onSkip, onUndo, onNewStudent }: DeskButtonsProps) {
  return (
    <div className={classes.keys}>
      <span>
        Confirmer <Keys keys="Enter" />
      </span>
      <Button {...QUIET} onClick={onBack}>
        Revenir <Keys keys="ArrowLeft" />
      </Button>
      <Button {...QUIET} onClick={onSkip}>
        Passer <Keys keys="ArrowRight" />
      </Button>
      <Button {...QUIET} onClick={onUndo}>
        Annuler <Keys keys="mod+z" />
      </Button>
      <Button {...QUIET} onClick={onNewStudent}>
        Pas sur la liste… <Keys keys="F2" />
      </Button>
    </div>
  )
}
