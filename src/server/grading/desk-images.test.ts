import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getCopyPageImage } from '#contract/grading.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { HEADER_BOX, type MadeCopy, makeCopy, makeExam } from '#test/factories.ts'

let korrigo: TestApp
let corrector: TestUser
let copy: MadeCopy
let examId: string

beforeAll(async () => {
  korrigo = await openTestApp()
  corrector = await korrigo.newUser('corrector')
  examId = (await makeExam(korrigo, { correctorIds: [corrector.id] })).id
  copy = await makeCopy(korrigo, { examId, correctorId: corrector.id })
})
afterAll(() => korrigo.close())

const page = (index: number, by: TestUser = corrector, copyId = copy.id) =>
  by.call(getCopyPageImage, { params: { copyId, index } })

/** The darkest grey found in the top share of a page; the header of the factory's copies is black, its paper nearly white. */
async function darkest(jpeg: Buffer, { from = 0, to = 1 }: { from?: number; to?: number }): Promise<number> {
  const { data, info } = await sharp(jpeg).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const rows = data.subarray(
    Math.floor(info.height * from) * info.width * info.channels,
    Math.ceil(info.height * to) * info.width * info.channels,
  )
  return Math.min(...rows)
}

const headerEnd = HEADER_BOX.y + HEADER_BOX.h

describe('getCopyPageImage', () => {
  test('is for the corrector of the copy and for admins', async () => {
    const call = { params: { copyId: copy.id, index: 0 } }
    expect(await korrigo.stranger.call(getCopyPageImage, call)).toMatchObject({ status: 401 })
    expect(await page(0, await korrigo.newUser('student'))).toMatchObject({ status: 403 })
    const other = await korrigo.newUser('corrector')
    expect(await page(0, other)).toMatchObject({ status: 404 })
    expect(await page(0, corrector, randomUUID())).toMatchObject({ status: 404 })
    expect(await page(4)).toMatchObject({ status: 404 })
    expect(await page(-1)).toMatchObject({ status: 400 })
    expect(await page(0, await korrigo.newUser('admin'))).toMatchObject({ status: 200 })
  })

  test('shows the first page without its header, for everybody', async () => {
    const { bytes, headers } = await page(0)
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg',
      'cache-control': 'private, no-cache',
    })
    expect((await sharp(bytes).metadata()).format).toBe('jpeg')
    // The paint is a light grey; the ink of a header would be black.
    expect(await darkest(bytes, { to: headerEnd + 0.01 })).toBeGreaterThan(190)
    // The writing below is still there.
    expect(await darkest(bytes, { from: 0.4, to: 0.6 })).toBeLessThan(120)
    const shown = await page(0, await korrigo.newUser('admin'))
    expect(await darkest(shown.bytes, { to: headerEnd + 0.01 })).toBeGreaterThan(190)
  })

  test('paints the top quarter of a first page whose header was not found', async () => {
    const headless = await makeCopy(korrigo, { examId, correctorId: corrector.id, withoutHeader: true })
    const { bytes } = await page(0, corrector, headless.id)
    expect(await darkest(bytes, { to: 0.25 })).toBeGreaterThan(190)
    expect(await darkest(bytes, { from: 0.4, to: 0.6 })).toBeLessThan(120)
  })

  test('paints the top of a first page from edge to edge, when only a part of its header was found', async () => {
    const partly = await makeCopy(korrigo, { examId, correctorId: corrector.id })
    const noteFrame = { x: 0.6, y: 0.1, w: 0.2, h: headerEnd - 0.1 }
    await korrigo.db
      .updateTable('scans_page')
      .set({ header_box: JSON.stringify(noteFrame) })
      .where('copy_id', '=', partly.id)
      .where('position', '=', 0)
      .execute()
    const { bytes } = await page(0, corrector, partly.id)
    expect(await darkest(bytes, { to: headerEnd + 0.01 })).toBeGreaterThan(190)
    expect(await darkest(bytes, { from: 0.4, to: 0.6 })).toBeLessThan(120)
  })

  test('paints a header wherever it stands in the copy', async () => {
    const twoSheets = await makeCopy(korrigo, { examId, correctorId: corrector.id, pages: 8 })
    // Page 5 is the front of the second sheet: it has a black header as well, once it is found.
    expect(await darkest((await page(4, corrector, twoSheets.id)).bytes, { to: headerEnd })).toBeLessThan(60)
    await korrigo.db
      .updateTable('scans_page')
      .set({ header_box: JSON.stringify(HEADER_BOX) })
      .where('copy_id', '=', twoSheets.id)
      .where('position', '=', 4)
      .execute()
    expect(await darkest((await page(4, corrector, twoSheets.id)).bytes, { to: headerEnd })).toBeGreaterThan(
      190,
    )
  })

  test('is kept, and not sent again to a page that has it', async () => {
    const first = await page(1)
    const again = await corrector.call(getCopyPageImage, {
      params: { copyId: copy.id, index: 1 },
      headers: { 'if-none-match': String(first.headers.etag) },
    })
    expect(again).toMatchObject({ status: 304 })
    expect(again.bytes).toHaveLength(0)
    // Served from storage now: the sheet is not needed any more.
    const { sheet_key } = await korrigo.db
      .selectFrom('scans_page')
      .where('id', '=', copy.pageIds[1] ?? '')
      .select('sheet_key')
      .executeTakeFirstOrThrow()
    await korrigo.storage.remove(sheet_key)
    expect((await page(1)).bytes.equals(first.bytes)).toBe(true)
  })

  test('comes small for the list of pages', async () => {
    const { bytes } = await corrector.call(getCopyPageImage, {
      params: { copyId: copy.id, index: 0 },
      query: { size: 'thumb' },
    })
    expect((await sharp(bytes).metadata()).width).toBe(220)
    expect(await darkest(bytes, { to: headerEnd + 0.01 })).toBeGreaterThan(190)
  })
})
