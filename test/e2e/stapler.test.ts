import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { launchChromium } from '#test/chromium.ts'
import { type RunningKorrigo, startKorrigo } from './korrigo-process.ts'
import { browserOf } from './person-at-browser.ts'
import { scanExam } from './prepared-exam.ts'

let korrigo: RunningKorrigo
let browser: Browser
let exam: Awaited<ReturnType<typeof scanExam>>

beforeAll(async () => {
  ;[korrigo, browser] = await Promise.all([startKorrigo(), launchChromium()])
  exam = await scanExam(korrigo, 2)
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await korrigo?.stop()
})

it('says what was validated even when the screen has already moved on', async () => {
  const page = await (await browserOf(browser, exam.admin)).newPage()
  await page.goto(`${korrigo.address}/examens/${exam.id}/agrafage`)
  await page.getByRole('button', { name: 'Valider les 2 copies' }).click()
  // The stapler is read again before the exam is: the button that asked is gone by the time all is known.
  await page.route(`**/api/exams/${exam.id}`, async (route) => {
    await page.getByRole('link', { name: 'Passer à l’identification' }).waitFor()
    await route.continue()
  })
  await page.getByRole('dialog').getByRole('button', { name: 'Valider' }).click()
  await page.getByText('2 copies validées.').waitFor()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})
