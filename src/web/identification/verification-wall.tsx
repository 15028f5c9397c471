import { useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { useColumns } from '#web/ui/use-columns.ts'
import { findHomonyms } from './choices.ts'
import { RefusedNames } from './refused-names.tsx'
import { useBulkNaming } from './use-bulk-naming.ts'
import { useCopyAddress, useCopyInAddress } from './use-copy-address.ts'
import { usePutAside } from './use-put-aside.ts'
import { useSelection } from './use-selection.ts'
import { BAR_ID, VerificationBar } from './verification-bar.tsx'
import { type CardActions, cardDomId } from './wall-card.tsx'
import { cardBeside, type Direction } from './wall-cursor.ts'
import { CARD, WallRows } from './wall-rows.tsx'
import { isConfirmable, wallSections } from './wall-sections.ts'

interface VerificationWallProps {
  examId: string
  copies: IdentificationCopy[]
  students: Student[]
}

export function VerificationWall({ examId, copies, students }: VerificationWallProps) {
  const wall = useRef<HTMLDivElement>(null)
  const columns = useColumns(wall, CARD)
  const navigate = useNavigate()
  const sections = useMemo(() => wallSections(copies, students), [copies, students])
  const homonyms = useMemo(() => findHomonyms(students), [students])
  const numbers = useMemo(() => new Map(copies.map((copy, index) => [copy.id, index + 1])), [copies])
  const shown = useMemo(() => sections.flatMap((section) => section.copies), [sections])
  const order = useMemo(() => shown.map(({ id }) => id), [shown])
  /** What can be confirmed here, with the name each would get. */
  const confirmable = useMemo(
    () =>
      new Map(
        sections
          .filter(({ key }) => isConfirmable(key))
          .flatMap((section) => section.copies)
          .flatMap(({ id, student }) => (student === null ? [] : [[id, student]])),
      ),
    [sections],
  )

  const { aside, toggleAside } = usePutAside(examId)
  const selection = useSelection(order)
  const naming = useBulkNaming(examId)
  const [cursorId, setCursorId] = useState(useCopyInAddress())
  const wantsFocus = useRef(cursorId !== null)
  const cursor = cursorId !== null && numbers.has(cursorId) ? cursorId : null
  useCopyAddress('/examens/$examId/identification/verification', examId, cursor ?? undefined)

  // The card under the cursor is always drawn, however far: the focus brings it into view.
  useEffect(() => {
    const card = cursor === null ? null : document.getElementById(cardDomId(cursor))
    if (card === null) return
    if (wantsFocus.current) {
      wantsFocus.current = false
      card.focus()
      card.scrollIntoView({ block: 'nearest' })
      // A card that changes its row is drawn anew, without the focus it had.
    } else if (document.activeElement === document.body) card.focus({ preventScroll: true })
  })

  const focusOn = (copyId: string | null) => {
    wantsFocus.current = copyId !== null
    setCursorId(copyId)
  }
  const moveTo = (direction: Direction, stretch: boolean) => {
    const next = cardBeside(
      sections.map((section) => section.copies),
      columns,
      cursor,
      direction,
    )
    if (next === null) return
    if (stretch && cursor !== null) selection.extend(cursor, next)
    else selection.settle()
    focusOn(next)
  }

  const isInLot = (copyId: string) => confirmable.has(copyId) && !aside.has(copyId)
  const chosen = order.filter((id) => selection.selected.has(id) && isInLot(id))
  const certain = sections
    .filter(({ key }) => key === 'certain')
    .flatMap((section) => section.copies)
    .map(({ id }) => id)
    .filter(isInLot)
  const lot = chosen.length > 0 ? chosen : certain

  const confirmLot = () => {
    if (lot.length === 0) return notifyDone('Aucun nom à confirmer\u00A0: choisissez des copies.')
    const named = lot.flatMap((copyId) => {
      const student = confirmable.get(copyId)
      return student === undefined ? [] : [{ copyId, student }]
    })
    const going = new Set(lot)
    // What was confirmed goes far down the wall; the eye stays with what is left.
    focusOn(shown.find(({ id, copy }) => copy.student === null && !going.has(id))?.id ?? shown[0]?.id ?? null)
    selection.choose([])
    void naming.confirm(named)
  }
  const chooseOnScreen = () => {
    const onScreen = order.filter((id) => isInLot(id) && isWhollyVisible(id))
    selection.choose(onScreen)
    notifyDone(`${countOf(onScreen.length, 'copie choisie', 'copies choisies')}.`)
  }
  const putAside = () => {
    if (cursor === null || !confirmable.has(cursor)) return
    toggleAside(cursor)
    wantsFocus.current = true
  }

  // Cards are memoised: they get actions that never change and read the newest state when called.
  const latest = useRef({ confirmable, cursor, selection })
  latest.current = { confirmable, cursor, selection }
  const open = useCallback(
    (copyId: string) =>
      void navigate({
        to: '/examens/$examId/identification',
        params: { examId },
        search: { copie: copyId },
      }),
    [navigate, examId],
  )
  const actions = useMemo(
    (): CardActions => ({
      point: (copyId) => setCursorId(copyId),
      press: (copyId, stretch) => {
        const now = latest.current
        if (stretch && now.cursor !== null) now.selection.extend(now.cursor, copyId)
        else if (now.confirmable.has(copyId)) now.selection.toggle(copyId)
      },
      open,
      toggleAside,
    }),
    [open, toggleAside],
  )

  useHotkeys([
    ...ARROWS.flatMap(({ keys, direction, label }) => [
      { keys, label, run: () => moveTo(direction, false) },
      {
        keys: `Shift+${keys}`,
        label: `Choisir jusqu’à la ${label.toLowerCase()}`,
        run: () => moveTo(direction, true),
      },
    ]),
    // Pressed by the focused card itself, so that Espace and Entrée keep their sense on buttons.
    { keys: ' ', label: 'Choisir la copie, ou ne plus la choisir', enabled: false, run: () => undefined },
    { keys: 'Enter', label: 'Ouvrir la copie', enabled: false, run: () => undefined },
    { keys: 'x', label: 'Mettre la copie de côté, à revoir', run: putAside },
    { keys: 'Backspace', label: 'Mettre la copie de côté, à revoir', run: putAside },
    { keys: 'a', label: 'Choisir celles à l’écran', run: chooseOnScreen },
    {
      keys: 'mod+a',
      label: 'Choisir toutes celles qui ont un nom proposé',
      run: () => selection.choose(order.filter(isInLot)),
    },
    { keys: 'Escape', label: 'Ne plus rien choisir', run: () => selection.choose([]) },
    { keys: 'mod+Enter', label: 'Confirmer les noms du bouton', run: confirmLot },
    { keys: 'mod+z', label: 'Annuler la dernière confirmation', run: () => void naming.undo() },
    { keys: 'mod+shift+z', label: 'Rétablir la confirmation annulée', run: () => void naming.redo() },
  ])

  return (
    <>
      <VerificationBar
        examId={examId}
        sections={sections}
        total={copies.length}
        aside={[...aside].filter((id) => confirmable.has(id)).length}
        chosen={chosen.length}
        lot={lot.length}
        onChooseOnScreen={chooseOnScreen}
        onChooseNone={() => selection.choose([])}
        onConfirm={confirmLot}
        onUndo={() => void naming.undo()}
      />
      <RefusedNames
        examId={examId}
        refusals={naming.refusals}
        error={naming.error}
        numbers={numbers}
        onClose={naming.forget}
      />
      <WallRows
        element={wall}
        examId={examId}
        sections={sections}
        columns={columns}
        numbers={numbers}
        homonyms={homonyms}
        cursor={cursor}
        selected={selection.selected}
        aside={aside}
        actions={actions}
      />
    </>
  )
}

const ARROWS = [
  { keys: 'ArrowDown', direction: 'down', label: 'Copie au-dessous' },
  { keys: 'ArrowUp', direction: 'up', label: 'Copie au-dessus' },
  { keys: 'ArrowRight', direction: 'right', label: 'Copie suivante' },
  { keys: 'ArrowLeft', direction: 'left', label: 'Copie précédente' },
] as const

/** Only what a person has before their eyes counts as seen. */
function isWhollyVisible(copyId: string): boolean {
  const box = document.getElementById(cardDomId(copyId))?.getBoundingClientRect()
  const top = document.getElementById(BAR_ID)?.getBoundingClientRect().bottom ?? 0
  return box !== undefined && box.top >= top && box.bottom <= innerHeight
}
