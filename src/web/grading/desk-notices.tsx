import { Alert, Button, Group, List } from '@mantine/core'
import { IconInfoCircle, IconLock, IconPlugConnectedX } from '@tabler/icons-react'
import { useState } from 'react'
import { formatMoment } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import classes from './desk.module.css'
import { useDeskSession, useDeskState } from './desk-context.tsx'

/** Why the copy cannot be changed here, or what a person must decide; nothing in ordinary times. */
export function DeskNotices() {
  const hold = useDeskState((state) => state.hold)
  const lock = useDeskState((state) => state.desk.lock)
  const refusal = useDeskState((state) => state.refusal)
  return (
    <div className={classes.notices}>
      {hold.kind === 'held' && (
        <Alert radius={0} color="amber" icon={<IconLock size={18} />}>
          {hold.holder} corrige cette copie
          {hold.since === '' ? '' : ` depuis le ${formatMoment(hold.since)}`}. Vous pouvez la lire.
        </Alert>
      )}
      {hold.kind === 'looking' && lock !== null && (
        <Alert radius={0} color="amber" icon={<IconLock size={18} />}>
          {lock.holder} corrige cette copie depuis le {formatMoment(lock.since)}.
        </Alert>
      )}
      {hold.kind === 'graded' && (
        <Alert radius={0} color="green" icon={<IconInfoCircle size={18} />}>
          Copie corrigée, en lecture seule. L’administration peut la rouvrir.
        </Alert>
      )}
      {hold.kind === 'notReady' && (
        <Alert radius={0} color="amber" icon={<IconInfoCircle size={18} />}>
          Cette copie n’est pas encore prête à corriger. Vous pouvez la lire.
        </Alert>
      )}
      {hold.kind === 'lost' && <LostNotice />}
      <AsideNotice />
      {refusal !== null && (
        <Alert
          radius={0}
          color="red"
          icon={<IconInfoCircle size={18} />}
          title="Dernière modification refusée"
        >
          {refusal} Elle est gardée sur ce poste{'\u202F'}; corrigez-la ou annulez-la (Ctrl + Z).
        </Alert>
      )}
    </div>
  )
}

function LostNotice() {
  const session = useDeskSession()
  const [isResuming, setIsResuming] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const resume = async () => {
    setIsResuming(true)
    setError(null)
    try {
      await session.resume()
    } catch (refused) {
      setError(refused)
      setIsResuming(false)
    }
  }
  return (
    <Alert
      radius={0}
      color="amber"
      icon={<IconPlugConnectedX size={18} />}
      title="Copie reprise ailleurs"
      role="alert"
    >
      <Group justify="space-between" gap="sm">
        <span>
          Cette copie n’est plus ouverte ici{'\u00A0'}: autre onglet, autre appareil, ou trop longue absence.
          Rien n’est perdu.
        </span>
        <Button size="compact-sm" loading={isResuming} onClick={() => void resume()}>
          Reprendre ici
        </Button>
      </Group>
      <ProblemAlert error={error} />
    </Alert>
  )
}

/** Most lines of differences shown at once. */
const MOST_LINES = 8

/** Work done here that a newer version saved elsewhere has overtaken. */
function AsideNotice() {
  const session = useDeskSession()
  const aside = useDeskState((state) => state.aside)
  if (aside === null) return null
  const more = aside.differences.length - MOST_LINES
  return (
    <Alert
      radius={0}
      color="amber"
      icon={<IconInfoCircle size={18} />}
      title="Un autre travail attend sur ce poste"
      role="alert"
    >
      <p className={classes.noticeText}>
        Vous voyez la version enregistrée, plus récente. Ce poste garde ce qui n’avait pas pu être envoyé
        {'\u00A0'}:
      </p>
      <List size="sm">
        {aside.differences.slice(0, MOST_LINES).map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
        {more > 0 && <List.Item>et {more} de plus</List.Item>}
      </List>
      <Group gap="xs" mt="xs">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            session.store.change(() => aside.marking)
            void session.forgetAside()
          }}
        >
          Mettre le travail de ce poste à la place
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => void session.forgetAside()}>
          Garder la version enregistrée
        </Button>
      </Group>
    </Alert>
  )
}
