import { Button } from '@mantine/core'
import { useState } from 'react'
import { getPageImage } from '#contract/scans.ts'
import type { PageBox } from '#domain/geometry.ts'
import { HEADER_FIELDS, type HeaderField, type PlacedField } from '#domain/header-fields.ts'
import { LEAST_FIELD_HEIGHT, LEAST_FIELD_WIDTH, mayStandBeside } from '#domain/header-layout.ts'
import { urlOf } from '#web/api.ts'
import { BOX_KEYS, BoxDrawing } from '#web/ui/box-drawing.tsx'
import { HistoryButtons } from '#web/ui/history-buttons.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { LinkButton } from '#web/ui/links.tsx'
import { PageHeader } from '#web/ui/page-header.tsx'
import { Thumb, ThumbStrip } from '#web/ui/thumb-strip.tsx'
import { useHeldAct } from '#web/ui/use-held-act.ts'
import { FieldPicker } from './field-picker.tsx'
import { FIELD_WORDS } from './field-words.ts'
import classes from './header-layout.module.css'
import { type Outline, type OutlineAct, useHeaderLayout } from './header-layout.queries.ts'

interface HeaderLayoutDeskProps {
  examId: string
  /** First pages of the copies. */
  samples: Array<{ pageId: string; number: number }>
}

/** A field made by the keyboard: the first at the top left, each next below it. */
const newField = (rank: number): PageBox => ({ x: 0.15, y: 0.06 + 0.05 * rank, w: 0.4, h: 0.035 })

