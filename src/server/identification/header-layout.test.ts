import { afterAll, beforeAll, expect, test } from 'vitest'
import { getHeaderLayout, removeHeaderLayout, setHeaderLayout } from '#contract/header-layout.ts'
import type { HeaderField } from '#domain/header-fields.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeCopy, makeExam } from '#test/factories.ts'

let korrigo: TestApp
let admin: TestUser
let examId: string
let pageIds: string[]

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  examId = (await makeExam(korrigo)).id
  pageIds = (await makeCopy(korrigo, { examId })).pageIds
})
afterAll(() => korrigo.close())

const NOBODY = '00000000-0000-4000-8000-00000000dead'
const field = (name: HeaderField, y = 0.1) => ({ field: name, box: { x: 0.2, y, w: 0.3, h: 0.03 } })
const fields = [field('lastName'), field('firstName', 0.15)]
const set = (body: { samplePageId?: string; fields?: typeof fields } = {}, id = examId) =>
  admin.call(setHeaderLayout, {
    params: { examId: id },
    body: { samplePageId: pageIds[0] ?? '', fields, ...body },
  })
const remove = (id = examId) => admin.call(removeHeaderLayout, { params: { examId: id } })
const layout = async () => (await admin.call(getHeaderLayout, { params: { examId } })).json.layout

test('no exam: 404', async () => {
  expect(await admin.call(getHeaderLayout, { params: { examId: NOBODY } })).toMatchObject({ status: 404 })
  expect(await set({}, NOBODY)).toMatchObject({ status: 404 })
  expect(await remove(NOBODY)).toMatchObject({ status: 404 })
})

test('fields that cannot be read there, and pages that cannot show them, are refused', async () => {
  const other = await makeCopy(korrigo, { examId: (await makeExam(korrigo)).id })
  const staging = await makeCopy(korrigo, { examId, status: 'STAGING' })
  const [white = ''] = staging.pageIds
  await korrigo.db.updateTable('scans_page').set({ blank: true }).where('id', '=', white).execute()
  for (const body of [
    { fields: [] },
    { fields: [field('lastName'), field('lastName')] },
    { fields: [field('fullName'), field('lastName')] },
    { fields: [{ ...field('lastName'), box: { x: 0.9, y: 0.1, w: 0.3, h: 0.03 } }] },
    { fields: [{ ...field('lastName'), box: { x: 0.1, y: 0.1, w: 0.001, h: 0.03 } }] },
    { samplePageId: other.pageIds[0] ?? '' },
    { samplePageId: NOBODY },
    { samplePageId: white },
  ])
    expect(await set(body)).toMatchObject({ status: 422, code: 'header_layout_invalid' })
  expect(
    await set({ fields: [field('fullName'), { ...field('lastName'), field: 'autre' as HeaderField }] }),
  ).toMatchObject({
    status: 400,
  })
  expect(await layout()).toBeNull()
})

test('is kept, replaced, and taken away; each is journalled with what was and what became', async () => {
  expect(await remove()).toMatchObject({ status: 204 })
  expect(await set()).toMatchObject({ status: 204 })
  expect(await layout()).toEqual({ samplePageId: pageIds[0], fields })
  const together = [field('fullName')]
  expect(await set({ samplePageId: pageIds[2] ?? '', fields: together })).toMatchObject({ status: 204 })
  expect(await layout()).toEqual({ samplePageId: pageIds[2], fields: together })
  expect(await remove()).toMatchObject({ status: 204 })
  expect(await layout()).toBeNull()
  const told = await korrigo.db
    .selectFrom('audit_event')
    .where('exam_id', '=', examId)
    .orderBy('at')
    .select(['action', 'actor_id', 'metadata'])
    .execute()
  const [first, second] = [
    { samplePageId: pageIds[0], fields },
    { samplePageId: pageIds[2], fields: together },
  ]
  expect(told).toEqual([
    { action: 'set_header_layout', actor_id: admin.id, metadata: { before: null, after: first } },
    { action: 'set_header_layout', actor_id: admin.id, metadata: { before: first, after: second } },
    { action: 'remove_header_layout', actor_id: admin.id, metadata: { before: second, after: null } },
  ])
})
