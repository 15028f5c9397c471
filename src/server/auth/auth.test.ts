import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  changePassword,
  createFirstAdmin,
  createUser,
  getSession,
  listUsers,
  logIn,
  logOut,
  updateUser,
} from '#contract/auth.ts'
import { CSRF_HEADER } from '#contract/endpoint.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { ensureSetupCode } from './setup-code.ts'

const NOBODY = '00000000-0000-4000-8000-000000000001'
const PASSWORD = 'mot-de-passe-d-essai'
const OTHER = 'un-autre-mot-de-passe'

const auditOf = (korrigo: TestApp, action: string) =>
  korrigo.db.selectFrom('audit_event').where('action', '=', action).selectAll().execute()

describe('the first administrator', () => {
  let korrigo: TestApp
  let code = ''
  beforeAll(async () => {
    korrigo = await openTestApp()
    code = await ensureSetupCode(korrigo.config.secretsDir)
  })
  afterAll(() => korrigo.close())

  const account = { username: 'direction', password: PASSWORD, firstName: 'Ada', lastName: 'Essai' }
  const setUp = (body: Partial<typeof account> & { code: string }) =>
    korrigo.stranger.call(createFirstAdmin, { body: { ...account, ...body } })

  test('is asked for while there is none', async () => {
    expect((await korrigo.stranger.call(getSession)).json).toEqual({
      actor: null,
      csrfToken: null,
      setupRequired: true,
      demoAccounts: [],
    })
  })

  test('a short password or a wrong code makes nobody', async () => {
    expect(await setUp({ code, password: 'court' })).toMatchObject({
      status: 400,
      code: 'invalid_request',
      problem: { fields: { password: 'Au moins 10 caractères.' } },
    })
    expect(await setUp({ code: '0'.repeat(9) })).toMatchObject({ status: 403, code: 'setup_code_wrong' })
    expect(await setUp({ code: code === '00000000' ? '1' : '00000000' })).toMatchObject({ status: 403 })
    expect((await korrigo.stranger.call(getSession)).json.setupRequired).toBe(true)
  })

  test('the code works once, though several use it at the same time', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((username) => setUp({ code, username })))
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    const winner = answers.find(({ status }) => status === 201)
    expect(winner?.json).toMatchObject({
      actor: { role: 'admin', displayName: 'Ada Essai' },
      setupRequired: false,
    })
    expect(String(winner?.headers['set-cookie'])).toMatch(/korrigo_session=.+HttpOnly; SameSite=Lax/)
    expect(await setUp({ code })).toMatchObject({ status: 409, code: 'setup_done' })
    expect((await korrigo.stranger.call(getSession)).json.setupRequired).toBe(false)
  })

  test('guessing is slowed down, under whatever name', async () => {
    const tries = []
    for (let i = 0; i < 12; i++) tries.push((await setUp({ code: '11111111', username: `essai${i}` })).code)
    expect(tries.at(-1)).toBe('too_many_requests')
  })
})

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp()
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const tryLogIn = (username: string, password = PASSWORD) =>
  korrigo.stranger.call(logIn, { body: { username, password } })
const sessionOf = (user: TestUser) => user.call(getSession)

