import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { ClipboardEvent, KeyboardEvent } from 'react'
import { formatPoints } from '#web/ui/number-format.ts'
import classes from './bareme-editor.module.css'
import type { OutlineRow } from './bareme-outline.ts'

export type RowGesture = 'sibling' | 'child' | 'indent' | 'outdent' | 'up' | 'down' | 'remove'
export type RowField = 'label' | 'points'

interface BaremeRowProps {
  row: OutlineRow
  /** The sum of what is below; null for a question, whose points are written. */
  sum: number | null
  faults: readonly string[]
  onWrite: (field: RowField, text: string) => void
  onGesture: (gesture: RowGesture) => void
  /** To the field of the same kind, one line up or down. */
  onStep: (field: RowField, by: -1 | 1) => void
  onPaste: (text: string) => void
}

export const fieldId = (rowId: string, field: RowField): string => `bareme-${field}-${rowId}`
const focusField = (rowId: string, field: RowField): void =>
  document.getElementById(fieldId(rowId, field))?.focus()

/** The gesture that the keys ask for in a field of the barème, if any. */
function gestureOf(event: KeyboardEvent<HTMLInputElement>, field: RowField): RowGesture | undefined {
  if (event.ctrlKey || event.metaKey) return undefined
  if (event.altKey) return event.key === 'ArrowUp' ? 'up' : event.key === 'ArrowDown' ? 'down' : undefined
  if (event.key === 'Enter') return event.shiftKey ? 'child' : 'sibling'
  if (event.key === 'Tab' && field === 'label') return event.shiftKey ? 'outdent' : 'indent'
  if (event.key === 'Backspace' && field === 'label' && event.currentTarget.value === '') return 'remove'
  return undefined
}

export function BaremeRow({ row, sum, faults, onWrite, onGesture, onStep, onPaste }: BaremeRowProps) {
  const onKeyDown = (field: RowField) => (event: KeyboardEvent<HTMLInputElement>) => {
    const input = event.currentTarget
    if (event.key === 'Escape') {
      // Tab indents here, so Escape gives Tab its usual meaning back until the field is entered again.
      input.dataset.leaving = 'true'
      return
    }
    if (event.key === 'Tab' && input.dataset.leaving === 'true') return
    const gesture = gestureOf(event, field)
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey
    const caretAtEnd = input.selectionStart === input.value.length
    const caretAtStart = input.selectionEnd === 0
    if (gesture !== undefined) onGesture(gesture)
    else if (plain && event.key === 'ArrowUp') onStep(field, -1)
    else if (plain && event.key === 'ArrowDown') onStep(field, 1)
    else if (plain && event.key === 'ArrowRight' && field === 'label' && caretAtEnd && sum === null)
      focusField(row.id, 'points')
    else if (plain && event.key === 'ArrowLeft' && field === 'points' && caretAtStart)
      focusField(row.id, 'label')
    else return
    event.preventDefault()
  }

  const onPasteText = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/\S\r?\n\s*\S/.test(text)) return
    event.preventDefault()
    onPaste(text)
  }

  const name = row.label.trim() === '' ? 'ligne sans nom' : row.label
  const faultsId = `bareme-faults-${row.id}`
  const fieldProps = (field: RowField) => ({
    id: fieldId(row.id, field),
    autoComplete: 'off',
    'aria-invalid': faults.length > 0 || undefined,
    'aria-describedby': faults.length > 0 ? faultsId : undefined,
    onKeyDown: onKeyDown(field),
    onFocus: (event: { currentTarget: HTMLInputElement }) => {
      delete event.currentTarget.dataset.leaving
    },
  })

  return (
    <li className={classes.row} data-depth={row.depth} data-parent={sum !== null || undefined}>
      <span className={classes.margin} style={{ width: row.depth * 24 }} aria-hidden />
      <input
        {...fieldProps('label')}
        className={classes.label}
        aria-label={`Intitulé, niveau ${row.depth + 1}`}
        placeholder="Intitulé"
        maxLength={255}
        value={row.label}
        onChange={(event) => onWrite('label', event.currentTarget.value)}
        onPaste={onPasteText}
      />
      {faults.length > 0 && (
        <span id={faultsId} className={classes.fault}>
          {faults.join(' ')}
        </span>
      )}
      {sum === null ? (
        <input
          {...fieldProps('points')}
          className={classes.points}
          aria-label={`Points de ${name}`}
          inputMode="decimal"
          value={row.points}
          onChange={(event) => onWrite('points', event.currentTarget.value)}
        />
      ) : (
        <span className={classes.sum}>{Number.isNaN(sum) ? '—' : formatPoints(sum)}</span>
      )}
      <span className={classes.unit}>pts</span>
      <RowMenu name={name} onGesture={onGesture} />
    </li>
  )
}

const MENU = [
  ['sibling', 'Ajouter une ligne dessous', 'Entrée'],
  ['child', 'Ajouter une sous-question', 'Maj Entrée'],
  ['indent', 'Placer sous la ligne précédente', 'Tab'],
  ['outdent', 'Sortir d’un niveau', 'Maj Tab'],
  ['up', 'Monter', 'Alt ↑'],
  ['down', 'Descendre', 'Alt ↓'],
  ['remove', 'Supprimer', ''],
] as const satisfies [RowGesture, string, string][]

function RowMenu({ name, onGesture }: { name: string; onGesture: (gesture: RowGesture) => void }) {
  return (
    <Menu position="bottom-end" width={290} returnFocus={false}>
      <Menu.Target>
        <ActionIcon size={32} aria-label={`Actions sur ${name}`} className={classes.more}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {MENU.map(([gesture, label, keys]) => (
          <Menu.Item
            key={gesture}
            {...(gesture === 'remove' ? { color: 'red' } : {})}
            rightSection={<span className={classes.keys}>{keys}</span>}
            onClick={() => onGesture(gesture)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
