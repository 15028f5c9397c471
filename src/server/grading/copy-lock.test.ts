import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  getDesk,
  listCopyEvents,
  listMyCopies,
  lockCopy,
  releaseLock,
  renewLock,
  unlockCopy,
} from '#contract/grading.ts'
import { SYSTEM_ACTOR_ID } from '#server/audit/audit.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { type MadeCopy, makeCopy, makeExam } from '#test/factories.ts'
import { sweepLocks } from './copy-lock.ts'

let korrigo: TestApp
let admin: TestUser
let anne: TestUser
let omar: TestUser
let examId: string
let copy: MadeCopy

beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
  anne = await korrigo.newUser('corrector', { firstName: 'Anne', lastName: 'Kerbrat' })
  omar = await korrigo.newUser('corrector', { firstName: 'Omar', lastName: 'Touré' })
})
afterAll(() => korrigo.close())

beforeEach(async () => {
  examId = (await makeExam(korrigo, { correctorIds: [anne.id, omar.id] })).id
  copy = await makeCopy(korrigo, { examId, correctorId: anne.id })
})

const params = () => ({ params: { copyId: copy.id } })
const lock = (by: TestUser) => by.call(lockCopy, params())
const renew = (by: TestUser, lockToken?: string) => by.call(renewLock, { ...params(), lockToken })
const unlock = (by: TestUser, lockToken?: string) => by.call(unlockCopy, { ...params(), lockToken })

const assign = (correctorId: string) =>
  korrigo.db
    .updateTable('exams_copy')
    .set({ assigned_corrector_id: correctorId })
    .where('id', '=', copy.id)
    .execute()

const expire = () =>
  korrigo.db
    .updateTable('grading_copylock')
    .set({
      locked_at: sql`clock_timestamp() - interval '40 minutes'`,
      expires_at: sql`clock_timestamp() - interval '1 second'`,
    })
    .where('copy_id', '=', copy.id)
    .execute()

const stored = () =>
  korrigo.db
    .selectFrom('exams_copy as c')
    .leftJoin('grading_copylock as l', 'l.copy_id', 'c.id')
    .where('c.id', '=', copy.id)
    .select(['c.status', 'c.locked_by_id', 'c.locked_at', 'l.owner_id', 'l.token', 'l.expires_at'])
    .executeTakeFirstOrThrow()

const events = () =>
  korrigo.db
    .selectFrom('grading_gradingevent')
    .where('copy_id', '=', copy.id)
    .orderBy('timestamp')
    .select(['action', 'actor_id', 'metadata'])
    .execute()

const actions = async () => (await events()).map(({ action }) => action)

describe('who may hold a lock', () => {
  test('nobody but the corrector of the copy, and others do not learn that it exists', async () => {
    const student = await korrigo.newUser('student')
    for (const endpoint of [lockCopy, renewLock, unlockCopy]) {
      expect(await korrigo.stranger.call(endpoint, params())).toMatchObject({ status: 401 })
      for (const user of [student, admin])
        expect(await user.call(endpoint, { ...params(), lockToken: randomUUID() })).toMatchObject({
          status: 403,
        })
      for (const copyId of [copy.id, randomUUID()])
        expect(await omar.call(endpoint, { params: { copyId }, lockToken: randomUUID() })).toMatchObject({
          status: 404,
          code: 'not_found',
        })
    }
    expect(await stored()).toMatchObject({ status: 'READY', owner_id: null })
    expect(await events()).toEqual([])
  })

  test('not on a copy in another state', async () => {
    copy = await makeCopy(korrigo, { examId, correctorId: anne.id, status: 'STAGING' })
    const staging = await lock(anne)
    expect(staging).toMatchObject({ status: 409, code: 'copy_wrong_state' })
    expect(staging.problem?.detail).toContain('à agrafer')
    copy = await makeCopy(korrigo, { examId, correctorId: anne.id, status: 'GRADED' })
    expect(await lock(anne)).toMatchObject({ status: 409, code: 'copy_wrong_state' })
  })
})