describe('logging in', () => {
  test('a wrong name and a wrong password get the same answer', async () => {
    const answers = [await tryLogIn('personne'), await tryLogIn(admin.username, 'pas-le-bon')]
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 401, code: 'wrong_credentials', headers: {} })
    expect(answers[0]?.problem).toEqual(answers[1]?.problem)
    expect(answers[0]?.headers['set-cookie']).toBeUndefined()
  })

  test('nobody is Korrigo itself, and no text breaks the search', async () => {
    for (const username of ['korrigo', "' or 1=1 --", 'a\u0000b', '\ud800'])
      expect([400, 401]).toContain((await tryLogIn(username, '!')).status)
  })

  test('a body that is none: 400, not a fault of ours', async () => {
    for (const payload of ['{', 'null', '[]', '""'])
      expect(
        await korrigo.app.inject({
          method: 'POST',
          url: logIn.path,
          headers: { 'content-type': 'application/json' },
          payload,
        }),
      ).toMatchObject({ statusCode: 400 })
    const form = await korrigo.app.inject({
      method: 'POST',
      url: logIn.path,
      payload: 'x',
      headers: { 'content-type': 'application/xml' },
    })
    expect(form.statusCode).toBe(415)
    expect(form.headers['content-type']).toContain('application/problem+json')
  })

  test('capitals in the name do not matter; the password stays out of every answer', async () => {
    const answer = await tryLogIn(admin.username.toUpperCase())
    expect(answer.json.actor?.id).toBe(admin.id)
    expect(answer.bytes.toString()).not.toContain(PASSWORD)
    expect(answer.bytes.toString()).not.toContain('argon2')
  })

  test('a closed account is refused like any wrong password, and opens again', async () => {
    const user = await korrigo.newUser('corrector')
    const close = (isActive: boolean) =>
      admin.call(updateUser, { params: { userId: user.id }, body: { isActive } })
    expect((await close(false)).json.isActive).toBe(false)
    expect((await sessionOf(user)).json.actor).toBeNull()
    expect(await tryLogIn(user.username)).toMatchObject({ status: 401, code: 'wrong_credentials' })
    await close(true)
    expect((await sessionOf(user)).json.actor).toBeNull()
    expect((await tryLogIn(user.username)).status).toBe(200)
  })

  test('the eleventh try in a minute is refused, for that account only', async () => {
    const { username } = await korrigo.newUser('corrector')
    for (let i = 0; i < 9; i++) await tryLogIn(i % 2 ? username.toUpperCase() : username, 'faux')
    expect(await tryLogIn(username)).toMatchObject({ status: 429, code: 'too_many_requests' })
    expect((await tryLogIn(admin.username)).status).toBe(200)
  })
})

describe('a session', () => {
  const expire = (user: TestUser, hours: number) =>
    korrigo.db
      .updateTable('auth_session')
      .set({
        created_at: new Date(Date.now() - 24 * 3_600_000),
        expires_at: new Date(Date.now() + hours * 3_600_000),
      })
      .where('user_id', '=', user.id)
      .execute()

  test('ends when its time is over', async () => {
    const user = await korrigo.newUser('corrector')
    await expire(user, -0.01)
    expect((await sessionOf(user)).json.actor).toBeNull()
    expect(await user.call(logOut)).toMatchObject({ status: 401, code: 'not_authenticated' })
  })

  test('goes on while it is used, in the browser too', async () => {
    const user = await korrigo.newUser('corrector')
    expect((await sessionOf(user)).headers['set-cookie']).toBeUndefined()
    await expire(user, 2)
    const cookie = String((await sessionOf(user)).headers['set-cookie'])
    expect(cookie).toContain('HttpOnly')
    const until = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '')
    expect(until).toBeGreaterThan(Date.now() + 11 * 3_600_000)
    const { expires_at } = await korrigo.db
      .selectFrom('auth_session')
      .where('user_id', '=', user.id)
      .select('expires_at')
      .executeTakeFirstOrThrow()
    expect(Math.abs(expires_at.getTime() - until)).toBeLessThan(2000)
  })

  test('the database does not hold its token', async () => {
    const user = await korrigo.newUser('corrector')
    const token = user.headers.cookie?.split('=')[1] ?? ''
    const rows = await korrigo.db
      .selectFrom('auth_session')
      .where('user_id', '=', user.id)
      .selectAll()
      .execute()
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(token)
    expect(Buffer.from(rows[0]?.token_hash ?? '').toString()).not.toContain(token)
  })

  test('a change without its token, with another’s or from another site is refused', async () => {
    const user = await korrigo.newUser('corrector')
    const other = await korrigo.newUser('corrector')
    for (const headers of [
      { [CSRF_HEADER]: '' },
      { [CSRF_HEADER]: other.headers[CSRF_HEADER] ?? '' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])
      expect(await user.call(logOut, { headers })).toMatchObject({ status: 403, code: 'csrf_refused' })
    expect((await sessionOf(user)).json.actor?.id).toBe(user.id)
    expect((await user.call(logOut, { headers: { 'sec-fetch-site': 'same-origin' } })).status).toBe(204)
    expect((await sessionOf(user)).json.actor).toBeNull()
  })
})

