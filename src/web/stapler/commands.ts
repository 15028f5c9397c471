import {
  IconArrowBarDown,
  IconArrowBarUp,
  IconArrowLeft,
  IconArrowRight,
  IconFileOff,
  IconPaperclip,
  IconRotateClockwise,
  IconScissors,
  IconTrash,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Stapler } from '#contract/stapler.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import type { Cursor } from './cursor.ts'
import {
  dropToBin,
  type Gesture,
  mergeWithPrevious,
  sendPage,
  shiftPage,
  splitBefore,
  toggleBlank,
  turnPage,
} from './gestures.ts'

/** What can be done to the page under the cursor, by key, by button or in the big preview. */
export interface Command {
  keys: string
  /** On the button. */
  name: string
  /** On the sheet of shortcuts and in the tooltip. */
  label: string
  icon: TablerIcon
  gesture: (stapler: Stapler, cursor: Cursor | null) => Gesture
  /** True when it makes sense while the page is shown alone, in big. */
  inPreview?: true
}

export const COMMANDS: readonly Command[] = [
  {
    keys: 'f',
    name: 'Réunir',
    label: 'Réunir la copie à la précédente',
    icon: IconPaperclip,
    gesture: mergeWithPrevious,
  },
  {
    keys: 's',
    name: 'Couper',
    label: 'Couper la copie avant cette page',
    icon: IconScissors,
    gesture: (stapler, cursor) => splitBefore(stapler, cursor, newUuid()),
  },
  {
    keys: 'alt+ArrowLeft',
    name: 'Avancer',
    label: 'Avancer la page d’une place',
    icon: IconArrowLeft,
    gesture: (stapler, cursor) => shiftPage(stapler, cursor, -1),
  },
  {
    keys: 'alt+ArrowRight',
    name: 'Reculer',
    label: 'Reculer la page d’une place',
    icon: IconArrowRight,
    gesture: (stapler, cursor) => shiftPage(stapler, cursor, 1),
  },
  {
    keys: 'alt+ArrowUp',
    name: 'Copie avant',
    label: 'Envoyer la page à la fin de la copie précédente',
    icon: IconArrowBarUp,
    gesture: (stapler, cursor) => sendPage(stapler, cursor, -1),
  },
  {
    keys: 'alt+ArrowDown',
    name: 'Copie après',
    label: 'Envoyer la page au début de la copie suivante',
    icon: IconArrowBarDown,
    gesture: (stapler, cursor) => sendPage(stapler, cursor, 1),
  },
  {
    keys: 'r',
    name: 'Tourner',
    label: 'Tourner la page d’un quart de tour',
    icon: IconRotateClockwise,
    gesture: turnPage,
    inPreview: true,
  },
  {
    keys: 'b',
    name: 'Blanche',
    label: 'Dire que la page est blanche, ou ne l’est pas',
    icon: IconFileOff,
    gesture: toggleBlank,
    inPreview: true,
  },
  {
    keys: 'Delete',
    name: 'Corbeille',
    label: 'Mettre la page à la corbeille',
    icon: IconTrash,
    gesture: dropToBin,
    inPreview: true,
  },
]
