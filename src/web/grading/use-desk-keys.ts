import { useEffect } from 'react'
import { leavesOf } from '#domain/grading-structure.ts'
import { type Shortcut, useHotkeys } from '#web/ui/hotkeys.ts'
import { useCanMark, useDeskStore } from './desk-context.tsx'
import { focusMark, REMARK_ID } from './focus-places.ts'
import { chooseTool, TOOL_CHOICES } from './tools.ts'
import type { Paper } from './use-paper.ts'

/** Share of what is seen that a page key scrolls by. */
const PAGE_SHARE = 0.85

/** Keys of the desk; those of the fields and of the annotation in hand stand with them. */
export function useDeskKeys(paper: Paper, onFinish: () => void): void {
  const store = useDeskStore()
  const canMark = useCanMark()

  const activeQuestion = (): string | undefined => {
    const { desk, view } = store.getState()
    const leaves = leavesOf(desk.exam.gradingStructure)
    return (leaves.find((leaf) => leaf.id === view.activeQuestion) ?? leaves[0])?.id
  }
  const goToMark = () => {
    const id = activeQuestion()
    if (id !== undefined) focusMark(id)
  }
  const goToPage = (step: 1 | -1) => paper.goToPage(store.getState().view.activePage + step)

  const tools = TOOL_CHOICES.map(
    (choice): Shortcut => ({
      keys: choice.key,
      label: choice.label,
      enabled: canMark,
      run: () => chooseTool(store, choice),
    }),
  )
  useHotkeys([
    ...tools,
    { keys: 'n', label: 'Noter\u00A0: aller à la question en cours', run: goToMark },
    { keys: 'q', label: 'Remarque de la question', run: () => document.getElementById(REMARK_ID)?.focus() },
    { keys: 'mod+z', label: 'Annuler', enabled: canMark, run: () => store.undo() },
    { keys: 'mod+shift+z', label: 'Rétablir', enabled: canMark, run: () => store.redo() },
    { keys: 'mod+Enter', label: 'Terminer la copie', enabled: canMark, run: onFinish },
    {
      keys: 'PageDown',
      label: 'Descendre dans la copie',
      inFields: true,
      run: () => paper.scrollBy(PAGE_SHARE),
    },
    {
      keys: 'PageUp',
      label: 'Remonter dans la copie',
      inFields: true,
      run: () => paper.scrollBy(-PAGE_SHARE),
    },
    { keys: 'Alt+ArrowDown', label: 'Page suivante', inFields: true, run: () => goToPage(1) },
    { keys: 'Alt+ArrowUp', label: 'Page précédente', inFields: true, run: () => goToPage(-1) },
    { keys: '+', label: 'Agrandir', run: () => paper.zoomBy(1) },
    { keys: '-', label: 'Réduire', run: () => paper.zoomBy(-1) },
    { keys: 'l', label: 'Pleine largeur', run: () => paper.zoomTo(1) },
    { keys: 'p', label: 'Page entière', run: () => paper.fitPage(Math.SQRT2) },
    { keys: 'Escape', label: 'Poser l’outil', run: () => store.set({ tool: 'select' }) },
  ])
  useHotkeys(FIELD_KEYS)

  // A digit typed over the paper is the beginning of a mark.
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const isFree =
        event.target instanceof Element &&
        event.target.closest('input, textarea, select, [role="dialog"]') === null
      if (!canMark || !isFree || event.ctrlKey || event.metaKey || event.altKey || !/^[0-9]$/.test(event.key))
        return
      // The field selects what it holds as it takes the focus; the digit then lands there by itself.
      goToMark()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  })
}

/** Handled where they are typed; here for the `?` sheet. */
const never = { enabled: false, run: () => {} }
const FIELD_KEYS: Shortcut[] = [
  { keys: 'Enter', label: 'Dans une note\u00A0: question suivante (aussi ↓, ↑)', ...never },
  { keys: 'm', label: 'Dans une note\u00A0: le maximum', ...never },
  { keys: '+', label: 'Dans une note\u00A0: un quart de point de plus ou de moins (−)', ...never },
  { keys: 'Tab', label: 'Sur la copie\u00A0: annotation suivante', ...never },
  { keys: 'Enter', label: 'Annotation choisie\u00A0: écrire', ...never },
  { keys: 'Delete', label: 'Annotation choisie\u00A0: supprimer', ...never },
  { keys: 'ArrowRight', label: 'Annotation choisie\u00A0: déplacer', ...never },
  { keys: 'shift+ArrowRight', label: 'Annotation choisie\u00A0: redimensionner', ...never },
  { keys: 'mod+d', label: 'Annotation choisie\u00A0: dupliquer', ...never },
  { keys: ' ', label: 'Tenir et glisser\u00A0: déplacer la copie', ...never },
]
