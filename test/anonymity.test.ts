import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { API } from '#contract/api.ts'
import { getCopyPageImage, listMyCopies } from '#contract/grading.ts'
import { handOutAtRandom } from '#contract/hand-out.ts'
import { getPageImage } from '#contract/scans.ts'
import { type PageBox, rotateBox } from '#domain/geometry.ts'
import { type AnonymityStage, openAnonymityStage, PUPILS, tracesIn } from './anonymity-stage.ts'
import { crawl, type Fetched, isImage, isStream, tracesOf } from './crawl.ts'
import { makeCopy, makeExam } from './factories.ts'

let stage: AnonymityStage
beforeAll(async () => {
  stage = await openAnonymityStage()
}, 240_000)
afterAll(() => stage?.close())

/** Ids of all kinds: a corrector may have seen one over a shoulder. */
const everyId: string[] = []
beforeAll(async () => {
  const tables = [
    'exams_exam',
    'exams_copy',
    'scans_scan',
    'scans_page',
    'auth_user',
    'exams_booklet',
  ] as const
  for (const table of tables)
    everyId.push(...(await stage.korrigo.db.selectFrom(table).select('id').execute()).map(({ id }) => id))
})

describe('all that a corrector can fetch', () => {
  test.each(['corrector', 'colleague'] as const)(
    'tells nothing of a pupil: %s',
    async (who) => {
      const fetched = await crawl(stage[who], 'GET', everyId)
      const got = (path: string) =>
        fetched.filter(({ endpoint, answer }) => endpoint.path === path && answer.status === 200).length
      // It reached what it is about: lists, desks, and the images of the pages.
      expect(got('/api/exams/:examId/copies')).toBe(2)
      expect(got('/api/copies/:copyId')).toBeGreaterThanOrEqual(4)
      expect(got('/api/copies/:copyId/pages/:index/image')).toBeGreaterThanOrEqual(24)
      expect(await tracesOf(fetched)).toEqual([])
      expect(
        fetched.filter(({ answer }) => String(answer.headers['content-type']).startsWith('application/pdf')),
      ).toEqual([])
    },
    240_000,
  )

  test('nor do the refusals of all that changes something', async () => {
    const fetched = await crawl(stage.colleague, 'other', everyId)
    expect(fetched.length).toBeGreaterThan(everyId.length)
    expect(await tracesOf(fetched)).toEqual([])
  }, 240_000)

  test('is kept by no shared cache, and asked for again each time', async () => {
    const fetched = await crawl(stage.corrector, 'GET', await copyIds())
    for (const { endpoint, answer } of fetched) {
      if (!endpoint.path.startsWith('/api/') || endpoint.path === '/api/docs') continue
      const expected = isImage({ endpoint, params: {}, answer }) ? 'private, no-cache' : 'no-store'
      expect(answer.headers['cache-control'], endpoint.path).toBe(expected)
      expect(answer.headers).not.toHaveProperty('last-modified')
      expect(answer.headers).not.toHaveProperty('content-disposition')
    }
  }, 240_000)

  test('is not written down by the server with its address', () => {
    // Requests are logged at the level of information.
    expect(stage.korrigo.app.log.level).toBe('warn')
  })
})

test('nobody, and a pupil before the release, learn nothing either', async () => {
  for (const caller of [stage.korrigo.stranger, stage.student]) {
    const fetched = [...(await crawl(caller, 'GET', everyId)), ...(await crawl(caller, 'other', everyId))]
    expect(await tracesOf(fetched)).toEqual([])
    expect(fetched.filter(isImage)).toEqual([])
  }
}, 240_000)

