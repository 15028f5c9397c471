import { useMemo, useRef, useState } from 'react'
import type { Exam } from '#contract/exams.ts'
import type { ScanPage } from '#contract/scans.ts'
import type { Stapler } from '#contract/stapler.ts'
import type { StapleChange } from '#domain/stapling.ts'
import type { ActSession, ActState } from '#web/ui/act-session.ts'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { LinkButton } from '#web/ui/links.tsx'
import { newUuid } from '#web/ui/new-uuid.ts'
import { notifyDone } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import { useColumns } from '#web/ui/use-columns.ts'
import { invertAct, type StaplerAct } from './arrangement.ts'
import { BalanceLine } from './balance-line.tsx'
import { BinDock } from './bin-dock.tsx'
import { COMMANDS, type Command, gestureOf } from './commands.ts'
import type { CardActions } from './copy-card.tsx'
import { concernsOf } from './copy-concerns.ts'
import { findCopy } from './copy-search.ts'
import { CARD, CopyWall } from './copy-wall.tsx'
import { dropToBin, type Gesture, homeOf, movePageTo, placeOf, restoreAsCopy } from './gestures.ts'
import { PagePreview } from './page-preview.tsx'
import { StaplerHistory, StaplerPlaces, StaplerToolbar } from './stapler-toolbar.tsx'
import { useConcerns } from './use-concerns.ts'
import { useCursor } from './use-cursor.ts'
import { useShownSections } from './use-shown-sections.ts'
import { ValidateButton } from './validate-button.tsx'

interface StaplerDeskProps {
  exam: Exam
  stapler: Stapler
  onServer: Stapler
  session: ActSession<StaplerAct>
  state: ActState<StaplerAct>
}

const NO_TURNS: ReadonlyMap<string, number> = new Map()