export function HeaderLayoutDesk({ examId, samples }: HeaderLayoutDeskProps) {
  const { layout: onServer, session, state } = useHeaderLayout(examId)
  const { held, carryOut: carryOutAct, undo: takeBack, redo: doAgain } = useHeldAct(session, joinOutlines)
  const layout = held === null ? onServer : held.after
  const [chosenPage, setChosenPage] = useState<string | null>(null)
  const [selected, setSelected] = useState<HeaderField | null>(null)
  const [wanted, setWanted] = useState<HeaderField | null>(null)
  const fields = layout?.fields ?? []
  const there = fields.map(({ field }) => field)
  const open = HEADER_FIELDS.filter((field) => mayStandBeside(field, there))
  // What comes next is proposed, names apart first: most forms have them so.
  const next =
    wanted !== null && open.includes(wanted)
      ? wanted
      : (open.find((field) => field !== 'fullName') ?? open[0] ?? null)
  const samplePageId = chosenPage ?? layout?.samplePageId ?? samples[0]?.pageId ?? ''
  const sample = samples.find(({ pageId }) => pageId === samplePageId)

  const carryOut = (label: string, after: Outline | null, how: 'whole' | 'step' = 'whole') => {
    const before =
      layout === null ? null : { samplePageId: layout.samplePageId ?? samplePageId, fields: layout.fields }
    carryOutAct({ label, before, after }, how)
  }
  const setFields = (label: string, next: PlacedField[], how: 'whole' | 'step' = 'whole') =>
    carryOut(label, next.length === 0 ? null : { samplePageId, fields: next }, how)
  const add = (box: PageBox) => {
    if (next === null) return
    setFields(`${FIELD_WORDS[next]} tracé`, [...fields, { field: next, box: largeEnough(box) }])
    setSelected(next)
    setWanted(null)
  }
  const change = (id: string, box: PageBox, how: 'drag' | 'step') =>
    setFields(
      'champ déplacé',
      fields.map((placed) => (placed.field === id ? { ...placed, box: largeEnough(box) } : placed)),
      how === 'step' ? 'step' : 'whole',
    )
  const remove = (id: string) => {
    setSelected(null)
    setFields(
      'champ supprimé',
      fields.filter(({ field }) => field !== id),
    )
  }
  const choosePage = (pageId: string) => {
    setChosenPage(pageId)
    if (fields.length > 0) carryOut('copie modèle changée', { samplePageId: pageId, fields })
  }
  const stepSample = (by: number) => {
    const at = samples.findIndex(({ pageId }) => pageId === samplePageId)
    const to = samples[at + by]
    if (to !== undefined) choosePage(to.pageId)
  }
  const undo = () => {
    const page = takeBack()?.before?.samplePageId
    if (page !== undefined) setChosenPage(page)
  }
  const redo = () => {
    const page = doAgain()?.after?.samplePageId
    if (page !== undefined) setChosenPage(page)
  }

  useHotkeys([
    ...HEADER_FIELDS.map((field, index) => ({
      keys: `Digit${index + 1}`,
      label: `Choisir «\u00A0${FIELD_WORDS[field]}\u00A0»`,
      run: () => choose(field),
    })),
    {
      keys: 'z',
      label: 'Tracer le champ choisi',
      enabled: next !== null,
      run: () => add(newField(fields.length)),
    },
    { keys: 'PageDown', label: 'Copie suivante', run: () => stepSample(1) },
    { keys: 'PageUp', label: 'Copie précédente', run: () => stepSample(-1) },
    { keys: 'mod+z', label: 'Annuler le dernier geste', run: undo },
    { keys: 'mod+shift+z', label: 'Rétablir le geste annulé', run: redo },
    ...BOX_KEYS.map((shortcut) => ({ ...shortcut, run: () => undefined, enabled: false })),
  ])
  const choose = (field: HeaderField) => {
    if (there.includes(field)) setSelected(field)
    else setWanted(field)
  }

  return (
    <>
      <PageHeader
        title="Champs de l’en-tête"
        facts={'Dites une fois où les élèves écrivent\u00A0: toutes les copies sont lues ainsi.'}
      >
        <HistoryButtons
          undoLabel={state.stack.past.at(-1)?.label ?? null}
          redoLabel={state.stack.future[0]?.label ?? null}
          saving={state.offline ? 'offline' : state.queue.length > 0 || held !== null ? 'saving' : 'saved'}
          isHolding={held !== null}
          onUndo={undo}
          onRedo={redo}
        />
        <LinkButton to="/examens/$examId/identification" params={{ examId }} variant="default">
          Retour à l’identification
        </LinkButton>
      </PageHeader>
      <div className={classes.desk}>
        <ThumbStrip label="Copie modèle">
          {samples.map(({ pageId, number }) => (
            <Thumb key={pageId} isCurrent={pageId === samplePageId} onClick={() => choosePage(pageId)}>
              <img
                className={classes.sample}
                src={urlOf(getPageImage, { params: { pageId }, query: { size: 'thumb' } })}
                alt=""
                loading="lazy"
                decoding="async"
              />
              Copie {number}
            </Thumb>
          ))}
        </ThumbStrip>
        <BoxDrawing
          key={samplePageId}
          name={`Première page de la copie ${sample?.number ?? '?'}`}
          className={classes.page}
          boxes={fields.map(({ field, box }) => ({ id: field, box, label: FIELD_WORDS[field] }))}
          selectedId={selected}
          onSelect={(id) => setSelected(HEADER_FIELDS.find((field) => field === id) ?? null)}
          onDraw={next === null ? null : add}
          onChange={change}
          onRemove={remove}
        >
          <img
            className={classes.image}
            src={urlOf(getPageImage, { params: { pageId: samplePageId }, query: { size: 'desk' } })}
            alt=""
            draggable={false}
          />
        </BoxDrawing>
        <div className={classes.panel}>
          <FieldPicker
            fields={there}
            open={open}
            next={next}
            selected={selected}
            onChoose={choose}
            onRemove={remove}
          />
          <Button
            variant="default"
            disabled={layout === null}
            onClick={() => {
              setSelected(null)
              carryOut('champs effacés', null)
            }}
          >
            Tout effacer
          </Button>
        </div>
      </div>
    </>
  )
}

/** A field holds writing: what is drawn smaller grows to that. */
function largeEnough({ x, y, w, h }: PageBox): PageBox {
  const [width, height] = [Math.max(w, LEAST_FIELD_WIDTH), Math.max(h, LEAST_FIELD_HEIGHT)]
  return { x: Math.min(x, 1 - width), y: Math.min(y, 1 - height), w: width, h: height }
}

const joinOutlines = (held: OutlineAct, next: OutlineAct): OutlineAct | null =>
  held.label === next.label ? { ...next, before: held.before } : null
