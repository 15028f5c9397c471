import { ActionIcon, Button, Group, Text, Title, Tooltip } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp, IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef } from 'react'
import type { Exam } from '#contract/exams.ts'
import { type FlatNode, faultsOf, flattenStructure, type StructureFault } from '#domain/grading-structure.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { Keys } from '#web/ui/keys.tsx'
import { LeaveUnsaved } from '#web/ui/leave-unsaved.tsx'
import { newUuid } from '#web/ui/new-uuid.ts'
import { notifyUndo } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { SaveState } from '#web/ui/save-state.tsx'
import classes from './bareme-editor.module.css'
import { faultSentence } from './bareme-faults.ts'
import {
  addChild,
  addSibling,
  indent,
  insertRows,
  move,
  type Outline,
  outdent,
  remove,
  restore,
} from './bareme-outline.ts'
import { BaremeRow, fieldId, type RowField, type RowGesture } from './bareme-row.tsx'
import { outlineFromText } from './bareme-start.ts'
import { BaremeTotal } from './bareme-total.tsx'
import { useSaveBareme } from './exams.queries.ts'
import { RegularBareme } from './regular-bareme.tsx'
import { useBaremeEditor } from './use-bareme-editor.ts'

/** Keys that work in the lines themselves, for the `?` sheet. */
const LINE_KEYS = [
  ['Enter', 'Barème\u00A0: nouvelle ligne dessous'],
  ['Shift+Enter', 'Barème\u00A0: nouvelle sous-question'],
  ['Tab', 'Barème\u00A0: placer sous la ligne précédente'],
  ['Shift+Tab', 'Barème\u00A0: sortir d’un niveau'],
  ['Alt+ArrowUp', 'Barème\u00A0: monter la ligne'],
  ['Alt+ArrowDown', 'Barème\u00A0: descendre la ligne'],
  ['Escape', 'Barème\u00A0: rendre à Tab son sens habituel'],
  ['mod+z', 'Barème\u00A0: annuler'],
  ['mod+y', 'Barème\u00A0: rétablir'],
].map(([keys = '', label = '']) => ({ keys, label, run: () => undefined, enabled: false }))

