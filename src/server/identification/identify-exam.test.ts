import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeHeaderLayout, setHeaderLayout } from '#contract/header-layout.ts'
import {
  type IdentificationCopy,
  identifyCopy,
  listIdentification,
  readHeaders,
} from '#contract/identification.ts'
import { changeStaples, getStapler } from '#contract/stapler.ts'
import { listRoster } from '#contract/students.ts'
import type { HeaderField } from '#domain/header-fields.ts'
import { invertChange, markPages, reorderPages, type StapleChange } from '#domain/stapling.ts'
import { JOB_DEFINITIONS } from '#server/jobs/definitions.ts'
import { openJobs } from '#server/jobs/jobs.ts'
import { makeStudents, rosterCsv, type SpecimenStudent } from '#server/specimen/students.ts'
import type { SpecimenTruth, TruthField } from '#server/specimen/truth.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeExam } from '#test/factories.ts'
import { until } from '#test/installation.ts'
import { depositAndSplit, writeBatch } from '#test/scans.ts'
import { upload } from '#test/upload.ts'
import { identifyJob } from './identification.jobs.ts'
import { runIdentify } from './identify-exam.ts'

const NOBODY = '00000000-0000-4000-8000-00000000dead'
const WRITERS = makeStudents({ seed: 'essai', count: 4 })
const OTHERS = makeStudents({ seed: 'autres', count: 12 })

let korrigo: TestApp
let admin: TestUser
let examId: string
let truth: SpecimenTruth

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  examId = (await makeExam(korrigo)).id
  const bytes = await writeBatch(
    WRITERS.length,
    {},
    {
      dpi: 150,
      onTruth: (made) => {
        truth = made
      },
    },
  )
  await depositAndSplit(korrigo, admin, examId, bytes)
})
afterAll(() => korrigo.close())

const identify = (signal = new AbortController().signal) => runIdentify(korrigo, { examId }, signal)
const list = async (): Promise<IdentificationCopy[]> =>
  (await admin.call(listIdentification, { params: { examId } })).json.copies
/** What is kept of each reading, in the order of the copies. */
const readings = () =>
  korrigo.db
    .selectFrom('identification_ocrresult as r')
    .innerJoin('exams_copy as c', 'c.id', 'r.copy_id')
    .where('c.exam_id', '=', examId)
    .select(['r.copy_id', 'r.page_id', 'r.rotation', 'r.read_at', 'r.scored_for', 'r.fields'])
    .orderBy('c.position')
    .execute()

const isOf = ({ lastName, firstName }: Pick<SpecimenStudent, 'lastName' | 'firstName'>) =>
  `${lastName} ${firstName}`.toLowerCase()
const studentIds = async () => {
  const { students } = (await admin.call(listRoster, { params: { examId } })).json
  return new Map(students.map((student) => [isOf(student), student.id]))
}
/** The student of each copy as the specimen knows it. */
const rightIds = async () => {
  const ids = await studentIds()
  return WRITERS.map((writer) => ids.get(isOf(writer)) ?? Number.NaN)
}
const proposedIds = async () => (await list()).map(({ proposal }) => proposal?.studentId ?? null)
const name = (copyId = '', studentId: number | null = null) =>
  admin.call(identifyCopy, { params: { copyId }, body: { studentId } })
const again = (copyIds?: string[], id = examId) =>
  admin.call(readHeaders, { params: { examId: id }, body: copyIds === undefined ? {} : { copyIds } })