test('an admin is told every name, birth date and address that was looked for', async () => {
  const ids = new Set([...stage.examIds, ...(await copyIds())])
  const fetched: Fetched[] = []
  for (const endpoint of API.filter(({ method, path }) => method === 'GET' && path.includes(':'))) {
    if (isStream(endpoint) || endpoint.path.includes(':index')) continue
    for (const id of ids) {
      const [, name = ''] = /:(\w+)/.exec(endpoint.path) ?? []
      const params = { [name]: id }
      fetched.push({ endpoint, params, answer: await stage.admin.call(endpoint, { params } as never) })
    }
  }
  const found = new Set((await tracesOf(fetched)).map((line) => line.split(': ').at(-1)))
  const wanted = PUPILS.flatMap(({ lastName, birthDate, email }) => [lastName, birthDate, email])
  expect(tracesIn(wanted.join(' ')).filter((trace) => !found.has(trace))).toEqual([])
  const pdfs = fetched.filter(({ answer }) =>
    String(answer.headers['content-type']).startsWith('application/pdf'),
  )
  expect((await tracesOf(pdfs)).length).toBeGreaterThanOrEqual(pdfs.length)
  expect(pdfs.length).toBeGreaterThanOrEqual(2)
  // The name of a file is told to admins.
  expect((await tracesOf(fetched)).filter((line) => line.includes('/scans')).length).toBeGreaterThan(0)
}, 240_000)

describe('the images that correctors get', () => {
  const SIZES = ['thumb', 'desk'] as const

  test('have their headers painted out, where the truth says they stand', async () => {
    let headers = 0
    for (const { copyId, index, box } of await headerPlaces())
      for (const size of SIZES) {
        const { bytes } = await (await readerOf(copyId)).call(getCopyPageImage, {
          params: { copyId, index },
          query: { size },
        })
        const { least, most } = await greysIn(bytes, box)
        expect({ copyId, index, size, flat: most - least <= FLAT }).toMatchObject({ flat: true })
        headers++
      }
    // Four copies of double sheets and two of single pages.
    expect(headers).toBeGreaterThanOrEqual(6 * SIZES.length)
  }, 240_000)

  test('which an admin sees unpainted', async () => {
    for (const { pageId, box } of await headerPlaces()) {
      const { bytes } = await stage.admin.call(getPageImage, { params: { pageId } })
      const { least, most } = await greysIn(bytes, box)
      expect(most - least).toBeGreaterThan(80)
    }
  }, 240_000)

  test('carry nothing but pixels', async () => {
    const fetched = (await crawl(stage.corrector, 'GET', await copyIds())).filter(isImage)
    expect(fetched.length).toBeGreaterThan(12)
    for (const { answer } of fetched) {
      const { exif, xmp, iptc, icc, comments } = await sharp(answer.bytes).metadata()
      expect({ exif, xmp, iptc, icc, comments }).toEqual({})
    }
    // One of them was made of a photograph that says whose it is.
    const photo = (await stage.korrigo.db.selectFrom('scans_scan').select('file_name').execute()).filter(
      ({ file_name }) => file_name.endsWith('.jpg'),
    )
    expect(photo).toHaveLength(1)
  }, 240_000)
})