describe('lockCopy', () => {
  test('opens the copy for 30 minutes by the clock of the server', async () => {
    const { json } = await lock(anne)
    expect(await stored()).toMatchObject({
      status: 'LOCKED',
      locked_by_id: anne.id,
      owner_id: anne.id,
      token: json.token,
    })
    const minutes = (new Date(json.expiresAt).getTime() - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(29.5)
    expect(minutes).toBeLessThan(30.5)
    expect(await events()).toEqual([{ action: 'LOCK', actor_id: anne.id, metadata: {} }])
  })

  test('takes the copy over from my own other tab, whose token dies', async () => {
    const first = (await lock(anne)).json.token
    const since = (await stored()).locked_at
    const second = (await lock(anne)).json.token
    expect(second).not.toBe(first)
    expect(await renew(anne, first)).toMatchObject({ status: 409, code: 'lock_lost' })
    expect(await renew(anne, second)).toMatchObject({ status: 200 })
    expect((await stored()).locked_at).toEqual(since)
    expect(await actions()).toEqual(['LOCK', 'LOCK_TAKEN_OVER'])
  })

  test('is refused while somebody else holds the copy, with their name and since when', async () => {
    const { token } = (await lock(anne)).json
    await assign(omar.id)
    const answer = await lock(omar)
    expect(answer).toMatchObject({ status: 423, code: 'copy_locked_by_other' })
    expect(answer.problem?.detail).toMatch(
      /^Anne Kerbrat corrige cette copie depuis \d\d\u00a0h\u00a0\d\d\.$/,
    )
    expect((await omar.call(getDesk, params())).json.lock).toMatchObject({
      mine: false,
      holder: 'Anne Kerbrat',
    })
    expect((await stored()).token).toBe(token)
  })

  test('does not wait for the sweep when the lock of another has expired', async () => {
    await lock(anne)
    await assign(omar.id)
    await expire()
    expect((await omar.call(getDesk, params())).json).toMatchObject({ status: 'READY', lock: null })
    expect(await lock(omar)).toMatchObject({ status: 200 })
    expect(await stored()).toMatchObject({ status: 'LOCKED', owner_id: omar.id })
    expect(await events()).toMatchObject([
      { action: 'LOCK', actor_id: anne.id },
      { action: 'LOCK_EXPIRED', actor_id: SYSTEM_ACTOR_ID, metadata: { owner_id: anne.id } },
      { action: 'LOCK', actor_id: omar.id },
    ])
  })

  test('on a copy of nobody’s has one winner among 50 people, whose copy it becomes', async () => {
    const people = await Promise.all(Array.from({ length: 50 }, () => korrigo.newUser('corrector')))
    examId = (await makeExam(korrigo, { correctorIds: people.map(({ id }) => id) })).id
    copy = await makeCopy(korrigo, { examId })
    expect((await people[0]?.call(listMyCopies, { params: { examId } }))?.json.copies).toHaveLength(1)

    const answers = await Promise.all(people.map((person) => lock(person)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ code }) => code === 'copy_locked_by_other')).toHaveLength(49)
    const winner = people[answers.findIndex(({ status }) => status === 200)]
    expect(await actions()).toEqual(['ASSIGN', 'LOCK'])
    expect(await stored()).toMatchObject({ status: 'LOCKED', owner_id: winner?.id })
    const loser = people.find((person) => person !== winner)
    expect(await loser?.call(getDesk, params())).toMatchObject({ status: 404 })
    expect((await loser?.call(listMyCopies, { params: { examId } }))?.json.copies).toEqual([])
  })

  test('on a copy of nobody’s is not for a corrector of other exams, nor before it is validated', async () => {
    const stranger = await korrigo.newUser('corrector')
    copy = await makeCopy(korrigo, { examId })
    expect(await lock(stranger)).toMatchObject({ status: 404 })
    expect(await stranger.call(getDesk, params())).toMatchObject({ status: 404 })
    copy = await makeCopy(korrigo, { examId, status: 'STAGING' })
    expect(await lock(anne)).toMatchObject({ status: 404 })
  })

  test('tried 50 times at once while another holds it has no winner', async () => {
    await lock(anne)
    await assign(omar.id)
    const answers = await Promise.all(Array.from({ length: 50 }, () => lock(omar)))
    expect(answers.filter(({ code }) => code === 'copy_locked_by_other')).toHaveLength(50)
    expect(await actions()).toEqual(['LOCK'])
  })

  test('tried from 50 tabs of one person at once leaves one token that works', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => lock(anne)))
    const tokens = answers.map(({ json }) => json.token)
    expect(new Set(tokens).size).toBe(50)
    const renewals = await Promise.all(tokens.map((token) => renew(anne, token)))
    expect(renewals.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(renewals.filter(({ code }) => code === 'lock_lost')).toHaveLength(49)
    expect((await actions()).filter((action) => action === 'LOCK')).toHaveLength(1)
    expect((await actions()).filter((action) => action === 'LOCK_TAKEN_OVER')).toHaveLength(49)
  })
})

