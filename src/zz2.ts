import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { contrastPlane } from '#server/image/contrast-plane.ts'
import { estimateSkew } from '#server/image/estimate-skew.ts'
import { findFold } from '#server/image/find-fold.ts'
import { findHeader } from '#server/image/find-header.ts'
import { cropPlane, toGrey } from '#server/image/grey-plane.ts'
import { makeHeader, makeThumb } from '#server/image/half-images.ts'
import { inkGrid, showThroughGrid } from '#server/image/ink-grid.ts'
import { pointsOfHalf, withoutRulings } from '#server/image/ink-points.ts'
import { decodePage, pixelsOfImage } from '#server/image/page-raster.ts'
import { uprightEvidence } from '#server/image/reading-direction.ts'
import { readContentOperations } from '#server/pdf/page-content.ts'
import { findPlainImage } from '#server/pdf/plain-image.ts'
import { openScanFile, readPageContent } from '#server/pdf/scan-document.ts'
import { makeSheetPdf } from '#server/pdf/sheet-pdf.ts'

const acc: Record<string, number[]> = {}
const t = <T>(n: string, f: () => T): T => {
  const s = performance.now()
  const r = f()
  ;(acc[n] ??= []).push(performance.now() - s)
  return r
}
const ta = async <T>(n: string, f: () => Promise<T>): Promise<T> => {
  const s = performance.now()
  const r = await f()
  ;(acc[n] ??= []).push(performance.now() - s)
  return r
}
let N = 0
for (const b of ['clean', 'realistic']) {
  const scan = await openScanFile(`/work/shared/data/scans/${b}/batch.pdf`, 500)
  for (let round = 0; round < 12; round++)
    for (let p = 0; p < 6; p++) {
      N++
      const page = scan.pages[p]!
      const present = { ...page, dict: page.dict! }
      const ops = t('content', () => readContentOperations(readPageContent(scan.context, present.dict)!))
      await ta('sheetpdf', () => makeSheetPdf(scan, present, ops))
      const plain = t('plain', () => findPlainImage(scan, present, ops))!
      scan.forget()
      const px = pixelsOfImage(plain.bytes, plain.colour, 0)
      const { raster } = await ta('decode', () => decodePage(px, 1240))
      const grey = t('grey', () => toGrey(raster))
      const fold = t('fold', () => findFold(grey))
      const contrast = t('contrast', () => contrastPlane(grey))
      for (const [x0, x1] of [
        [0, fold.x],
        [fold.x, 1],
      ] as const) {
        const left = Math.round(x0 * contrast.widthPx),
          width = Math.round(x1 * contrast.widthPx) - left
        const plane = t('crop', () => cropPlane(contrast, { left, top: 0, width, height: contrast.heightPx }))
        const { widthPx, heightPx } = plane
        const pts = t('points', () => pointsOfHalf(contrast, { left, width }))
        const skew = t('skew', () => estimateSkew(pts.slanted, widthPx, heightPx))
        const ink = t('rulings', () => withoutRulings(pts.ink, skew, widthPx, heightPx))
        const lines = pts.lines
        t('header', () => findHeader(lines, skew, widthPx, heightPx, false))
        t('header', () => findHeader(lines, skew, widthPx, heightPx, true))
        t('upright', () => uprightEvidence(ink, skew, widthPx, heightPx))
        t('inkgrid', () => inkGrid(ink, skew, widthPx, heightPx))
        t('shine', () => showThroughGrid(plane, lines, skew))
        const box = { x: x0, y: 0, w: x1 - x0, h: 1 }
        await ta('thumb', () => makeThumb(raster, box, 0))
        if (x0 > 0 && p % 2 === 0)
          await ta('headerimg', () => makeHeader(px, box, 0, { x: 0, y: 0, w: 1, h: 0.2 }))
      }
    }
}
let total = 0
for (const [n, v] of Object.entries(acc)) {
  v.sort((a, b) => a - b)
  const med = v[Math.floor(v.length * 0.15)]!
  const per = v.length / N
  total += med * per
  console.log(n.padEnd(10), (med * per).toFixed(2), 'median', (v[v.length >> 1]! * per).toFixed(2))
}
console.log(total)
