import { useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import type { Student } from '#contract/students.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { ChoiceList, optionId } from './choice-list.tsx'
import { type Choice, choicesOf, classesOf, findHomonyms } from './choices.ts'
import { nextUnidentified, stepCopy, stepRank } from './copy-queue.ts'
import { CopyStrip } from './copy-strip.tsx'
import { DeskBar } from './desk-bar.tsx'
import { DeskButtons } from './desk-buttons.tsx'
import { usePreloaded } from './header-image.ts'
import { HeaderSheet } from './header-sheet.tsx'
import classes from './identification.module.css'
import { useReadHeaders } from './identification.queries.ts'
import { type NameConflict, NameConflictDialog } from './name-conflict-dialog.tsx'
import { NameSearch } from './name-search.tsx'
import { NewStudentDialog } from './new-student-dialog.tsx'
import { useSteadyClues } from './steady-clues.ts'
import { draftStudent, type StudentDraft } from './student-draft.ts'
import { useCopyAddress, useCopyInAddress } from './use-copy-address.ts'
import { useNaming } from './use-naming.ts'
import { useQueue } from './use-queue.ts'

interface IdentificationDeskProps {
  examId: string
  copies: IdentificationCopy[]
  students: Student[]
}

export function IdentificationDesk({ examId, copies, students }: IdentificationDeskProps) {
  const listId = useId()
  const field = useRef<HTMLInputElement>(null)
  const [chosenId, setChosenId] = useState(useCopyInAddress())
  const [search, setSearch] = useState('')
  const [className, setClassName] = useState<string | null>(null)
  /** Null until a choice was pointed at. */
  const [pointed, setPointed] = useState<number | null>(null)
  const [wholePage, setWholePage] = useState(false)
  const [conflict, setConflict] = useState<NameConflict | null>(null)
  const [draft, setDraft] = useState<StudentDraft | null>(null)

  const { queue, counts, filter, setFilter, keep } = useQueue(copies)
  const current = useSteadyClues(
    copies.find((copy) => copy.id === chosenId) ?? nextUnidentified(queue, null) ?? stepCopy(queue, null, 1),
  )
  const currentId = current?.id ?? ''
  useCopyAddress('/examens/$examId/identification', examId, current?.id)

  const show = useCallback((copyId: string) => {
    setChosenId(copyId)
    setSearch('')
    setPointed(null)
    field.current?.focus()
  }, [])
  const reading = useReadHeaders(examId)
  const naming = useNaming(examId, show)
  const { forgetRefusal } = naming
  const goTo = useCallback(
    (copyId: string) => {
      forgetRefusal()
      show(copyId)
    },
    [forgetRefusal, show],
  )

  const isTyping = search !== ''
  const choices = useMemo(
    () => choicesOf({ students, copies, copy: current, className, search }),
    [students, copies, current, className, search],
  )
  const homonyms = useMemo(() => findHomonyms(students), [students])
  const classNames = useMemo(() => classesOf(students), [students])
  const numbers = useMemo(() => new Map(copies.map((copy, index) => [copy.id, index + 1])), [copies])
  const copyNumber = useCallback((copyId: string): number => numbers.get(copyId) ?? 0, [numbers])

  // Nobody is highlighted before something was typed or proposed: Entrée would name whoever comes first.
  const proposedRank =
    current?.student === null && current.proposal !== null
      ? choices.findIndex(({ student }) => student.id === current.proposal?.studentId)
      : -1
  const rank = Math.min(pointed ?? (isTyping ? 0 : proposedRank), choices.length - 1)
  const active = choices[rank]
  const owner = current?.student ?? null
  const shown = pointed === null && !isTyping && owner !== null ? owner : (active?.student ?? owner)

  const goOn = (from: string) => {
    keep(from)
    goTo((nextUnidentified(queue, from) ?? nextUnidentified(copies, from))?.id ?? from)
  }
  const choose = ({ student, takenBy }: Choice) => {
    if (current === null) return
    if (takenBy !== null) return setConflict({ student, here: current, there: takenBy })
    if (owner?.id !== student.id) naming.name(current, student)
    goOn(current.id)
  }
  const step = (by: -1 | 1) => {
    const copy = stepCopy(queue, currentId, by)
    if (copy !== null) goTo(copy.id)
  }
  const move = (by: -1 | 1) => setPointed(stepRank(rank, choices.length, by))
  const removeName = () => {
    if (current !== null && owner !== null) naming.name(current, null)
    field.current?.focus()
  }
  const openDraft = () => {
    const read = current?.reading?.detectedText ?? ''
    const today = new Date().toISOString().slice(0, 10)
    const made = draftStudent({ typed: search, read, classes: classNames }, today)
    setDraft({ ...made, className: made.className || (className ?? '') })
  }

  useHotkeys([
    // Taken by the field itself: elsewhere Entrée presses the focused button, and a figure is a figure.
    { keys: 'Enter', label: 'Confirmer et passer à la suivante', enabled: false, run: () => undefined },
    { keys: '1', label: 'Choisir le 1er candidat, 2 le deuxième… 9', enabled: false, run: () => undefined },
    { keys: 'ArrowDown', label: 'Élève suivant', inFields: true, run: () => move(1) },
    { keys: 'ArrowUp', label: 'Élève précédent', inFields: true, run: () => move(-1) },
    // With text in the field the arrows, Suppr and Ctrl+Z belong to the text.
    {
      keys: 'ArrowRight',
      label: 'Passer cette copie',
      inFields: true,
      enabled: !isTyping,
      run: () => step(1),
    },
    { keys: 'ArrowLeft', label: 'Copie précédente', inFields: true, enabled: !isTyping, run: () => step(-1) },
    { keys: 'F2', label: 'Pas sur la liste\u00A0: créer l’élève', inFields: true, run: openDraft },
    { keys: 'F4', label: 'Toute la page, ou l’en-tête', inFields: true, run: () => setWholePage(!wholePage) },
    { keys: 'Delete', label: 'Retirer le nom', inFields: true, enabled: !isTyping, run: removeName },
    { keys: 'mod+z', label: 'Annuler le dernier nom', enabled: !isTyping, run: naming.undo },
    { keys: 'mod+shift+z', label: 'Rétablir le nom annulé', enabled: !isTyping, run: naming.redo },
  ])

  usePreloaded(nextUnidentified(queue, currentId))
  usePreloaded(stepCopy(queue, currentId, 1))
  useEffect(() => {
    field.current?.focus()
  }, [])

  return (
    <>
      <DeskBar examId={examId} copies={copies} students={students.length} />
      <div className={classes.desk}>
        <div className={classes.paper}>
          <HeaderSheet
            copy={current}
            number={copyNumber(currentId)}
            shown={shown}
            isHomonym={shown !== null && homonyms.has(shown.id)}
            wholePage={wholePage}
            onWholePage={() => {
              setWholePage(!wholePage)
              field.current?.focus()
            }}
            onRemoveName={removeName}
            onReadAgain={() => {
              reading.mutate([currentId])
              field.current?.focus()
            }}
          />
          <CopyStrip
            copies={queue}
            currentId={currentId}
            copyNumber={copyNumber}
            filter={filter}
            counts={counts}
            onFilter={setFilter}
            onChoose={goTo}
          />
        </div>
        <div className={classes.names}>
          <NameSearch
            field={field}
            listId={listId}
            activeId={active === undefined ? undefined : optionId(listId, active)}
            search={search}
            onSearch={(text) => {
              setSearch(text)
              setPointed(null)
              forgetRefusal()
            }}
            className={className}
            classNames={classNames}
            onClassName={(name) => {
              setClassName(name)
              setPointed(null)
              field.current?.focus()
            }}
            onEnter={() => active !== undefined && choose(active)}
            onDigit={(digit) => {
              const choice = choices.find((each) => each.digit === digit)
              if (choice !== undefined) choose(choice)
              return choice !== undefined
            }}
          />
          <ChoiceList
            id={listId}
            choices={choices}
            rank={rank}
            copy={current}
            homonyms={homonyms}
            copyNumber={copyNumber}
            onHover={setPointed}
            onChoose={choose}
          />
          <ProblemAlert error={naming.error} />
          <DeskButtons
            onBack={() => step(-1)}
            onSkip={() => step(1)}
            onUndo={naming.undo}
            onNewStudent={openDraft}
          />
        </div>
      </div>
      <NameConflictDialog
        conflict={conflict}
        copyNumber={copyNumber}
        onLeave={() => setConflict(null)}
        onTake={({ here, there }) => {
          setConflict(null)
          naming.takeName(here, there)
          goOn(here.id)
        }}
      />
      <NewStudentDialog
        examId={examId}
        draft={draft}
        copyNumber={copyNumber(currentId)}
        onClose={() => setDraft(null)}
        onCreated={(student) => {
          setDraft(null)
          if (current === null) return
          naming.name(current, student)
          goOn(current.id)
        }}
      />
    </>
  )
}
