import { Button, TextInput } from '@mantine/core'
import { IconArrowLeft, IconArrowRight, IconSearch } from '@tabler/icons-react'
import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react'
import type { IdentificationCopy } from '#contract/identification.ts'
import { describeProblem } from '#contract/problem.ts'
import { getPageImage } from '#contract/scans.ts'
import type { Student } from '#contract/students.ts'
import { ApiProblem, urlOf } from '#web/api.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { Keys } from '#web/ui/keys.tsx'
import { LinkButton } from '#web/ui/links.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { ProblemAlert } from '#web/ui/problem-alert.tsx'
import { SaveState } from '#web/ui/save-state.tsx'
import { countIdentified, nextUnidentified, stepCopy, stepRank } from './copy-queue.ts'
import { CopyStrip } from './copy-strip.tsx'
import classes from './identification.module.css'
import { useIsNaming } from './identification.queries.ts'
import { optionId, RosterList } from './roster-list.tsx'
import { birthDayOf, type Candidate, proposeFirst, searchRoster } from './roster-search.ts'
import { useNaming } from './use-naming.ts'

interface IdentificationDeskProps {
  examId: string
  copies: IdentificationCopy[]
  students: Student[]
}

export function IdentificationDesk({ examId, copies, students }: IdentificationDeskProps) {
  const listId = useId()
  const field = useRef<HTMLInputElement>(null)
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [search, setSearch] = useState('')
  /** Null until a candidate was pointed at. */
  const [pointed, setPointed] = useState<number | null>(null)
  const [wholePage, setWholePage] = useState(false)

  const current =
    copies.find((copy) => copy.id === chosenId) ?? nextUnidentified(copies, null) ?? stepCopy(copies, null, 1)
  const currentId = current?.id ?? ''

  const show = useCallback((copyId: string) => {
    setChosenId(copyId)
    setSearch('')
    setPointed(null)
    field.current?.focus()
  }, [])
  const naming = useNaming(examId, show)
  const { forgetRefusal } = naming
  const goTo = useCallback(
    (copyId: string) => {
      forgetRefusal()
      show(copyId)
    },
    [forgetRefusal, show],
  )
  const isNaming = useIsNaming(examId)

  const isTyping = search !== ''
  const proposal = current?.student === null && !isTyping ? current.proposal : null
  const candidates = useMemo(
    () => proposeFirst(searchRoster(students, copies, currentId, search), proposal?.studentId ?? null),
    [students, copies, currentId, search, proposal],
  )
  const [first] = candidates
  const proposedId =
    first?.student.id === proposal?.studentId && first?.takenBy === null ? first.student.id : null
  // Nobody is highlighted before something was typed or proposed: Entrée would name whoever comes first in the alphabet.
  const rank = Math.min(pointed ?? (isTyping || proposedId !== null ? 0 : -1), candidates.length - 1)
  const numbers = useMemo(() => new Map(copies.map((copy, index) => [copy.id, index + 1])), [copies])
  const copyNumber = (copyId: string): number => numbers.get(copyId) ?? 0
  const active = candidates[rank]

  const choose = ({ student, takenBy }: Candidate) => {
    if (current === null) return
    if (takenBy !== null) {
      return naming.refuse(alreadyTaken(student, takenBy))
    }
    if (current.student?.id !== student.id) naming.name(current, student)
    const next = nextUnidentified(copies, current.id)
    goTo((next ?? current).id)
  }
  const step = (by: -1 | 1) => {
    const copy = stepCopy(copies, currentId, by)
    if (copy !== null) goTo(copy.id)
  }

  useHotkeys([
    { keys: 'ArrowDown', label: 'Élève suivant', inFields: true, run: () => move(1) },
    { keys: 'ArrowUp', label: 'Élève précédent', inFields: true, run: () => move(-1) },
    // Taken by the field itself: elsewhere Entrée presses the focused button.
    { keys: 'Enter', label: 'Confirmer et passer à la suivante', enabled: false, run: () => undefined },
    // With text in the field the arrows and Ctrl+Z belong to the text.
    {
      keys: 'ArrowRight',
      label: 'Passer cette copie',
      inFields: true,
      enabled: !isTyping,
      run: () => step(1),
    },
    { keys: 'ArrowLeft', label: 'Copie précédente', inFields: true, enabled: !isTyping, run: () => step(-1) },
    { keys: 'mod+z', label: 'Annuler le dernier nom', enabled: !isTyping, run: naming.undo },
    { keys: 'mod+shift+z', label: 'Rétablir le nom annulé', enabled: !isTyping, run: naming.redo },
  ])
  const move = (by: -1 | 1) => setPointed(stepRank(rank, candidates.length, by))

  const onFieldKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && active !== undefined) {
      event.preventDefault()
      choose(active)
    } else if (event.key === 'Escape' && isTyping) {
      event.preventDefault()
      setSearch('')
      setPointed(null)
    }
  }

  const next = nextUnidentified(copies, currentId)
  usePreloaded(next?.headerPageId ?? null)
  useEffect(() => {
    field.current?.focus()
  }, [])

  const identified = countIdentified(copies)
  const isComplete = identified === copies.length
  const absent = students.length - identified
  const owner = current?.student ?? null

  return (
    <>
      <PageHeader
        title={isComplete ? 'Toutes les copies ont un nom' : 'Identification'}
        facts={`${identified} / ${copies.length} copies identifiées · ${countOf(Math.max(0, absent), 'élève')} ${isComplete ? 'sans copie' : 'à associer ou absents'}`}
      >
        <SaveState state={isNaming ? 'saving' : 'saved'} />
        <LinkButton to="/examens/$examId/en-tete" params={{ examId }} variant="default">
          Champs de l’en-tête
        </LinkButton>
        <LinkButton to="/examens/$examId/anonymat" params={{ examId }} variant="default">
          Anonymat
        </LinkButton>
        {isComplete && (
          <LinkButton to="/examens/$examId/repartition" params={{ examId }}>
            Passer à la répartition
          </LinkButton>
        )}
      </PageHeader>
      <div className={classes.desk}>
        <div className={classes.paper}>
          <div className={classes.headerBox}>
            {current === null || current.headerPageId === null ? (
              <p>Cette copie n’a pas de page.</p>
            ) : (
              <img
                src={imageUrl(current.headerPageId, wholePage ? 'desk' : 'header')}
                alt={`${wholePage ? 'Première page' : 'En-tête'} de la copie ${copyNumber(currentId)}`}
              />
            )}
          </div>
          <div className={classes.owner}>
            <strong className={classes.ownerName}>Copie {copyNumber(currentId)}</strong>
            <span>{current?.anonymousId}</span>
            {current?.proposal && <span className={classes.file}>{current.proposal.fileName}</span>}
            {owner !== null && (
              <span className={classes.ownerName}>
                {owner.lastName} {owner.firstName} · {owner.className} · {birthDayOf(owner.birthDate)}
              </span>
            )}
            {owner !== null && current !== null && (
              <Button size="compact-sm" variant="default" onClick={() => naming.name(current, null)}>
                Retirer le nom
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="subtle"
              ml="auto"
              aria-pressed={wholePage}
              onClick={() => setWholePage(!wholePage)}
            >
              {wholePage ? 'Voir l’en-tête seul' : 'Voir toute la page'}
            </Button>
          </div>
          <CopyStrip copies={copies} currentId={currentId} onChoose={goTo} />
        </div>
        <div className={classes.names}>
          <TextInput
            ref={field}
            label="Nom lu sur la copie"
            placeholder="Nom, prénom, classe ou date de naissance"
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            autoComplete="off"
            spellCheck={false}
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={active === undefined ? undefined : optionId(listId, active)}
            onChange={(event) => {
              setSearch(event.currentTarget.value)
              setPointed(null)
              forgetRefusal()
            }}
            onKeyDown={onFieldKey}
          />
          <ProblemAlert error={naming.error} />
          {candidates.length === 0 && <p>Aucun élève de la liste ne correspond à « {search.trim()} ».</p>}
          <RosterList
            id={listId}
            candidates={candidates}
            rank={rank}
            ownerId={owner?.id ?? null}
            proposedId={proposedId}
            copyNumber={copyNumber}
            onHover={setPointed}
            onChoose={choose}
          />
          <div className={classes.keys}>
            <span>
              Confirmer <Keys keys="Enter" />
            </span>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowLeft size={14} aria-hidden />}
              onClick={() => step(-1)}
            >
              Revenir
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              rightSection={<IconArrowRight size={14} aria-hidden />}
              onClick={() => step(1)}
            >
              Passer
            </Button>
            <Button size="compact-sm" variant="default" onClick={naming.undo}>
              Annuler <Keys keys="mod+z" />
            </Button>
          </div>
        </div>
      </div>
    </>
  )
}

/** The refusal the server would give, without asking it. */
function alreadyTaken(student: Student, takenBy: IdentificationCopy): ApiProblem {
  const facts = { student: `${student.lastName} ${student.firstName}`, anonymousId: takenBy.anonymousId }
  return new ApiProblem({
    type: 'about:blank',
    code: 'student_has_copy',
    ...describeProblem('student_has_copy', facts),
  })
}

const imageUrl = (pageId: string, size: 'header' | 'desk'): string =>
  urlOf(getPageImage, { params: { pageId }, query: { size } })

/** The header that will be wanted next is fetched while this one is read. */
function usePreloaded(pageId: string | null): void {
  useEffect(() => {
    if (pageId !== null) new Image().src = imageUrl(pageId, 'header')
  }, [pageId])
}