describe('renewLock', () => {
  test('is refused without a token, with a wrong one and after the end', async () => {
    const { token } = (await lock(anne)).json
    for (const wrong of [undefined, 'x', randomUUID()])
      expect(await renew(anne, wrong)).toMatchObject({ status: 409, code: 'lock_lost' })
    await expire()
    expect(await renew(anne, token)).toMatchObject({ status: 409, code: 'lock_lost' })
  })

  test('moves the end of the lock', async () => {
    const { token, expiresAt } = (await lock(anne)).json
    const renewed = (await renew(anne, token)).json
    expect(renewed.token).toBe(token)
    expect(new Date(renewed.expiresAt).getTime()).toBeGreaterThan(new Date(expiresAt).getTime())
  })
})

describe('unlockCopy', () => {
  test('is refused without the token', async () => {
    await lock(anne)
    for (const wrong of [undefined, randomUUID()])
      expect(await unlock(anne, wrong)).toMatchObject({ status: 409, code: 'lock_lost' })
    expect(await stored()).toMatchObject({ status: 'LOCKED' })
  })

  test('puts the copy back', async () => {
    const { token } = (await lock(anne)).json
    expect(await unlock(anne, token)).toMatchObject({ status: 204 })
    expect(await stored()).toMatchObject({
      status: 'READY',
      locked_by_id: null,
      locked_at: null,
      owner_id: null,
    })
    expect(await actions()).toEqual(['LOCK', 'UNLOCK'])
  })
})

describe('releaseLock', () => {
  test('is for admins, of a copy that is open', async () => {
    expect(await korrigo.stranger.call(releaseLock, params())).toMatchObject({ status: 401 })
    expect(await anne.call(releaseLock, params())).toMatchObject({ status: 403 })
    expect(await admin.call(releaseLock, { params: { copyId: randomUUID() } })).toMatchObject({ status: 404 })
    expect(await admin.call(releaseLock, params())).toMatchObject({ status: 409, code: 'copy_wrong_state' })
  })

  test('frees the copy; its corrector has lost the lock', async () => {
    const { token } = (await lock(anne)).json
    expect(await admin.call(releaseLock, params())).toMatchObject({ status: 204 })
    expect(await renew(anne, token)).toMatchObject({ status: 409, code: 'lock_lost' })
    expect(await stored()).toMatchObject({ status: 'READY' })
    expect((await events()).at(-1)).toEqual({
      action: 'LOCK_RELEASED',
      actor_id: admin.id,
      metadata: { owner_id: anne.id },
    })
  })
})

describe('sweepLocks', () => {
  test('frees what has expired and nothing else', async () => {
    // What the tests before left behind.
    await sweepLocks(korrigo.db)
    const kept = await makeCopy(korrigo, { examId, correctorId: anne.id })
    await anne.call(lockCopy, { params: { copyId: kept.id } })
    await lock(anne)
    expect(await sweepLocks(korrigo.db)).toBe(0)
    await expire()
    expect((await anne.call(listMyCopies, { params: { examId } })).json.copies).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ id: copy.id, status: 'READY', lockedByMe: false, lockedBy: null }),
        expect.objectContaining({
          id: kept.id,
          status: 'LOCKED',
          lockedByMe: true,
          lockedBy: 'Anne Kerbrat',
        }),
      ]),
    )
    const swept = await Promise.all([sweepLocks(korrigo.db), sweepLocks(korrigo.db), sweepLocks(korrigo.db)])
    expect(swept.reduce((sum, n) => sum + n, 0)).toBe(1)
    expect(await stored()).toMatchObject({ status: 'READY', owner_id: null })
    const journal = await admin.call(listCopyEvents, params())
    expect(journal.json.events.map(({ action, actor, metadata }) => [action, actor, metadata])).toEqual([
      ['LOCK', 'Anne Kerbrat', {}],
      ['LOCK_EXPIRED', 'Korrigo', { owner_id: anne.id }],
    ])
  })
})