describe('the order of the copies', () => {
  const COPIES = 60
  /** By chance alone the ranks of 60 copies agree this well once in a million times. */
  const MOST_AGREEMENT = 0.62

  test('and all that a line tells have nothing to do with the order of the scan', async () => {
    const { korrigo, corrector, admin } = stage
    const exam = await makeExam(korrigo, { correctorIds: [corrector.id] })
    const inScanOrder: string[] = []
    for (let i = 0; i < COPIES; i++) inScanOrder.push((await makeCopy(korrigo, { examId: exam.id })).id)
    await admin.call(handOutAtRandom, { params: { examId: exam.id }, body: {} })
    const { copies } = (await corrector.call(listMyCopies, { params: { examId: exam.id } })).json
    expect(copies).toHaveLength(COPIES)
    const places = copies.map(({ id }) => inScanOrder.indexOf(id))
    const told = Object.fromEntries(
      Object.keys(copies[0] ?? {}).map((field) => [
        field,
        agreement(
          copies.map((copy) => String(copy[field as keyof typeof copy])),
          places,
        ),
      ]),
    )
    const shown = agreement(
      copies.map((_, place) => String(place).padStart(3, '0')),
      places,
    )
    for (const [field, value] of Object.entries({ ...told, shown }))
      expect({ field, agrees: Math.abs(value) > MOST_AGREEMENT }).toEqual({ field, agrees: false })
    // The measure would notice.
    expect(
      agreement(
        places.map((place) => String(place).padStart(3, '0')),
        places,
      ),
    ).toBeCloseTo(1)
  })

  /** Correlation of the ranks, -1..1; 0 where all are alike. */
  function agreement(values: string[], places: number[]): number {
    if (new Set(values).size === 1) return 0
    const sorted = values.toSorted()
    const ranks = values.map((value) => sorted.indexOf(value))
    const [a, b] = [mean(ranks), mean(places)]
    const sum = (of: (i: number) => number) => ranks.reduce((total, _, i) => total + of(i), 0)
    const [da, db] = [(i: number) => (ranks[i] ?? 0) - a, (i: number) => (places[i] ?? 0) - b]
    return sum((i) => da(i) * db(i)) / Math.sqrt(sum((i) => da(i) ** 2) * sum((i) => db(i) ** 2))
  }
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length
})

/** What JPEG makes of one flat colour. */
const FLAT = 12

const copyIds = async (): Promise<string[]> =>
  (
    await stage.korrigo.db
      .selectFrom('exams_copy')
      .where('exam_id', 'in', stage.examIds)
      .select('id')
      .execute()
  ).map(({ id }) => id)

/** The corrector who has the copy; one that is nobody's is open to both. */
async function readerOf(copyId: string) {
  const { assigned_corrector_id } = await stage.korrigo.db
    .selectFrom('exams_copy')
    .where('id', '=', copyId)
    .select('assigned_corrector_id')
    .executeTakeFirstOrThrow()
  return assigned_corrector_id === stage.colleague.id ? stage.colleague : stage.corrector
}

/** Every page with a header, and where that stands on the upright page. */
async function headerPlaces(): Promise<
  Array<{ copyId: string; pageId: string; index: number; box: PageBox }>
> {
  const pages = await stage.korrigo.db
    .selectFrom('scans_page as p')
    .innerJoin('exams_copy as c', 'c.id', 'p.copy_id')
    .where('c.exam_id', 'in', stage.examIds)
    .selectAll('p')
    .execute()
  return pages.flatMap((page) => {
    const header = stage.headerOf(page)
    if (header === null || page.copy_id === null || page.position === null) return []
    const [x0, y0, x1, y1] = header.band
    const x = clamp((x0 / header.width - page.box_x) / page.box_w)
    const y = clamp((y0 / header.height - page.box_y) / page.box_h)
    const w = clamp((x1 / header.width - page.box_x) / page.box_w) - x
    const h = clamp((y1 / header.height - page.box_y) / page.box_h) - y
    return [
      {
        copyId: page.copy_id,
        pageId: page.id,
        index: page.position,
        box: rotateBox({ x, y, w, h }, page.rotation),
      },
    ]
  })
}
const clamp = (value: number): number => Math.min(1, Math.max(0, value))

async function greysIn(jpeg: Buffer, { x, y, w, h }: PageBox): Promise<{ least: number; most: number }> {
  const { width, height } = await sharp(jpeg).metadata()
  const [left, top] = [Math.floor(x * width), Math.floor(y * height)]
  const part = await sharp(jpeg)
    .extract({
      ...{ left, top },
      width: Math.min(width - left, Math.ceil(w * width)),
      height: Math.min(height - top, Math.ceil(h * height)),
    })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  return { least: part.reduce((a, b) => Math.min(a, b), 255), most: part.reduce((a, b) => Math.max(a, b), 0) }
}
