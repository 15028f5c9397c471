import { addRotation, type PageBox, type Rotation, rotateBox } from './geometry.ts'

/** What decides about the parts of one page that correctors do not see. */
export interface PagePainting {
  /** Place in its copy, from 0. */
  index: number
  /** How the page is turned now. */
  rotation: Rotation
  /** What was detected, in the frame of the upright page. */
  headerBox: PageBox | null
  /** Set by a person instead of what was detected. */
  band: PaintedBand | null
  /** Added by a person, in the frame of the half as it lies in the scan. */
  zones: readonly PageBox[]
}

/** A strip along the edge that was the top of the page when it was turned to `rotation`; `height` is a share of that page. */
export interface PaintedBand {
  height: number
  rotation: Rotation
}

export const DEFAULT_HEADER_MARGIN = 0.015
export const MOST_HEADER_MARGIN = 0.3

/** A first page always has a name somewhere at its top, header found or not. */
export const TOP_BAND_HEIGHT = 0.25

/** Sides of a zone or band below this are slips of the hand: 1.5 mm of an A4 width. */
export const LEAST_ZONE_SIDE = 0.007

/**
 * The parts of an upright page that correctors do not see: the one rule for the painter and for whoever checks it.
 * A band goes from edge to edge and down to the end of the header, since a frame that was found may be one of several, with the name
 * beside or above it. What a person said of the paper stays true however the page is turned.
 * @param margin share of the height of the page that is covered below a detected header as well: writing goes over its frame.
 */
export function paintedBoxes(page: PagePainting, margin: number): PageBox[] {
  return [bandOf(page, margin), ...page.zones.map((zone) => rotateBox(zone, page.rotation))].filter(
    ({ w, h }) => w > 0 && h > 0,
  )
}

/** The band of the page; of no height when it has none. */
function bandOf({ index, rotation, headerBox, band }: PagePainting, margin: number): PageBox {
  if (band !== null) return rotateBox(topBand(band.height), turnBetween(band.rotation, rotation))
  return topBand(detectedHeight(headerBox, index, margin))
}

/** How deep the machine would paint. */
export function detectedHeight(headerBox: PageBox | null, index: number, margin: number): number {
  if (headerBox !== null) return Math.min(1, headerBox.y + headerBox.h + margin)
  return index === 0 ? TOP_BAND_HEIGHT : 0
}

/** The height of the band at the top of the page as it is turned now; null when a person's band lies along another edge. */
export function bandHeight(page: PagePainting, margin: number): number | null {
  if (page.band === null) return detectedHeight(page.headerBox, page.index, margin)
  return page.band.rotation === page.rotation ? page.band.height : null
}

const topBand = (h: number): PageBox => ({ x: 0, y: 0, w: 1, h })

const turnBetween = (from: Rotation, to: Rotation): Rotation =>
  addRotation(to, ((360 - from) % 360) as Rotation)

/** A box of the upright page in the frame of the half as it lies in the scan. */
export const asItLies = (box: PageBox, rotation: Rotation): PageBox =>
  rotateBox(box, ((360 - rotation) % 360) as Rotation)
