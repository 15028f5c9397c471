import type { PageBox, Rotation } from '#domain/geometry.ts'
import { addRotation, rotateBox } from '#domain/geometry.ts'

/** A rectangle in the unrotated space of a PDF page: y up, units of the page (its UserUnit is left alone). */
export interface PdfRect {
  x0: number
  y0: number
  x1: number
  y1: number
}

/** Columns of a PDF matrix: `x' = a x + c y + e`, `y' = b x + d y + f`. */
export type PdfMatrix = [a: number, b: number, c: number, d: number, e: number, f: number]

/** What is seen of a source page: its visible rectangle and its own clockwise /Rotate. */
export interface SheetView {
  visible: PdfRect
  rotate: Rotation
}

/** Where one upright half stands on its sheet. */
export interface HalfFrame {
  rect: PdfRect
  /** /Rotate that shows the half upright. */
  rotate: Rotation
  /** Size of the upright half in canvas points: the short side is always that of A4. */
  width: number
  height: number
  /** From canvas points (origin bottom left of the upright half, y up) to the unrotated space of the page. */
  matrix: PdfMatrix
}

/** Points. Scans come in any unit (some scanners write one unit per pixel), so text sizes are relative to this. */
export const A4_WIDTH = 595.28
export const A4_HEIGHT = 841.89

/**
 * Frame of the half `box` (in the sheet as displayed with its own /Rotate), turned clockwise by `rotation` to be upright.
 */
export function frameHalf(sheet: SheetView, box: PageBox, rotation: Rotation): HalfFrame {
  const { visible } = sheet
  const unturned = rotateBox(box, addRotation(0, (360 - sheet.rotate) as Rotation))
  const sheetWidth = visible.x1 - visible.x0
  const sheetHeight = visible.y1 - visible.y0
  const rect: PdfRect = {
    x0: visible.x0 + unturned.x * sheetWidth,
    x1: visible.x0 + (unturned.x + unturned.w) * sheetWidth,
    y0: visible.y1 - (unturned.y + unturned.h) * sheetHeight,
    y1: visible.y1 - unturned.y * sheetHeight,
  }
  const rotate = addRotation(sheet.rotate, rotation)
  const sideways = rotate === 90 || rotate === 270
  const uprightWidth = sideways ? rect.y1 - rect.y0 : rect.x1 - rect.x0
  const uprightHeight = sideways ? rect.x1 - rect.x0 : rect.y1 - rect.y0
  const unitsPerPoint = Math.min(uprightWidth, uprightHeight) / A4_WIDTH
  return {
    rect,
    rotate,
    width: uprightWidth / unitsPerPoint,
    height: uprightHeight / unitsPerPoint,
    matrix: uprightMatrix(rect, rotate, unitsPerPoint),
  }
}

/** The origin is the corner of the page that is at the bottom left once the viewer has turned it clockwise. */
function uprightMatrix(rect: PdfRect, rotate: Rotation, scale: number): PdfMatrix {
  switch (rotate) {
    case 0:
      return [scale, 0, 0, scale, rect.x0, rect.y0]
    case 90:
      return [0, scale, -scale, 0, rect.x1, rect.y0]
    case 180:
      return [-scale, 0, 0, -scale, rect.x1, rect.y1]
    case 270:
      return [0, -scale, scale, 0, rect.x0, rect.y1]
  }
}

/** Where a point of the upright half ([0, 1], y down) falls in the unrotated space of the page. */
export function placePoint(frame: HalfFrame, x: number, y: number): { x: number; y: number } {
  const [a, b, c, d, e, f] = frame.matrix
  const left = x * frame.width
  const up = (1 - y) * frame.height
  return { x: a * left + c * up + e, y: b * left + d * up + f }
}
