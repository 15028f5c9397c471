import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { A3_MM, drawJpeg, drawScan, scanPdf } from './drawn-scan.fixture.ts'
import { renderHalf } from './page-image.ts'

/** A sheet with one dark square in the top left corner of its left half, 20 mm from the edges. */
const marked = { size: A3_MM, content: '<rect x="20" y="20" width="30" height="30" fill="#000"/>' }
const LEFT = { x: 0, y: 0, w: 0.5, h: 1 }

let folder: string
let plain: string
let storedSideways: string
let overdrawn: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'page-image-'))
  const save = async (name: string, pdf: Uint8Array) => {
    await writeFile(join(folder, name), pdf)
    return join(folder, name)
  }
  plain = await save('plain.pdf', await drawScan([marked]))
  storedSideways = await save('sideways.pdf', await drawScan([{ ...marked, turned: 270, rotate: 90 }]))
  const drawing = await scanPdf([{ jpeg: await drawJpeg(marked) }])
  drawing.getPage(0).drawLine({ start: { x: 10, y: 10 }, end: { x: 60, y: 10 } })
  overdrawn = await save('overdrawn.pdf', await drawing.save())
})
afterAll(() => rm(folder, { recursive: true }))

/** Grey value at a place of the image, in millimetres of the A4 page. */
async function greyAt(jpeg: Buffer, xMm: number, yMm: number): Promise<number> {
  const { data, info } = await sharp(jpeg).greyscale().raw().toBuffer({ resolveWithObject: true })
  const x = Math.round((xMm / 210) * info.width)
  const y = Math.round((yMm / 297) * info.height)
  return data[(y * info.width + x) * info.channels] ?? -1
}

describe('renderHalf', () => {
  const request = { box: LEFT, rotation: 0 as const, widthPx: 600, quality: 80 }

  it('refuses what is no PDF', async () => {
    const path = join(folder, 'text.pdf')
    await writeFile(path, 'nothing')
    await expect(renderHalf({ ...request, sheetPdfPath: path })).rejects.toMatchObject({
      code: 'pdf_not_a_pdf',
    })
  })

  it.each([
    ['a plain image', () => plain],
    ['an image stored sideways', () => storedSideways],
    ['a page that has to be rendered', () => overdrawn],
  ])('cuts and turns %s', async (_, path) => {
    const upright = await renderHalf({ ...request, sheetPdfPath: path() })
    const { width, height } = await sharp(upright).metadata()
    expect(width).toBe(600)
    expect(Math.abs((height ?? 0) - 849)).toBeLessThan(4)
    expect(await greyAt(upright, 35, 35)).toBeLessThan(30)
    expect(await greyAt(upright, 175, 262)).toBeGreaterThan(220)

    const turned = await renderHalf({ ...request, sheetPdfPath: path(), rotation: 180 })
    expect(await greyAt(turned, 35, 35)).toBeGreaterThan(220)
    expect(await greyAt(turned, 175, 262)).toBeLessThan(30)
  })

  it('paints out the given boxes of the upright half, in the pixels', async () => {
    const turned = { ...request, sheetPdfPath: plain, rotation: 180 as const }
    const painted = await renderHalf({ ...turned, paint: [{ x: 0, y: 0.8, w: 1, h: 0.2 }] })
    const { data, info } = await sharp(painted).greyscale().raw().toBuffer({ resolveWithObject: true })
    const band = data.subarray(Math.ceil(0.8 * info.height + 8) * info.width * info.channels)
    expect(Math.min(...band)).toBeGreaterThan(190)
    expect(Math.max(...band)).toBeLessThan(225)
    expect(await greyAt(painted, 100, 100)).toBeGreaterThan(230)
  })

  it('does not enlarge a small original', async () => {
    const image = await renderHalf({ ...request, sheetPdfPath: plain, widthPx: 9000 })
    expect((await sharp(image).metadata()).width).toBe(1240)
  })
})