describe('changing my password', () => {
  test('needs the present one, and ten letters', async () => {
    const user = await korrigo.newUser('corrector')
    expect(await user.call(changePassword, { body: { current: 'faux', next: OTHER } })).toMatchObject({
      status: 403,
      code: 'wrong_password',
    })
    expect((await user.call(changePassword, { body: { current: PASSWORD, next: 'court' } })).status).toBe(400)
    expect((await tryLogIn(user.username)).status).toBe(200)
  })

  test('ends my other sessions, not this one', async () => {
    const user = await korrigo.newUser('corrector')
    const elsewhere = await tryLogIn(user.username)
    const cookie = String(elsewhere.headers['set-cookie']).split(';')[0] ?? ''
    const ask = () => korrigo.stranger.call(getSession, { headers: { cookie } })
    expect((await ask()).json.actor?.id).toBe(user.id)
    expect((await user.call(changePassword, { body: { current: PASSWORD, next: OTHER } })).status).toBe(204)
    expect((await ask()).json.actor).toBeNull()
    expect((await sessionOf(user)).json.actor?.id).toBe(user.id)
    expect((await tryLogIn(user.username)).status).toBe(401)
    expect((await tryLogIn(user.username, OTHER)).status).toBe(200)
  })

  test('whoever sits down at an open page cannot try passwords for ever', async () => {
    const user = await korrigo.newUser('corrector')
    const codes = []
    for (let i = 0; i < 11; i++)
      codes.push((await user.call(changePassword, { body: { current: 'faux', next: OTHER } })).code)
    expect(codes.at(-1)).toBe('too_many_requests')
  })
})

describe('accounts', () => {
  const body = {
    username: 'prof.un',
    password: PASSWORD,
    firstName: 'Zoé',
    lastName: 'Un',
    role: 'corrector',
  } as const

  test('are not made by others than admins, nor with faults, nor twice', async () => {
    const corrector = await korrigo.newUser('corrector')
    expect(await corrector.call(createUser, { body })).toMatchObject({ status: 403, code: 'forbidden' })
    for (const fault of [
      { username: ' ' },
      { username: 'x'.repeat(151) },
      { password: 'neuf-lett' },
      { email: 'pas une adresse' },
      { role: 'student' as 'admin' },
      { lastName: 'a\u0000b' },
    ])
      expect(await admin.call(createUser, { body: { ...body, ...fault } })).toMatchObject({
        status: 400,
        code: 'invalid_request',
      })
    const made = await admin.call(createUser, { body })
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      username: 'prof.un',
      displayName: 'Zoé Un',
      role: 'corrector',
      isActive: true,
    })
    expect(await admin.call(createUser, { body: { ...body, username: 'PROF.UN' } })).toMatchObject({
      status: 409,
      code: 'username_taken',
    })
    expect(await admin.call(createUser, { body: { ...body, username: 'korrigo' } })).toMatchObject({
      status: 409,
    })
  })

  test('are found by any part of the name, signs of patterns included', async () => {
    await admin.call(createUser, { body: { ...body, username: 'cent%', lastName: 'Pour_cent' } })
    const find = async (search: string) =>
      (await admin.call(listUsers, { query: { role: 'corrector', search } })).json.users.map(
        (u) => u.username,
      )
    expect(await find('zoé pour')).toEqual(['cent%'])
    expect(await find('%')).toEqual(['cent%'])
    expect(await find('r_c')).toEqual(['cent%'])
    expect(await find('\\')).toEqual([])
  })

  test('an unknown one: 404; a new password ends its sessions', async () => {
    expect(await admin.call(updateUser, { params: { userId: NOBODY }, body: {} })).toMatchObject({
      status: 404,
    })
    const user = await korrigo.newUser('corrector')
    await admin.call(updateUser, { params: { userId: user.id }, body: { password: OTHER } })
    expect((await sessionOf(user)).json.actor).toBeNull()
    expect((await tryLogIn(user.username)).status).toBe(401)
    expect((await tryLogIn(user.username, OTHER)).status).toBe(200)
    const [event] = (await auditOf(korrigo, 'update_user')).slice(-1)
    expect(event).toMatchObject({
      actor_id: admin.id,
      metadata: { user_id: user.id, password_changed: true },
    })
    expect(JSON.stringify(event)).not.toContain(OTHER)
  })

  test('one administrator always stays, though two close each other’s account at once', async () => {
    const alone = await openTestApp()
    try {
      const [one, two] = [await alone.newUser('admin'), await alone.newUser('admin')]
      const closing = (by: TestUser, user: TestUser) =>
        by.call(updateUser, { params: { userId: user.id }, body: { isActive: false } })
      const answers = await Promise.all([closing(one, two), closing(two, one)])
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      // Whoever comes second may already be out.
      expect(['last_admin', 'not_authenticated']).toContain(answers.find(({ code }) => code !== null)?.code)
      const last = answers[0]?.status === 200 ? one : two
      expect(await closing(last, last)).toMatchObject({ status: 409, code: 'last_admin' })
    } finally {
      await alone.close()
    }
  })
})