export function StaplerDesk({ exam, stapler, onServer, session, state }: StaplerDeskProps) {
  const wall = useRef<HTMLDivElement>(null)
  const columns = useColumns(wall, CARD)
  const [checked, setChecked] = useState<ReadonlySet<string>>(new Set())
  const [preview, setPreview] = useState<'cursor' | ScanPage | null>(null)

  const pagesPerBooklet = exam.uploadMode === 'BATCH_A3' ? exam.pagesPerBooklet : null
  const concerns = useConcerns(stapler.copies, pagesPerBooklet)
  const numbers = useMemo(
    () => new Map(stapler.copies.map((copy, index) => [copy.id, index + 1])),
    [stapler.copies],
  )
  const sections = useShownSections(stapler.copies, concerns)
  const { cursor, select, move, goTo, focusSoon } = useCursor(
    exam.id,
    useMemo(() => sections.map(({ copies }) => copies), [sections]),
    columns,
  )
  const turning = useMemo(() => turnsUnderWay(onServer, state), [onServer, state])

  const carryOut = (gesture: Gesture) => {
    if ('refusal' in gesture) return notifyDone(gesture.refusal)
    session.carryOut(gesture.act)
    // In the big preview the focus stays there until it closes.
    if (preview === null) focusSoon()
  }
  const run = (command: Command, at = cursor) =>
    carryOut(gestureOf(command, stapler, at, (copy) => concernsOf(copy, pagesPerBooklet)))
  const takeBack = () => {
    const act = session.undo()
    if (act === null) return notifyDone('Rien à annuler.')
    show(invertAct(act).change)
    notifyDone(`Annulé\u00A0: ${act.label}.`)
  }
  const doAgain = () => {
    const act = session.redo()
    if (act === null) return notifyDone('Rien à rétablir.')
    show(act.change)
    notifyDone(`Rétabli\u00A0: ${act.label}.`)
  }
  /** What was undone or done again may be far from the cursor: it goes there, unless it is on one of the copies changed. */
  const show = (change: StapleChange) => {
    const place = placeOf(change)
    const isHere =
      change.bin.before.length === 0 && change.copies.some(({ copyId }) => copyId === cursor?.copyId)
    if (isHere || place === undefined) return focusSoon()
    goTo({ copyId: null, pageId: place })
  }

  /** The next copy to look at after the one under the cursor, at the scanned side it is about. */
  const goToDoubt = () => {
    const shown = sections.flatMap(({ copies }) => copies)
    const here = shown.findIndex((copy) => copy.id === cursor?.copyId)
    const next = [...shown.slice(here + 1), ...shown.slice(0, here + 1)].find(
      (copy) => (concerns.get(copy.id) ?? []).length > 0,
    )
    if (next === undefined) return notifyDone('Aucune copie à vérifier.')
    const sources = (concerns.get(next.id) ?? []).flatMap(({ sourcePages }) => sourcePages)
    const page = next.pages.find(({ sourcePage }) => sources.includes(sourcePage)) ?? next.pages[0]
    if (page !== undefined) goTo({ copyId: next.id, pageId: page.id })
  }

  const copyName = (copyId: string) => `copie ${numbers.get(copyId) ?? '?'}`
  const cursorCopy = stapler.copies.find((copy) => copy.id === cursor?.copyId)
  const restore = (page: ScanPage, where: 'home' | 'cursor' | 'alone') => {
    const target = where === 'home' ? homeOf(stapler, page) : where === 'cursor' ? cursorCopy : undefined
    carryOut(
      target === undefined || target === null
        ? restoreAsCopy(stapler, page, newUuid())
        : movePageTo(stapler, page.id, target.id, target.pages.length),
    )
    goTo({ copyId: null, pageId: page.id })
  }

  // Cards, bars and bin are memoised: they get actions that never change and read the newest state when called.
  const latest = useRef({ stapler, carryOut, run, takeBack, doAgain, goTo, goToDoubt, restore, copyName })
  latest.current = { stapler, carryOut, run, takeBack, doAgain, goTo, goToDoubt, restore, copyName }
  const stable = useMemo(
    () => ({
      run: (command: Command) => latest.current.run(command),
      takeBack: () => latest.current.takeBack(),
      doAgain: () => latest.current.doAgain(),
      chooseNone: () => setChecked(new Set()),
      goToDoubt: () => latest.current.goToDoubt(),
      goToNumber: (number: string) => {
        const found = findCopy(latest.current.stapler.copies, number)
        if (found !== null) latest.current.goTo(found)
        return found !== null
      },
      homeName: (page: ScanPage) => {
        const home = homeOf(latest.current.stapler, page)
        return home === null ? null : latest.current.copyName(home.id)
      },
      drop: (pageId: string) => {
        const { stapler: now } = latest.current
        const holder = now.copies.find((copy) => copy.pages.some((page) => page.id === pageId))
        if (holder !== undefined) latest.current.carryOut(dropToBin(now, { copyId: holder.id, pageId }))
      },
      restore: (page: ScanPage, where: 'home' | 'cursor' | 'alone') => latest.current.restore(page, where),
    }),
    [],
  )
  const actions = useMemo(
    (): CardActions => ({
      select,
      open: () => setPreview('cursor'),
      check: (copyId, isChecked) =>
        setChecked((before) => {
          const after = new Set(before)
          if (isChecked) after.add(copyId)
          else after.delete(copyId)
          return after
        }),
      run: (command, copyId, pageId) => {
        select(copyId, pageId)
        latest.current.run(command, { copyId, pageId })
      },
      receive: (pageId, copyId, index) =>
        latest.current.carryOut(movePageTo(latest.current.stapler, pageId, copyId, index)),
    }),
    [select],
  )

  useHotkeys([
    ...(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] as const).map((keys) => ({
      keys,
      label: ARROW_LABELS[keys],
      run: () => move(ARROW_DIRECTIONS[keys]),
    })),
    // Carried out by the focused page itself, so that Espace and Entrée keep their sense on buttons.
    { keys: 'Enter', label: 'Voir la page en grand', run: () => undefined, enabled: false },
    ...COMMANDS.map((command) => ({
      keys: command.keys,
      label: command.label,
      run: () => run(command),
    })),
    { keys: 'n', label: 'Prochaine copie à vérifier', run: goToDoubt },
    {
      keys: 'x',
      label: 'Choisir la copie, ou ne plus la choisir',
      run: () => {
        if (cursorCopy?.status === 'STAGING') actions.check(cursorCopy.id, !checked.has(cursorCopy.id))
      },
    },
    { keys: 'mod+z', label: 'Annuler le dernier geste', run: takeBack },
    { keys: 'mod+shift+z', label: 'Rétablir le geste annulé', run: doAgain },
  ])

  const staging = useMemo(() => stapler.copies.filter((copy) => copy.status === 'STAGING'), [stapler.copies])
  const chosen = useMemo(() => staging.filter((copy) => checked.has(copy.id)), [staging, checked])
  const chosenIds = useMemo(() => (chosen.length > 0 ? chosen.map((copy) => copy.id) : undefined), [chosen])
  const toValidate = chosen.length > 0 ? chosen : staging
  const shownPage =
    preview === 'cursor' ? (cursorCopy?.pages.find((page) => page.id === cursor?.pageId) ?? null) : preview
  const shownPlace = cursorCopy?.pages.findIndex((page) => page.id === shownPage?.id) ?? -1

  return (
    <>
      <PageHeader
        title="Agrafage"
        facts={
          <>
            {countOf(stapler.copies.length, 'copie')} · <BalanceLine stapler={stapler} />
          </>
        }
      >
        <StaplerPlaces onGo={stable.goToNumber} onDoubt={stable.goToDoubt} />
        <StaplerHistory
          undoLabel={state.stack.past.at(-1)?.label ?? null}
          redoLabel={state.stack.future[0]?.label ?? null}
          saving={state.offline ? 'offline' : state.queue.length > 0 ? 'saving' : 'saved'}
          onUndo={stable.takeBack}
          onRedo={stable.doAgain}
        />
        {staging.length > 0 ? (
          <ValidateButton
            examId={exam.id}
            copyIds={chosenIds}
            count={toValidate.length}
            doubtful={toValidate.filter((copy) => (concerns.get(copy.id) ?? []).length > 0).length}
            busy={state.queue.length > 0}
            onValidated={stable.chooseNone}
          />
        ) : (
          <LinkButton to="/examens/$examId/identification" params={{ examId: exam.id }}>
            Passer à l’identification
          </LinkButton>
        )}
      </PageHeader>
      <StaplerToolbar hasCursor={cursor !== null} onCommand={stable.run} onOpen={actions.open} />
      <CopyWall
        element={wall}
        sections={sections}
        columns={columns}
        numbers={numbers}
        concerns={concerns}
        cursor={cursor}
        checked={checked}
        turning={turning}
        actions={actions}
      />
      <BinDock
        pages={stapler.bin}
        homeName={stable.homeName}
        cursorName={cursorCopy?.status === 'STAGING' ? copyName(cursorCopy.id) : null}
        onDrop={stable.drop}
        onRestore={stable.restore}
        onOpen={setPreview}
      />
      {shownPage !== null && (
        <PagePreview
          page={shownPage}
          title={
            preview === 'cursor' && cursorCopy !== undefined
              ? `Copie ${numbers.get(cursorCopy.id)}, page ${shownPlace + 1} sur ${cursorCopy.pages.length}`
              : 'Page de la corbeille'
          }
          servedRotation={turning.get(shownPage.id) ?? shownPage.rotation}
          editable={preview === 'cursor'}
          onMove={(direction) => move(direction, { focus: false })}
          onCommand={run}
          onClose={() => {
            setPreview(null)
            focusSoon()
          }}
        />
      )}
    </>
  )
}

const ARROW_DIRECTIONS = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
} as const
const ARROW_LABELS = {
  ArrowUp: 'Copie au-dessus',
  ArrowDown: 'Copie au-dessous',
  ArrowLeft: 'Page précédente',
  ArrowRight: 'Page suivante',
} as const

/** Pages being turned now, with the turn of the images the server still serves. */
function turnsUnderWay(onServer: Stapler, state: ActState<StaplerAct>): ReadonlyMap<string, number> {
  const ids = new Set(state.queue.flatMap(({ change }) => change.pages.map(({ pageId }) => pageId)))
  if (ids.size === 0) return NO_TURNS
  const pages = [...onServer.copies.flatMap((copy) => copy.pages), ...onServer.bin]
  return new Map(pages.filter((page) => ids.has(page.id)).map((page) => [page.id, page.rotation]))
}
