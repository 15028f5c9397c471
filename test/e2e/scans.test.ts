import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Stapler } from '#contract/stapler.ts'
import { launchChromium } from '#test/chromium.ts'
import { writeSides } from '#test/scans.ts'
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

it('calls a split off, and takes a scan back once it is said what goes with it', async () => {
  const page = await (await browserOf(browser, exam.admin)).newPage()
  await page.goto(`${korrigo.address}/examens/${exam.id}/numerisation`)
  const files = page.getByRole('list', { name: 'Fichiers déposés' }).getByRole('listitem')
  const split = files.filter({ hasText: 'Découpé' })
  await split.waitFor()

  const large = { name: 'gros.pdf', mimeType: 'application/pdf', buffer: await writeSides(300) }
  await page.getByLabel('Fichiers à déposer').setInputFiles(large)
  const running = files.filter({ hasText: 'gros.pdf' })
  await running.getByText('/ 300 pages').waitFor()
  await running.getByRole('button', { name: 'Annuler' }).click()
  await running.getByText('Découpage annulé').waitFor()
  await running.getByRole('button', { name: 'Retirer' }).click()
  await running.waitFor({ state: 'detached' })

  const dialog = page.getByRole('dialog', { name: /^Retirer / })
  await split.getByRole('button', { name: 'Retirer' }).click()
  await dialog.getByText('8 pages A4').waitFor()
  await dialog.getByText('2 copies proposées').waitFor()
  await dialog.getByRole('button', { name: 'Annuler' }).click()
  await dialog.waitFor({ state: 'detached' })
  await split.getByRole('button', { name: 'Retirer' }).click()
  await dialog.getByRole('button', { name: 'Retirer' }).click()
  await page.getByText('lot.pdf est retiré.').waitFor()
  await files.first().waitFor({ state: 'detached' })
  const { copies, balance } = await exam.admin.read<Stapler>(`/api/exams/${exam.id}/stapler`)
  expect({ copies, halves: balance.halves }).toEqual({ copies: [], halves: 0 })
})
