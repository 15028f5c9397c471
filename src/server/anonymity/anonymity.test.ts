import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getAnonymity, type Painting, paintPage, setHeaderMargin, type Zone } from '#contract/anonymity.ts'
import { getCopyPageImage, getDesk, listCopyEvents } from '#contract/grading.ts'
import { changeStaples } from '#contract/stapler.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { type CopyWanted, HEADER_BOX, type MadeCopy, makeCopy, makeExam } from '#test/factories.ts'

let korrigo: TestApp
let admin: TestUser
let corrector: TestUser
let examId: string

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  corrector = await korrigo.newUser('corrector')
  examId = (await makeExam(korrigo, { correctorIds: [corrector.id] })).id
})
afterAll(() => korrigo.close())

const NOBODY = '00000000-0000-4000-8000-00000000dead'
const NOTHING: Painting = { band: null, zones: [] }
const newCopy = (wanted: Partial<CopyWanted> = {}) =>
  makeCopy(korrigo, { examId, correctorId: corrector.id, ...wanted })
const firstPage = ({ pageIds: [id = ''] }: MadeCopy): string => id
const zone = (box: Partial<Zone> = {}): Zone => ({
  ...{ id: randomUUID(), x: 0.1, y: 0.45, w: 0.8, h: 0.1 },
  ...box,
})
const paint = (pageId: string, before: Painting, after: Painting) =>
  admin.call(paintPage, { params: { pageId }, body: { before, after } })
const seen = async (copy: MadeCopy, index = 0, headers: Record<string, string> = {}) =>
  corrector.call(getCopyPageImage, { params: { copyId: copy.id, index }, headers })
const view = async () => (await admin.call(getAnonymity, { params: { examId } })).json
const setMargin = (headerMargin: number, id = examId) =>
  admin.call(setHeaderMargin, { params: { examId: id }, body: { headerMargin } })

/** The darkest grey between two heights of an image; the writing of the factory's pages stands at half of it. */
async function darkest(jpeg: Buffer, from: number, to: number): Promise<number> {
  const { data, info } = await sharp(jpeg).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
  const at = (share: number) => Math.round(info.height * share) * info.width * info.channels
  return data.subarray(at(from), at(to)).reduce((least, grey) => Math.min(least, grey), 255)
}

describe('the margin below headers', () => {
  test('no exam: 404; out of bounds: 400', async () => {
    expect(await admin.call(getAnonymity, { params: { examId: NOBODY } })).toMatchObject({ status: 404 })
    expect(await setMargin(0.1, NOBODY)).toMatchObject({ status: 404 })
    for (const margin of [-0.01, 0.31]) expect(await setMargin(margin)).toMatchObject({ status: 400 })
  })

  test('is painted on every page with a header, told and journalled once', async () => {
    const copy = await newCopy()
    const before = await seen(copy)
    const strip = [HEADER_BOX.y + HEADER_BOX.h + 0.02, HEADER_BOX.y + HEADER_BOX.h + 0.19] as const
    expect(await darkest(before.bytes, ...strip)).toBeGreaterThan(240)
    expect((await view()).headerMargin).toBe(0.015)
    for (const _ of [1, 2]) expect(await setMargin(0.2)).toMatchObject({ status: 204 })
    expect((await view()).headerMargin).toBe(0.2)
    const after = await seen(copy)
    // The grey of the paint, where paper was.
    expect(await darkest(after.bytes, ...strip)).toBeLessThan(220)
    const told = await korrigo.db
      .selectFrom('audit_event')
      .where('exam_id', '=', examId)
      .where('action', '=', 'set_header_margin')
      .select(['actor_id', 'metadata'])
      .execute()
    expect(told).toEqual([{ actor_id: admin.id, metadata: { before: 0.015, after: 0.2 } }])
    await setMargin(0.015)
    expect((await seen(copy)).bytes.equals(before.bytes)).toBe(true)
  })
})