describe('headers are read once', () => {
  test('broken off, what was read is kept, and the rest is read the next time', async () => {
    const controller = new AbortController()
    const run = identify(controller.signal)
    await until(async () => (await readings()).length > 0)
    controller.abort()
    await expect(run).rejects.toThrow()
    const before = await readings()
    expect(before.length).toBeLessThan(WRITERS.length)
    await identify()
    const after = await readings()
    expect(after).toHaveLength(WRITERS.length)
    expect(after.slice(0, before.length).map(({ read_at }) => read_at)).toEqual(
      before.map(({ read_at }) => read_at),
    )
  })

  test('without a roster nobody is proposed, what was read is shown', async () => {
    const copies = await list()
    expect(copies).toHaveLength(WRITERS.length)
    for (const { proposal, reading } of copies) {
      expect(proposal).toBeNull()
      expect(reading).toMatchObject({ status: 'none', confidence: 0, candidates: [] })
      expect(reading?.detectedText).not.toBe('')
    }
  })

  test('a roster imported after the scans is scored without reading again, and every proposal is right', async () => {
    const before = await readings()
    await upload(korrigo, admin, `/api/exams/${examId}/roster`, [
      { name: 'classe.csv', bytes: Buffer.from(rosterCsv([...WRITERS, ...OTHERS])) },
    ])
    await identify()
    const after = await readings()
    expect(after.map(({ read_at }) => read_at)).toEqual(before.map(({ read_at }) => read_at))
    for (const [i, { scored_for }] of after.entries()) expect(scored_for).not.toBe(before[i]?.scored_for)
    const copies = await list()
    const ids = await rightIds()
    copies.forEach(({ proposal, reading }, i) => {
      expect(proposal).toMatchObject({ studentId: ids[i], origin: 'header', fileName: null })
      expect(reading?.candidates).toHaveLength(10)
      expect(reading?.candidates[0]).toMatchObject({ studentId: ids[i], confidence: reading?.confidence })
      expect(reading?.confidence).toBeGreaterThan(0.5)
    })
    expect(copies.filter(({ proposal }) => proposal?.certain).length).toBeGreaterThanOrEqual(3)
    for (const { fields } of after)
      expect(fields.map(({ field }) => field).toSorted()).toEqual([
        'birthDate',
        'className',
        'firstName',
        'lastName',
      ])
  })

  test('a second time nothing is read again and nothing changes', async () => {
    const before = [await readings(), await list()]
    await identify()
    expect([await readings(), await list()]).toEqual(before)
  })
})

describe('proposals follow what people say', () => {
  test('a copy named as of the student of another: that one is proposed to nobody else, and is again once the name is off', async () => {
    const ids = await rightIds()
    const [first, second] = await list()
    expect(await name(first?.id, ids[1])).toMatchObject({ status: 200 })
    await identify()
    const named = await proposedIds()
    expect(named[1]).not.toBe(ids[1])
    expect(named.slice(2)).toEqual(ids.slice(2))
    expect((await list())[1]?.reading?.candidates.map(({ studentId }) => studentId)).not.toEqual([])
    expect(second?.proposal?.studentId).toBe(ids[1])

    expect(await name(first?.id, null)).toMatchObject({ status: 200 })
    await identify()
    expect(await proposedIds()).toEqual(ids)
  })
})

describe('a header that is another now is read again, and only that', () => {
  const firstCopy = async () => {
    const [copy] = (await admin.call(getStapler, { params: { examId } })).json.copies
    if (copy === undefined) throw new Error('no copy')
    const { id, accepted, pages } = copy
    return { copy: { id, accepted, follows: null, pages: pages.map((page) => page.id) }, pages }
  }
  const change = async (body: StapleChange) => {
    const answer = await admin.call(changeStaples, {
      params: { examId },
      body: { id: randomUUID(), ...body },
    })
    expect(answer).toMatchObject({ status: 200 })
  }

  test('one whose first page was turned, and set upright again', async () => {
    const before = await readings()
    const { copy, pages } = await firstCopy()
    const [page] = pages
    if (page === undefined) throw new Error('no page')
    const upright = { rotation: page.rotation, blank: page.blank }
    const turn = markPages(copy, [{ pageId: page.id, before: upright, after: { ...upright, rotation: 180 } }])
    await change(turn)
    await identify()
    const turned = await readings()
    expect(turned[0]).toMatchObject({ page_id: page.id, rotation: 180 })
    expect(turned[0]?.read_at).not.toEqual(before[0]?.read_at)
    expect(turned.slice(1)).toEqual(before.slice(1))

    await change(invertChange(turn))
    await identify()
    expect((await readings())[0]).toMatchObject({ rotation: page.rotation, fields: before[0]?.fields })
    expect(await proposedIds()).toEqual(await rightIds())
  })

  test('one whose pages were put in another order', async () => {
    const before = await readings()
    const { copy } = await firstCopy()
    const move = reorderPages(copy, copy.pages.toReversed())
    await change(move)
    await identify()
    const moved = await readings()
    expect(moved[0]?.page_id).toBe(copy.pages.at(-1))
    expect(moved.slice(1).map(({ read_at }) => read_at)).toEqual(
      before.slice(1).map(({ read_at }) => read_at),
    )
    await change(invertChange(move))
    await identify()
    expect(await proposedIds()).toEqual(await rightIds())
  })
})

