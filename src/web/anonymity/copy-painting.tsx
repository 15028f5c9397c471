import { Button, SegmentedControl, Tooltip } from '@mantine/core'
import { IconArrowLeft, IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import type { AnonymityCopy, PaintedPage, Zone } from '#contract/anonymity.ts'
import type { PageBox } from '#domain/geometry.ts'
import { rotateBox } from '#domain/geometry.ts'
import { asItLies, bandHeight } from '#domain/painted-zones.ts'
import { BOX_KEYS, BoxDrawing } from '#web/ui/box-drawing.tsx'
import { useHotkeys } from '#web/ui/hotkeys.ts'
import { Keys } from '#web/ui/keys.tsx'
import { newUuid } from '#web/ui/new-uuid.ts'
import { PageHeader } from '#web/ui/page-header.tsx'
import classes from './anonymity.module.css'
import { BandEdge } from './band-edge.tsx'
import { CorrectorView } from './corrector-view.tsx'
import { PageStrip } from './page-strip.tsx'
import { PaintPanel } from './paint-panel.tsx'
import { Paint, UnpaintedImage } from './painted-page.tsx'
import { asPagePainting } from './painting-acts.ts'
import type { PaintPage } from './use-painting.ts'

interface CopyPaintingProps {
  copy: AnonymityCopy
  /** Rank in the scan, from 1. */
  number: number
  pageIndex: number
  margin: number
  /** The server knows all that is shown. */
  isSaved: boolean
  history: ReactNode
  onPaint: PaintPage
  onBand: (page: PaintedPage, height: number | null, how?: 'whole' | 'step') => void
  onPage: (index: number) => void
  onCopy: (by: -1 | 1) => void
  onClose: () => void
}

/** Where a zone made by the keyboard begins. */
const NEW_ZONE: PageBox = { x: 0.35, y: 0.45, w: 0.3, h: 0.06 }

/** The pages of one copy with what is hidden of them: the band at the top, and zones anywhere. */
export function CopyPainting(props: CopyPaintingProps) {
  const { copy, number, pageIndex, margin, isSaved, history, onPaint, onBand, onPage, onCopy, onClose } =
    props
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const [asCorrector, setAsCorrector] = useState(false)
  const page = copy.pages[pageIndex]

  const setZones = (zones: Zone[], label: string, how: 'whole' | 'step' = 'whole') => {
    if (page !== undefined) onPaint(page, { zones }, label, how)
  }
  const add = (box: PageBox) => {
    if (page === undefined) return
    const zone = { id: newUuid(), ...asItLies(box, page.rotation) }
    setZones([...page.zones, zone], 'zone ajoutée')
    setSelectedId(zone.id)
  }
  const move = (id: string, box: PageBox, how: 'drag' | 'step') => {
    if (page === undefined) return
    const moved = asItLies(box, page.rotation)
    setZones(
      page.zones.map((zone) => (zone.id === id ? { id, ...moved } : zone)),
      'zone modifiée',
      how === 'step' ? 'step' : 'whole',
    )
  }
  const remove = (id: string) => {
    if (page === undefined) return
    setSelectedId(null)
    setZones(
      page.zones.filter((zone) => zone.id !== id),
      'zone supprimée',
    )
  }
  const goTo = (index: number) => {
    if (copy.pages[index] === undefined) return
    setSelectedId(null)
    onPage(index)
  }

  useHotkeys([
    { keys: 'z', label: 'Ajouter une zone', enabled: !asCorrector, run: () => add(NEW_ZONE) },
    { keys: 'c', label: 'Voir comme un correcteur, ou non', run: () => setAsCorrector(!asCorrector) },
    { keys: 'PageDown', label: 'Page suivante', run: () => goTo(pageIndex + 1) },
    { keys: 'PageUp', label: 'Page précédente', run: () => goTo(pageIndex - 1) },
    { keys: 'j', label: 'Copie suivante', run: () => onCopy(1) },
    { keys: 'k', label: 'Copie précédente', run: () => onCopy(-1) },
    { keys: 'Escape', label: 'Revenir au mur', run: onClose },
    ...BOX_KEYS.map((shortcut) => ({ ...shortcut, run: () => undefined, enabled: false })),
  ])

  return (
    <>
      <PageHeader
        title={`Anonymat de la copie ${number}`}
        facts={`${copy.anonymousId} · page ${pageIndex + 1} sur ${copy.pages.length}`}
      >
        {history}
        <Tooltip
          label={
            <>
              Copie précédente <Keys keys="k" />
            </>
          }
        >
          <Button variant="default" px={8} aria-label="Copie précédente" onClick={() => onCopy(-1)}>
            <IconChevronLeft size={18} aria-hidden />
          </Button>
        </Tooltip>
        <Tooltip
          label={
            <>
              Copie suivante <Keys keys="j" />
            </>
          }
        >
          <Button variant="default" px={8} aria-label="Copie suivante" onClick={() => onCopy(1)}>
            <IconChevronRight size={18} aria-hidden />
          </Button>
        </Tooltip>
        <Button variant="default" leftSection={<IconArrowLeft size={18} aria-hidden />} onClick={onClose}>
          Toutes les copies
        </Button>
      </PageHeader>
      {page === undefined ? (
        <p>Cette copie n’a pas de page.</p>
      ) : (
        <div className={classes.copy}>
          <PageStrip pages={copy.pages} current={pageIndex} margin={margin} onGo={goTo} />
          <div className={classes.large}>
            {asCorrector ? (
              <CorrectorView
                copyId={copy.id}
                page={page}
                index={pageIndex}
                margin={margin}
                isSaved={isSaved}
              />
            ) : (
              <BoxDrawing
                key={page.id}
                name={`Page ${pageIndex + 1} de la copie ${number}`}
                className={classes.largePage}
                style={{ aspectRatio: `${page.widthPx} / ${page.heightPx}` }}
                boxes={page.zones.map(({ id, ...box }, index) => ({
                  id,
                  box: rotateBox(box, page.rotation),
                  label: `Zone ${index + 1}`,
                }))}
                selectedId={selectedId}
                onSelect={setSelectedId}
                onDraw={add}
                onChange={move}
                onRemove={remove}
              >
                <UnpaintedImage page={page} size="desk" alt="" />
                <Paint page={{ ...page, zones: [] }} index={pageIndex} margin={margin} />
                <BandEdge
                  height={bandHeight(asPagePainting(page, pageIndex), margin) ?? 0}
                  label="Bas du bandeau masqué"
                  isTabStop
                  onChange={(height, how) => onBand(page, height, how)}
                  onReset={() => onBand(page, null)}
                />
              </BoxDrawing>
            )}
          </div>
          <div className={classes.panel}>
            <SegmentedControl
              fullWidth
              aria-label="Ce qui est montré"
              value={asCorrector ? 'corrector' : 'zones'}
              onChange={(value) => setAsCorrector(value === 'corrector')}
              data={[
                { value: 'zones', label: 'Zones masquées' },
                { value: 'corrector', label: 'Vue du correcteur' },
              ]}
            />
            <PaintPanel
              page={page}
              index={pageIndex}
              margin={margin}
              selectedId={selectedId}
              disabled={asCorrector}
              onSelect={setSelectedId}
              onAdd={() => add(NEW_ZONE)}
              onRemove={remove}
              onBand={(height) => onBand(page, height)}
            />
          </div>
        </div>
      )}
    </>
  )
}
