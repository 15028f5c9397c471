import {
  IconArrowBarDown,
  IconArrowBarUp,
  IconArrowLeft,
  IconArrowRight,
  IconArrowsExchange,
  IconChecks,
  IconFileOff,
  IconFlipVertical,
  IconPaperclip,
  IconRotate2,
  IconRotateClockwise,
  IconScissors,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Stapler, StaplerCopy } from '#contract/stapler.ts'
import type { ScanFix } from '#domain/scan-words.ts'
import { sheetOf } from '#domain/sheets.ts'
import { acceptAfter } from '#domain/stapling.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { applyAct } from './arrangement.ts'
import { type Concern, settlesAll } from './copy-concerns.ts'
import type { Cursor } from './cursor.ts'
import {
  acceptAsIs,
  dropToBin,
  type Gesture,
  mergeWithPrevious,
  sendPage,
  shiftPage,
  splitBefore,
  swapHalvesOfSide,
  swapSidesOfSheet,
  toggleBlank,
  turnPage,
  turnSheetRound,
} from './gestures.ts'

/** What can be done to the page under the cursor, by key, by button or in the big preview. */
export interface Command {
  id: ScanFix | ('swapHalves' | 'accept' | 'forward' | 'backward' | 'toPrevious' | 'toNext' | 'blank')
  keys: string
  /** On the button. */
  name: string
  /** On the sheet of shortcuts and in the tooltip. */
  label: string
  icon: TablerIcon
  gesture: (stapler: Stapler, cursor: Cursor | null) => Gesture
  /** True when its button bears its icon alone: a word that says what it does, and the key held down for it, stand before the group. */
  iconOnly?: true
  /** True when it makes sense while the page is shown alone, in big. */
  inPreview?: true
  /** True when a copy needs no further look once its only doubts were what this sets right. */
  settles?: true
}

export const COMMANDS: readonly Command[] = [
  {
    id: 'accept',
    keys: 'a',
    name: 'Accepter',
    label: 'Accepter la copie telle quelle, ou ne plus l’accepter',
    icon: IconChecks,
    gesture: acceptAsIs,
    inPreview: true,
  },
  {
    id: 'swapSides',
    keys: 'v',
    name: 'Recto verso',
    label: 'Échanger le recto et le verso de la feuille',
    icon: IconArrowsExchange,
    gesture: swapSidesOfSheet,
    settles: true,
  },
  {
    id: 'turnSheet',
    keys: 't',
    name: 'Retourner',
    label: 'Retourner la feuille entière, passée à l’envers',
    icon: IconRotate2,
    gesture: turnSheetRound,
    settles: true,
  },
  {
    id: 'swapHalves',
    keys: 'h',
    name: 'Moitiés',
    label: 'Échanger les deux moitiés de cette face',
    icon: IconFlipVertical,
    gesture: swapHalvesOfSide,
  },
  {
    id: 'merge',
    keys: 'f',
    name: 'Réunir',
    label: 'Réunir la copie à la précédente',
    icon: IconPaperclip,
    gesture: mergeWithPrevious,
  },
  {
    id: 'split',
    keys: 's',
    name: 'Couper',
    label: 'Couper la copie avant cette page',
    icon: IconScissors,
    gesture: (stapler, cursor) => splitBefore(stapler, cursor, newUuid()),
  },
  {
    id: 'forward',
    keys: 'alt+ArrowLeft',
    name: 'Avancer',
    label: 'Avancer la page d’une place',
    icon: IconArrowLeft,
    iconOnly: true,
    gesture: (stapler, cursor) => shiftPage(stapler, cursor, -1),
  },
  {
    id: 'backward',
    keys: 'alt+ArrowRight',
    name: 'Reculer',
    label: 'Reculer la page d’une place',
    icon: IconArrowRight,
    iconOnly: true,
    gesture: (stapler, cursor) => shiftPage(stapler, cursor, 1),
  },
  {
    id: 'toPrevious',
    keys: 'alt+ArrowUp',
    name: 'Copie avant',
    label: 'Envoyer la page à la fin de la copie précédente',
    icon: IconArrowBarUp,
    iconOnly: true,
    gesture: (stapler, cursor) => sendPage(stapler, cursor, -1),
  },
  {
    id: 'toNext',
    keys: 'alt+ArrowDown',
    name: 'Copie après',
    label: 'Envoyer la page au début de la copie suivante',
    icon: IconArrowBarDown,
    iconOnly: true,
    gesture: (stapler, cursor) => sendPage(stapler, cursor, 1),
  },
  {
    id: 'turnPage',
    keys: 'r',
    name: 'Tourner',
    label: 'Tourner la page d’un quart de tour',
    icon: IconRotateClockwise,
    gesture: turnPage,
    inPreview: true,
  },
  {
    id: 'blank',
    keys: 'b',
    name: 'Blanche',
    label: 'Dire que la page est blanche, ou ne l’est pas',
    icon: IconFileOff,
    gesture: toggleBlank,
    inPreview: true,
  },
  {
    id: 'drop',
    keys: 'Delete',
    name: 'Corbeille',
    label: 'Mettre la page à la corbeille',
    icon: IconTrash,
    gesture: dropToBin,
    inPreview: true,
  },
]

const BY_ID = new Map(COMMANDS.map((command) => [command.id, command]))

export function commandOf(id: Command['id']): Command {
  const command = BY_ID.get(id)
  if (command === undefined) throw new Error(`No command ${id}`)
  return command
}

/**
 * What the command comes to on the page under the cursor. Where it sets right all that was doubtful in the copy, and nothing else is
 * doubtful once it is done, the copy is accepted with it: one key, one step to undo.
 */
export function gestureOf(
  command: Command,
  stapler: Stapler,
  cursor: Cursor | null,
  concernsIn: (copy: StaplerCopy) => readonly Concern[],
): Gesture {
  const gesture = command.gesture(stapler, cursor)
  const copy = stapler.copies.find(({ id }) => id === cursor?.copyId)
  if ('refusal' in gesture || !command.settles || copy === undefined || cursor === null) return gesture
  const { label, change } = gesture.act
  const sheet = sheetOf(copy.pages, cursor.pageId)
  const sourcePages = [...(sheet?.side ?? []), ...(sheet?.other ?? [])].map((page) => page.sourcePage)
  const before = concernsIn(copy)
  const become = applyAct(stapler, gesture.act).copies.find(({ id }) => id === copy.id)
  const arisen = (become === undefined ? [] : concernsIn(become)).filter(
    ({ code }) => !before.some((concern) => concern.code === code),
  )
  return settlesAll(before, command.id, sourcePages) && arisen.length === 0
    ? { act: { label, change: acceptAfter(change, true) } }
    : gesture
}
