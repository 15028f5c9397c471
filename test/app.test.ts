import { afterAll, beforeAll, expect, test } from 'vitest'
import { getSession, listUsers } from '#contract/auth.ts'
import { openTestApp, type TestApp } from './app.ts'
import { makeCopy, makeExam, makeStudent } from './factories.ts'

let korrigo: TestApp
beforeAll(async () => {
  korrigo = await openTestApp()
})
afterAll(() => korrigo.close())

test('a user of each role is logged in through the API', async () => {
  expect(await korrigo.stranger.call(listUsers, { query: { role: 'admin' } })).toMatchObject({
    status: 401,
    code: 'not_authenticated',
  })
  for (const role of ['admin', 'corrector', 'student'] as const) {
    const user = await korrigo.newUser(role)
    const session = await user.call(getSession)
    expect(session.json.actor).toEqual({
      id: user.id,
      username: user.username,
      displayName: user.displayName,
      role,
    })
  }
})

test('copies of each state can be made, their sheets in storage', async () => {
  const exam = await makeExam(korrigo)
  const student = await makeStudent(korrigo, { examId: exam.id })
  for (const status of ['STAGING', 'READY', 'GRADED'] as const) {
    const copy = await makeCopy(korrigo, {
      examId: exam.id,
      status,
      ...(status === 'GRADED' && { studentId: student.id }),
    })
    const pages = await korrigo.db
      .selectFrom('scans_page')
      .where('copy_id', '=', copy.id)
      .orderBy('position')
      .select(['id', 'sheet_key'])
      .execute()
    expect(pages.map(({ id }) => id)).toEqual(copy.pageIds)
    for (const { sheet_key } of pages) expect(await korrigo.storage.exists(sheet_key)).toBe(true)
  }
})
