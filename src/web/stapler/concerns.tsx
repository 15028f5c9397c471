import { IconAlertTriangle } from '@tabler/icons-react'
import type { StaplerCopy } from '#contract/stapler.ts'
import { Keys } from '#web/ui/keys.tsx'
import { type Command, commandOf } from './commands.ts'
import type { Concern } from './copy-concerns.ts'
import classes from './stapler.module.css'

interface ConcernsProps {
  copy: StaplerCopy
  concerns: readonly Concern[]
  onRun: (command: Command, copyId: string, pageId: string) => void
}

/** Why a copy is to be looked at, each reason with the key that sets it right, and the one that accepts the copy as it is. */
export function Concerns({ copy, concerns, onRun }: ConcernsProps) {
  const [first] = copy.pages
  if (concerns.length === 0 || first === undefined) return null
  /** A reason speaks of a scanned side: that is where its gesture is made. */
  const pageOf = ({ sourcePages }: Concern) =>
    copy.pages.find((page) => sourcePages.includes(page.sourcePage)) ?? first
  return (
    <div className={classes.concerns}>
      <ul className={classes.reasons}>
        {concerns.map((concern) => (
          <li key={concern.code}>
            <IconAlertTriangle size={15} aria-hidden />
            <span>{concern.text}</span>
            {concern.fix !== null && (
              <Fix
                command={commandOf(concern.fix)}
                onRun={(command) => onRun(command, copy.id, pageOf(concern).id)}
              />
            )}
          </li>
        ))}
      </ul>
      <Fix command={commandOf('accept')} onRun={(command) => onRun(command, copy.id, first.id)} />
    </div>
  )
}

function Fix({ command, onRun }: { command: Command; onRun: (command: Command) => void }) {
  return (
    // The tooltip of the browser: one of ours on each of a thousand cards is felt while they scroll by.
    <button
      type="button"
      className={classes.fix}
      title={command.label}
      tabIndex={-1}
      onClick={() => onRun(command)}
    >
      {command.name} <Keys keys={command.keys} />
    </button>
  )
}
