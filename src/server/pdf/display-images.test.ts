import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DisplaySheet, type MadeImage, makeDisplayImages } from './display-images.ts'
import { A3_MM, A4_MM, drawJpeg, drawScan, scanPdf, writing } from './drawn-scan.fixture.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'display-'))
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function sheetOf(pdf: Uint8Array, halves: DisplaySheet['halves']): Promise<DisplaySheet> {
  const sheetPdfPath = join(folder, `${++files}.pdf`)
  await writeFile(sheetPdfPath, pdf)
  return { sheetPdfPath, halves }
}
async function make(sheets: DisplaySheet[], lanes = 1): Promise<MadeImage[][]> {
  const workDir = await mkdtemp(join(folder, 'work-'))
  const made: MadeImage[][] = []
  await makeDisplayImages({ sheets, workDir, lanes, onSheet: async (images) => void made.push(images) })
  return made
}
const whole = { x: 0, y: 0, w: 1, h: 1 }
const left = { x: 0, y: 0, w: 0.5, h: 1 }
const right = { x: 0.5, y: 0, w: 0.5, h: 1 }

describe('display images', () => {
  it('are passed over for a sheet that cannot be read, and the others come all the same', async () => {
    const good = await drawScan([{ size: A4_MM, content: writing(30, 40, 160, 14) }])
    const made = await make([
      await sheetOf(Buffer.from('no PDF'), [
        { id: 'a', box: whole, rotation: 0, headerBox: null, needsThumb: false },
      ]),
      await sheetOf(good, [{ id: 'b', box: whole, rotation: 0, headerBox: null, needsThumb: false }]),
    ])
    expect(made.map((images) => images.map(({ id }) => id))).toEqual([[], ['b']])
  })

  it('are upright, about 150 dpi, with a small one beside, in the order of the sheets', async () => {
    const a3 = await drawScan([{ size: A3_MM, content: writing(30, 40, 160, 12) }])
    const sheets = await Promise.all(
      [0, 1, 2, 3, 4].map((i) =>
        sheetOf(a3, [
          {
            id: `${i}l`,
            box: left,
            rotation: 180,
            headerBox: { x: 0, y: 0, w: 1, h: 0.2 },
            needsThumb: true,
          },
          { id: `${i}r`, box: right, rotation: 0, headerBox: null, needsThumb: false },
        ]),
      ),
    )
    const made = await make(sheets, 2)
    expect(made.flat().map(({ id }) => id)).toEqual(
      sheets.flatMap(({ halves }) => halves.map(({ id }) => id)),
    )
    const [turned] = made[0] ?? []
    const desk = await sharp(turned?.deskPath).metadata()
    expect(desk.width).toBeGreaterThan(1200)
    expect(desk.width).toBeLessThan(1280)
    expect(desk.height).toBeGreaterThan(desk.width)
    expect((await sharp(turned?.thumbPath ?? '').metadata()).width).toBe(200)
    const header = await sharp(turned?.headerPath ?? '').metadata()
    expect(header.width).toBe(desk.width)
    expect(header.height / desk.height).toBeCloseTo(0.2, 2)
    expect(made[0]?.[1]).toMatchObject({ headerPath: null, thumbPath: null })
    // The writing was at the top of the left half: turned, it is at the bottom.
    const darkest = async (top: number) => {
      const part = { left: 0, top, width: desk.width, height: desk.height >> 1 }
      const pixels = await sharp(turned?.deskPath).greyscale().extract(part).raw().toBuffer()
      return pixels.reduce((least, pixel) => Math.min(least, pixel), 255)
    }
    expect(await darkest(0)).toBeGreaterThan(150)
    expect(await darkest(desk.height >> 1)).toBeLessThan(100)
  })

  it('show what is drawn over a scan', async () => {
    const pdf = await scanPdf([{ jpeg: await drawJpeg({ size: A4_MM, content: '' }) }])
    pdf.getPage(0).drawRectangle({ x: 100, y: 100, width: 200, height: 200 })
    const [[image] = []] = await make([
      await sheetOf(await pdf.save(), [
        { id: 'a', box: whole, rotation: 0, headerBox: null, needsThumb: false },
      ]),
    ])
    const at = { left: Math.round((200 / 72) * 150), top: Math.round(((842 - 200) / 72) * 150) }
    const pixels = await sharp(image?.deskPath)
      .extract({ ...at, width: 4, height: 4 })
      .raw()
      .toBuffer()
    expect(Math.max(...pixels)).toBeLessThan(40)
  })
})
