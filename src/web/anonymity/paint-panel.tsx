import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import type { PaintedPage } from '#contract/anonymity.ts'
import { rotateBox } from '#domain/geometry.ts'
import { bandHeight } from '#domain/painted-zones.ts'
import { Keys } from '#web/ui/keys.tsx'
import classes from './anonymity.module.css'
import { asPagePainting, heightInMm, sizeInMm } from './painting-acts.ts'

interface PaintPanelProps {
  page: PaintedPage
  index: number
  margin: number
  selectedId: string | null
  disabled: boolean
  onSelect: (id: string) => void
  onAdd: () => void
  onRemove: (id: string) => void
  onBand: (height: number | null) => void
}

/** What is hidden on the page, in words and figures. */
export function PaintPanel(props: PaintPanelProps) {
  const { page, index, margin, selectedId, disabled, onSelect, onAdd, onRemove, onBand } = props
  const height = bandHeight(asPagePainting(page, index), margin)
  return (
    <>
      <section aria-label="Bandeau">
        <h2 className={classes.panelTitle}>Bandeau du haut</h2>
        <p className={classes.panelLine}>
          {height === null
            ? 'Posé le long d’un autre bord\u00A0: la page a été tournée depuis.'
            : `${height === 0 ? 'Rien' : heightInMm(height)} · ${originOf(page, index)}`}
        </p>
        {page.band !== null && (
          <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => onBand(null)}>
            Reprendre la hauteur détectée
          </Button>
        )}
        {page.band === null && height !== 0 && (
          <Button size="compact-sm" variant="default" disabled={disabled} onClick={() => onBand(0)}>
            Ne rien masquer en haut
          </Button>
        )}
      </section>
      <section aria-label="Zones">
        <h2 className={classes.panelTitle}>Autres zones</h2>
        {page.zones.length === 0 && (
          <p className={classes.panelLine}>
            Une signature à la fin, un nom au milieu{'\u00A0'}: tracez un cadre dessus, à la souris, au doigt
            ou au stylet.
          </p>
        )}
        <ul className={classes.zones}>
          {page.zones.map(({ id, ...box }, at) => (
            <li key={id} data-selected={id === selectedId || undefined}>
              <button
                type="button"
                className={classes.zoneName}
                disabled={disabled}
                onClick={() => onSelect(id)}
              >
                Zone {at + 1} <span className={classes.quiet}>{sizeInMm(rotateBox(box, page.rotation))}</span>
              </button>
              <ActionIcon
                variant="subtle"
                size={32}
                disabled={disabled}
                aria-label={`Supprimer la zone ${at + 1}`}
                onClick={() => onRemove(id)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
        <Button
          size="compact-sm"
          variant="default"
          disabled={disabled}
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={onAdd}
        >
          Ajouter une zone <Keys keys="z" />
        </Button>
      </section>
      <p className={classes.hints}>
        <Keys keys="ArrowUp" />
        <Keys keys="ArrowDown" /> déplacent ce qui a le focus, <Keys keys="alt" /> et les flèches changent la
        taille d’une zone, <Keys keys="Delete" /> la supprime.
      </p>
    </>
  )
}

function originOf({ band, headerBox }: PaintedPage, index: number): string {
  if (band !== null) return 'réglé à la main'
  if (headerBox !== null) return 'en-tête détecté, avec la marge'
  return index === 0 ? 'en-tête non détecté\u00A0: le quart de la page' : 'aucun en-tête sur cette page'
}