describe('what persons say of a page', () => {
  test('no page, or a page in no copy: 404', async () => {
    expect(await paint(NOBODY, NOTHING, NOTHING)).toMatchObject({ status: 404 })
    const copy = await newCopy({ status: 'STAGING' })
    const lost = copy.pageIds[3] ?? ''
    await korrigo.db
      .updateTable('scans_page')
      .set({ copy_id: null, position: null, bin_reason: 'dropped' })
      .where('id', '=', lost)
      .execute()
    expect(await paint(lost, NOTHING, NOTHING)).toMatchObject({ status: 404 })
  })

  test('a zone that is tiny, or leaves the page, is refused', async () => {
    const page = firstPage(await newCopy())
    for (const box of [{ w: 0.001 }, { x: 0.9, w: 0.2 }, { y: -0.1 }])
      expect(await paint(page, NOTHING, { ...NOTHING, zones: [zone(box)] })).toMatchObject({ status: 400 })
    const band = { height: 1.2, rotation: 0 as const }
    expect(await paint(page, NOTHING, { ...NOTHING, band })).toMatchObject({ status: 400 })
  })

  test('what is no longer as the caller saw it is not changed', async () => {
    const page = firstPage(await newCopy())
    const first = { ...NOTHING, zones: [zone()] }
    expect(await paint(page, NOTHING, first)).toMatchObject({ status: 204 })
    const late = await paint(page, NOTHING, { ...NOTHING, band: { height: 0, rotation: 0 } })
    expect(late).toMatchObject({ status: 409, code: 'painting_changed', problem: { current: first } })
  })

  test('a zone of another page is not taken over', async () => {
    const [one, other] = [firstPage(await newCopy()), firstPage(await newCopy())]
    const theirs = zone()
    await paint(one, NOTHING, { ...NOTHING, zones: [theirs] })
    expect(await paint(other, NOTHING, { ...NOTHING, zones: [theirs] })).toMatchObject({ status: 400 })
    const pages = (await view()).copies.flatMap((copy) => copy.pages)
    expect(pages.find(({ id }) => id === one)?.zones).toEqual([theirs])
    expect(pages.find(({ id }) => id === other)?.zones).toEqual([])
  })

  test('a zone is painted wherever it is; the browser of the corrector is told that its image is old', async () => {
    const copy = await newCopy()
    const [, , last = ''] = copy.pageIds
    const before = await seen(copy, 2)
    expect(await darkest(before.bytes, 0.45, 0.55)).toBeLessThan(120)
    const etag = String(before.headers.etag)
    const look = async () =>
      (await corrector.call(getDesk, { params: { copyId: copy.id } })).json.pages.map((page) => page.look)
    const looks = await look()
    expect(await seen(copy, 2, { 'if-none-match': etag })).toMatchObject({ status: 304 })

    const zones = [zone(), zone({ y: 0.7 })]
    expect(await paint(last, NOTHING, { ...NOTHING, zones })).toMatchObject({ status: 204 })
    const after = await seen(copy, 2, { 'if-none-match': etag })
    expect(after).toMatchObject({ status: 200, headers: { 'cache-control': 'private, no-cache' } })
    expect(after.headers).not.toHaveProperty('last-modified')
    expect(after.headers.etag).not.toBe(etag)
    // Nor is it shown from the memory of an open page: its address is another.
    expect((await look()).map((now, index) => now === looks[index])).toEqual([true, true, false, true])
    expect(await darkest(after.bytes, 0.46, 0.54)).toBeGreaterThan(190)
    expect(await darkest(after.bytes, 0.71, 0.79)).toBeLessThan(220)

    const [moved, stays] = [{ ...zones[0], x: 0.2, w: 0.3 } as Zone, zones[1] as Zone]
    expect(await paint(last, { ...NOTHING, zones }, { ...NOTHING, zones: [moved, stays] })).toMatchObject({
      status: 204,
    })
    expect(await darkest((await seen(copy, 2)).bytes, 0.46, 0.54)).toBeLessThan(120)
    const { events } = (await admin.call(listCopyEvents, { params: { copyId: copy.id } })).json
    expect(events).toMatchObject([
      { action: 'PAINT', metadata: { page_id: last, before: NOTHING, after: { band: null, zones } } },
      { action: 'PAINT', metadata: { before: { zones }, after: { zones: [moved, stays] } } },
    ])
  })

  test('a band set by a person counts instead of what was detected, and can be taken back', async () => {
    const copy = await newCopy()
    const page = firstPage(copy)
    const none: Painting = { band: { height: 0, rotation: 0 }, zones: [] }
    const deep: Painting = { band: { height: 0.6, rotation: 0 }, zones: [] }
    await paint(page, NOTHING, none)
    expect(await darkest((await seen(copy)).bytes, 0.05, 0.15)).toBeLessThan(60)
    await paint(page, none, deep)
    expect(await darkest((await seen(copy)).bytes, 0, 0.59)).toBeGreaterThan(190)
    await paint(page, deep, NOTHING)
    const { bytes } = await seen(copy)
    expect(await darkest(bytes, 0, HEADER_BOX.y + HEADER_BOX.h + 0.01)).toBeGreaterThan(190)
    expect(await darkest(bytes, 0.45, 0.55)).toBeLessThan(120)
  })

  test('a page turned by the stapler keeps hidden what was hidden', async () => {
    const copy = await newCopy({ status: 'STAGING' })
    const [, page = ''] = copy.pageIds
    // The writing stands at half of the page; the band lies over the top, a zone over the left end of the writing.
    const painting: Painting = {
      band: { height: 0.3, rotation: 0 },
      zones: [zone({ x: 0.05, y: 0.48, w: 0.3, h: 0.06 })],
    }
    await paint(page, NOTHING, painting)
    const turned = await admin.call(changeStaples, {
      params: { examId },
      body: {
        id: randomUUID(),
        copies: [
          {
            copyId: copy.id,
            follows: null,
            before: copy.pageIds,
            after: copy.pageIds,
            accepted: { before: false, after: false },
          },
        ],
        bin: { before: [], after: [] },
        pages: [
          { pageId: page, before: { rotation: 0, blank: false }, after: { rotation: 180, blank: false } },
        ],
      },
    })
    expect(turned.status).toBe(200)
    const { bytes } = await seen(copy, 1)
    expect(await darkest(bytes, 0.71, 1)).toBeLessThan(220)
    expect(await darkest(bytes, 0, 0.4)).toBeGreaterThan(240)
    const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true })
    const grey = (x: number, y: number) =>
      data[(Math.round(y * info.height) * info.width + Math.round(x * info.width)) * info.channels]
    // Its mirror image: paint to the right of the page, writing in its middle.
    expect(grey(0.85, 0.495)).toBeGreaterThan(190)
    expect(grey(0.5, 0.495)).toBeLessThan(120)
  })
})

test('the wall is told of every page, and where the ink of the first one is', async () => {
  const copy = await newCopy()
  await korrigo.db
    .updateTable('scans_page')
    .set({
      analysis: JSON.stringify({
        flags: [],
        sheet: { fingerprint: `${'0'.repeat(24 * 72)}/${'f'.repeat(24)}${'0'.repeat(24 * 71)}` },
      }),
    })
    .where('id', '=', firstPage(copy))
    .execute()
  const shown = (await view()).copies.find(({ id }) => id === copy.id)
  expect(shown).toMatchObject({ anonymousId: copy.anonymousId, status: 'READY' })
  expect(shown?.pages.map(({ id }) => id)).toEqual(copy.pageIds)
  expect(shown?.pages[0]).toMatchObject({ rotation: 0, headerBox: HEADER_BOX, band: null, zones: [] })
  expect(shown?.inkRows).toEqual([24, ...Array(71).fill(0)])
})