export function BaremeEditor({ exam }: { exam: Exam }) {
  const editor = useBaremeEditor(exam.gradingStructure)
  const save = useSaveBareme(exam.id)
  const { outline, structure } = editor
  const faults = faultsOf(structure)
  const nodes = flattenStructure(structure)
  const canSave = editor.changed && faults.length === 0 && !save.isPending

  const wanted = useRef<string | null>(null)
  useEffect(() => {
    if (wanted.current === null) return
    const field = document.getElementById(wanted.current)
    wanted.current = null
    if (field instanceof HTMLInputElement) {
      field.focus()
      field.select()
    }
  })
  /** Once the lines are drawn again. */
  const focusAfter = (id: string | undefined, field: RowField = 'label') => {
    wanted.current = id === undefined ? null : fieldId(id, field)
  }

  const write = (index: number, field: RowField, text: string) =>
    editor.change(
      outline.map((row, at) => (at === index ? { ...row, [field]: text } : row)),
      `${field} ${index}`,
    )

  const drop = (index: number) => {
    const after = remove(outline, index)
    const branch = outline.slice(index, index + outline.length - after.length)
    editor.change(after)
    focusAfter(after[Math.max(0, index - 1)]?.id)
    if (branch.length > 1 || branch[0]?.label.trim() !== '')
      notifyUndo(sentenceOfRemoval(branch), () => editor.changeLatest((now) => restore(now, index, branch)))
  }

  const perform = (index: number, gesture: RowGesture) => {
    if (gesture === 'remove') return drop(index)
    const id = newUuid()
    const after = {
      sibling: () => addSibling(outline, index, id),
      child: () => addChild(outline, index, id),
      indent: () => indent(outline, index),
      outdent: () => outdent(outline, index),
      up: () => move(outline, index, 'up'),
      down: () => move(outline, index, 'down'),
    }[gesture]()
    editor.change(after)
    focusAfter(gesture === 'sibling' || gesture === 'child' ? id : outline[index]?.id)
  }

  const step = (index: number, field: RowField, by: -1 | 1) => {
    let at = index + by
    while (field === 'points' && nodes[at]?.isLeaf === false) at += by
    const row = outline[at]
    if (row !== undefined) document.getElementById(fieldId(row.id, field))?.focus()
  }

  const submit = () => {
    if (canSave) save.mutate(structure)
  }
  useHotkeys([{ keys: 'mod+s', label: 'Enregistrer le barème', run: submit }, ...LINE_KEYS])

  /** Undo belongs to the barème only while its lines are being written. */
  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    const key = event.key.toLowerCase()
    if (key === 'z' && !event.shiftKey) editor.undo()
    else if (key === 'y' || key === 'z') editor.redo()
    else return
    event.preventDefault()
  }

  return (
    <section aria-labelledby="bareme-title" onKeyDown={onKeyDown}>
      <Group justify="space-between" mb={8} gap="xs">
        <Title order={2} id="bareme-title">
          Barème
        </Title>
        <Group gap={4}>
          <SaveState
            state={
              save.isPending ? 'saving' : save.isError ? 'refused' : editor.changed ? 'changed' : 'saved'
            }
          />
          <Tooltip
            label={
              <>
                Annuler <Keys keys="mod+z" />
              </>
            }
          >
            <ActionIcon size={36} aria-label="Annuler" disabled={!editor.canUndo} onClick={editor.undo}>
              <IconArrowBackUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Tooltip
            label={
              <>
                Rétablir <Keys keys="mod+y" />
              </>
            }
          >
            <ActionIcon size={36} aria-label="Rétablir" disabled={!editor.canRedo} onClick={editor.redo}>
              <IconArrowForwardUp size={18} />
            </ActionIcon>
          </Tooltip>
          <Button disabled={!canSave} loading={save.isPending} onClick={submit}>
            Enregistrer le barème
          </Button>
        </Group>
      </Group>
      <ProblemAlert error={save.error} />
      {outline.length === 0 ? (
        <RegularBareme
          onStart={(rows) => {
            editor.change(rows)
            focusAfter(rows[0]?.id)
          }}
        />
      ) : (
        <>
          <ul className={classes.rows}>
            {outline.map((row, index) => (
              <BaremeRow
                key={row.id}
                row={row}
                sum={sumOf(nodes[index])}
                faults={sentencesOf(faults, row.id, nodes[index])}
                onWrite={(field, text) => write(index, field, text)}
                onGesture={(gesture) => perform(index, gesture)}
                onStep={(field, by) => step(index, field, by)}
                onPaste={(text) => editor.change(insertRows(outline, index, outlineFromText(text, newUuid)))}
              />
            ))}
          </ul>
          <div className={classes.total}>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPlus size={14} />}
              onClick={() => perform(lastRoot(outline), 'sibling')}
            >
              Ajouter un exercice
            </Button>
            <BaremeTotal structure={structure} />
          </div>
          {faults.some(({ code }) => code === 'too_many_questions') && (
            <Text c="var(--k-red)">{faultSentence({ code: 'too_many_questions' })}</Text>
          )}
          <p className={classes.hint}>
            <kbd>Entrée</kbd> nouvelle ligne, <kbd>Tab</kbd> sous-question, <kbd>Alt</kbd> <kbd>↑</kbd>{' '}
            <kbd>↓</kbd> déplacer, <kbd>Échap</kbd> puis <kbd>Tab</kbd> pour sortir du barème. Une liste
            copiée d’un texte se colle dans une ligne.
          </p>
        </>
      )}
      <LeaveUnsaved
        changed={editor.changed}
        title="Barème non enregistré"
        losses="Les changements du barème faits depuis le dernier enregistrement seront perdus."
      />
    </section>
  )
}

/** What is wrong with one line. The sum of a parent is wrong only by its questions, which say so themselves. */
const sentencesOf = (
  faults: readonly StructureFault[],
  rowId: string,
  node: FlatNode | undefined,
): string[] =>
  faults
    .filter((fault) => 'id' in fault && fault.id === rowId)
    .filter(({ code }) => node?.isLeaf === true || !code.startsWith('points_'))
    .map(faultSentence)

const sumOf = (node: FlatNode | undefined): number | null =>
  node === undefined || node.isLeaf ? null : node.points

const lastRoot = (outline: Outline): number => outline.findLastIndex(({ depth }) => depth === 0)

function sentenceOfRemoval(branch: Outline): string {
  const [first, ...below] = branch
  const name = first?.label.trim() === '' ? 'Ligne sans nom' : `«\u00A0${first?.label}\u00A0»`
  return below.length === 0
    ? `${name} supprimé du barème.`
    : `${name} et ${countOf(below.length, 'ligne')} dessous supprimés du barème.`
}
