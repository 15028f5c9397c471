import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Stapler } from '#contract/stapler.ts'
import { writeSides } from '#test/scans.ts'
import { PATIENCE } from './person-at-browser.ts'
import { openScannedExam, type ScannedExam } from './scanned-exam.ts'

let exam: ScannedExam

beforeAll(async () => {
  exam = await openScannedExam(2)
}, 180_000)

afterAll(() => exam?.close())

it('calls a split off, and takes a scan back once it is said what goes with it', async () => {
  const page = await exam.open('numerisation')
  const files = page.getByRole('list', { name: 'Fichiers déposés' }).getByRole('listitem')
  const split = files.filter({ hasText: 'Découpé' })
  await split.waitFor()

  const large = { name: 'gros.pdf', mimeType: 'application/pdf', buffer: await writeSides(300) }
  await page.getByLabel('Fichiers à déposer').setInputFiles(large)
  const running = files.filter({ hasText: 'gros.pdf' })
  await running.getByText('/ 300 pages').waitFor()
  await running.getByRole('button', { name: 'Annuler' }).click()
  await running.getByText('Découpage annulé').waitFor()
  const focused = () => page.evaluate('document.activeElement.textContent')
  // The one that is taken back is the last: the focus goes where the next file is deposited.
  await running.getByRole('button', { name: 'Retirer' }).click()
  await running.waitFor({ state: 'detached' })
  await expect.poll(focused, PATIENCE).toBe('Choisir des fichiers')

  const broken = { name: 'abîmé.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nabîmé') }
  await page.getByLabel('Fichiers à déposer').setInputFiles(broken)
  const refused = files.filter({ hasText: 'abîmé.pdf' })
  await refused.getByRole('button', { name: 'Retirer' }).waitFor()

  const dialog = page.getByRole('dialog', { name: /^Retirer / })
  await split.getByRole('button', { name: 'Retirer' }).click()
  await dialog.getByText('8 pages A4').waitFor()
  await dialog.getByText('2 copies proposées').waitFor()
  await dialog.getByRole('button', { name: 'Annuler' }).click()
  await dialog.waitFor({ state: 'detached' })
  await split.getByRole('button', { name: 'Retirer' }).press('Enter')
  await dialog.getByText('8 pages A4').waitFor()
  await dialog.getByRole('button', { name: 'Retirer' }).press('Enter')
  await page.getByText('lot.pdf est retiré.').waitFor()
  // That file stood first: the focus is on what can be done to the one that follows it.
  await expect.poll(() => files.count(), PATIENCE).toBe(1)
  await expect.poll(focused, PATIENCE).toBe('Retirer')
  await expect.poll(() => refused.getByRole('button', { name: 'Retirer' }).isEnabled(), PATIENCE).toBe(true)
  await page.keyboard.press('Enter')
  await expect.poll(() => files.count(), PATIENCE).toBe(0)
  await expect.poll(focused, PATIENCE).toBe('Choisir des fichiers')
  const { copies, balance } = await exam.admin.read<Stapler>(`/api/exams/${exam.id}/stapler`)
  expect({ copies, halves: balance.halves }).toEqual({ copies: [], halves: 0 })
})