describe('headers are read again when a person asks', () => {
  test('an exam that is not there: 404', async () => {
    expect(await again(undefined, NOBODY)).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('all that have no student; what was read is forgotten at once', async () => {
    const before = await readings()
    const ids = await rightIds()
    const [first] = await list()
    await name(first?.id, ids[0])
    const answer = await again()
    expect(answer).toMatchObject({ status: 202, json: { copies: 3 } })
    expect((await list()).map(({ reading }) => reading === null)).toEqual([false, true, true, true])
    await identify()
    const after = await readings()
    expect(after.map(({ read_at }, i) => read_at > (before[i]?.read_at ?? read_at))).toEqual([
      ...[false, true, true, true],
    ])
    expect((await proposedIds()).slice(1)).toEqual(ids.slice(1))
  })

  test('only those named, never one that has its student nor one of another exam', async () => {
    const before = await readings()
    const [named, open] = await list()
    const other = await makeExam(korrigo)
    expect((await again([open?.id ?? ''], other.id)).json).toEqual({ copies: 0 })
    expect((await again([named?.id ?? '', open?.id ?? ''])).json).toEqual({ copies: 1 })
    await identify()
    const after = await readings()
    expect(after[1]?.read_at).not.toEqual(before[1]?.read_at)
    for (const i of [0, 2, 3]) expect(after[i]?.read_at).toEqual(before[i]?.read_at)
    await name(named?.id, null)
  })
})

test('where a person says that the fields stand, every header is read again, there', async () => {
  const before = await readings()
  const [sample] = await list()
  const samplePageId = sample?.headerPageId ?? ''
  const set = await admin.call(setHeaderLayout, {
    params: { examId },
    body: { samplePageId, fields: await outlinedOn(samplePageId) },
  })
  expect(set).toMatchObject({ status: 204 })
  expect(await readings()).toEqual([])
  await identify()
  const after = await readings()
  for (const [i, { read_at, fields }] of after.entries()) {
    expect(read_at > (before[i]?.read_at ?? read_at)).toBe(true)
    expect(fields.map(({ field }) => field)).toEqual(['lastName', 'firstName', 'birthDate'])
  }
  expect(await proposedIds()).toEqual(await rightIds())
})

test('fields outlined while headers are being read: what was read before counts no more', async () => {
  const [sample] = await list()
  const samplePageId = sample?.headerPageId ?? ''
  const body = { samplePageId, fields: await outlinedOn(samplePageId) }
  await admin.call(removeHeaderLayout, { params: { examId } })
  const run = identify()
  await until(async () => (await readings()).length > 0)
  await admin.call(setHeaderLayout, { params: { examId }, body })
  await run
  await identify()
  for (const { fields } of await readings())
    expect(fields.map(({ field }) => field)).toEqual(['lastName', 'firstName', 'birthDate'])
})

test('the worker does it when it is asked for', async () => {
  await again()
  const jobs = await openJobs(korrigo.connectionString, {
    works: true,
    definitions: JOB_DEFINITIONS,
    onError: (error) => console.error(error),
  })
  try {
    await jobs.work({ ...korrigo, jobs }, [identifyJob])
    await until(async () => !(await proposedIds()).includes(null))
  } finally {
    await jobs.stop()
  }
  expect(await proposedIds()).toEqual(await rightIds())
})

const FIELD_OF: Array<[HeaderField, TruthField]> = [
  ['lastName', 'nom'],
  ['firstName', 'prenom'],
  ['birthDate', 'dob'],
]

/** The fields of the first copy, as somebody would outline them on its page. */
async function outlinedOn(pageId: string) {
  const page = await korrigo.db
    .selectFrom('scans_page')
    .where('id', '=', pageId)
    .selectAll()
    .executeTakeFirstOrThrow()
  const scanned = truth.pages.find(({ sourcePage }) => sourcePage === page.source_page)
  const areas = scanned?.right?.fieldAreas
  if (scanned === undefined || areas === undefined) throw new Error('no header in the truth')
  return FIELD_OF.map(([field, place]) => {
    const [left, top, right, bottom] = areas[place]
    const [w, h] = [page.box_w * scanned.width, page.box_h * scanned.height]
    const [x, y] = [(left - page.box_x * scanned.width) / w, (top - page.box_y * scanned.height) / h]
    return { field, box: { x, y, w: (right - left) / w, h: (bottom - top) / h } }
  })
}
