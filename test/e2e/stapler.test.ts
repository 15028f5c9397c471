import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Stapler } from '#contract/stapler.ts'
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

it('sets a copy right by the keyboard alone, takes all of it back, and does it again', async () => {
  const page = await (await browserOf(browser, exam.admin)).newPage()
  const onServer = () => exam.admin.read<Stapler>(`/api/exams/${exam.id}/stapler`)
  const start = await onServer()
  const ids = start.copies[0]?.pages.map(({ id }) => id) ?? []
  const [p1, p2, p3, p4] = ids
  await page.goto(`${korrigo.address}/examens/${exam.id}/agrafage`)
  const card = page.getByRole('article', { name: 'Copie 1', exact: true })
  await card.waitFor()
  const shown = () =>
    card.locator('button[id]').evaluateAll((tiles) => tiles.map(({ id }) => id.replace('page-', '')))
  const saved = () => page.getByText('Enregistré', { exact: true }).waitFor()

  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('v')
  await expect.poll(shown).toEqual([p3, p4, p1, p2])
  await page.keyboard.press('t')
  await expect.poll(shown).toEqual([p2, p1, p4, p3])
  await page.keyboard.press('h')
  await expect.poll(shown).toEqual([p2, p4, p1, p3])
  await page.keyboard.press('Delete')
  await card.getByText('3 pages au lieu de 4').waitFor()
  // From the other copy, the key brings back to what is to be looked at.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('n')
  await page.keyboard.press('a')
  await card.getByText('Acceptée').waitFor()
  expect(await card.getByText('3 pages au lieu de 4').count()).toBe(0)
  await page.getByText('8 faces = ').waitFor()
  await saved()
  const done = await onServer()
  expect(done.copies[0]).toMatchObject({ accepted: true, pages: { length: 3 } })
  expect(done.copies[0]?.pages.every(({ rotation }) => rotation === 180)).toBe(true)
  expect(done.bin).toMatchObject([{ rotation: 180, binReason: 'dropped' }])

  for (let act = 0; act < 5; act++) await page.keyboard.press('Control+z')
  await expect.poll(shown).toEqual(ids)
  await saved()
  await expect.poll(onServer).toEqual(start)
  for (let act = 0; act < 5; act++) await page.keyboard.press('Control+Shift+z')
  await card.getByText('Acceptée').waitFor()
  await saved()
  await expect.poll(onServer).toEqual(done)

  await page.reload()
  await card.getByText('Acceptée').waitFor()
  expect(await page.getByRole('heading', { name: /À vérifier/ }).count()).toBe(0)
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
