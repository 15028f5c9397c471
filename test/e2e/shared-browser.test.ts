import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '#test/chromium.ts'
import { type RunningKorrigo, startKorrigo } from './korrigo-process.ts'
import { type Account, type PreparedExam, prepareExam } from './prepared-exam.ts'

let korrigo: RunningKorrigo
let browser: Browser
let exam: PreparedExam

beforeAll(async () => {
  ;[korrigo, browser] = await Promise.all([startKorrigo(), launchChromium()])
  exam = await prepareExam(korrigo, 1)
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await korrigo?.stop()
})

/** The session changes hands in the browser as it would through the login page. */
const enter = (page: Page, { username, password }: Account): Promise<number> =>
  page.evaluate(
    async (body) => {
      const { csrfToken } = (await (await fetch('/api/session')).json()) as { csrfToken: string | null }
      if (csrfToken !== null)
        await fetch('/api/session', { method: 'DELETE', headers: { 'x-csrf-token': csrfToken } })
      const headers = { 'content-type': 'application/json' }
      return (await fetch('/api/session', { method: 'POST', headers, body: JSON.stringify(body) })).status
    },
    { username, password },
  )

const statusOf = (page: Page, address: string): Promise<number> =>
  page.evaluate(async (url) => (await fetch(url)).status, address)

it('keeps nothing in the browser of the staff room that the next person may not see', {
  timeout: 120_000,
}, async () => {
  const page = await (await browser.newContext()).newPage()
  await page.goto(korrigo.address)
  const { copies } = await exam.admin.read<{ copies: Array<{ headerPageId: string }> }>(
    `/api/exams/${exam.id}/identification`,
  )
  const unpainted = [`size=header`, `size=desk&v=0`, `size=thumb&v=0`].map(
    (query) => `/api/pages/${copies[0]?.headerPageId}/image?${query}`,
  )

  expect(await enter(page, exam.accounts.admin)).toBe(200)
  for (const address of unpainted) expect(await statusOf(page, address)).toBe(200)

  expect(await enter(page, exam.accounts.correctors[0])).toBe(200)
  for (const address of unpainted) expect(await statusOf(page, address)).toBe(403)
})
