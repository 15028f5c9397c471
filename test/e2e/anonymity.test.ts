import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Anonymity } from '#contract/anonymity.ts'
import type { HeaderLayout } from '#contract/header-layout.ts'
import { PATIENCE } from './person-at-browser.ts'
import { openScannedExam, type ScannedExam } from './scanned-exam.ts'

let exam: ScannedExam

beforeAll(async () => {
  exam = await openScannedExam(3)
}, 180_000)

afterAll(() => exam?.close())

const onServer = () => exam.admin.read<Anonymity>(`/api/exams/${exam.id}/anonymity`)
const layout = async () =>
  (await exam.admin.read<{ layout: HeaderLayout | null }>(`/api/exams/${exam.id}/header-layout`)).layout

/** Drags from one point of the page that is drawn on to another, both shares of it. */
async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const paper = await page.getByRole('group', { name: /page/i }).boundingBox()
  if (paper === null) throw new Error('No page')
  const at = ([x, y]: [number, number]) => [paper.x + x * paper.width, paper.y + y * paper.height] as const
  await page.mouse.move(...at(from))
  await page.mouse.down()
  await page.mouse.move(...at(from.map((share, i) => (share + (to[i] ?? 0)) / 2) as [number, number]))
  await page.mouse.move(...at(to))
  await page.mouse.up()
}

it('moves the band of a page by keys alone, and takes it back', async () => {
  const page = await exam.open('anonymat')
  const edge = page.getByRole('slider', { name: 'Bas de la zone masquée, copie 1' })
  await edge.waitFor()
  const band = async () => (await onServer()).copies[0]?.pages[0]?.band?.height ?? null
  const [copy] = (await onServer()).copies
  const header = copy?.pages[0]?.headerBox
  const detected = (header?.y ?? 0) + (header?.h ?? 0) + 0.015

  await edge.focus()
  for (let press = 0; press < 4; press++) await page.keyboard.press('ArrowDown')
  await expect.poll(band, PATIENCE).toBeCloseTo(detected + 0.02, 3)
  await page.keyboard.press('Control+z')
  await expect.poll(band, PATIENCE).toBeNull()
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(band, PATIENCE).not.toBeNull()
  await page.keyboard.press('Delete')
  await expect.poll(band, PATIENCE).toBeNull()
  await page.keyboard.press('ArrowRight')
  await expect
    .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'), PATIENCE)
    .toBe('Bas de la zone masquée, copie 2')
  await page.close()
})

it('tries a margin out on all cards before it is saved', async () => {
  const page = await exam.open('anonymat')
  const slider = page.getByRole('slider', { name: 'Marge sous l’en-tête' })
  await slider.focus()
  const depth = () =>
    page.getByRole('slider', { name: 'Bas de la zone masquée, copie 3' }).getAttribute('aria-valuenow')
  const before = Number(await depth())
  for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowRight')
  await expect.poll(async () => Number(await depth()), PATIENCE).toBe(before + 5)
  expect((await onServer()).headerMargin).toBe(0.015)
  await page.getByRole('button', { name: 'Enregistrer la marge' }).click()
  await expect.poll(async () => (await onServer()).headerMargin, PATIENCE).toBeCloseTo(0.065)
  await page.getByRole('alert').getByRole('button', { name: 'Annuler' }).click()
  await expect.poll(async () => (await onServer()).headerMargin, PATIENCE).toBeCloseTo(0.015)
  await page.close()
})

it('hides a zone drawn by the mouse, or made by keys, and shows what a corrector sees', async () => {
  const page = await exam.open('anonymat')
  await page.getByRole('slider', { name: 'Bas de la zone masquée, copie 2' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Anonymat de la copie 2' }).waitFor()
  const zones = async () => (await onServer()).copies[1]?.pages.map((each) => each.zones) ?? []

  await page.getByRole('button', { name: 'Page 2' }).click()
  await page.getByText('page 2 sur 4').waitFor()
  await drag(page, [0.2, 0.5], [0.6, 0.6])
  await expect.poll(async () => (await zones())[1]?.length, PATIENCE).toBe(1)
  const [drawn] = (await zones())[1] ?? []
  for (const [side, share] of Object.entries({ x: 0.2, y: 0.5, w: 0.4, h: 0.1 }))
    expect(drawn?.[side as 'x']).toBeCloseTo(share, 1)

  // The zone just drawn has the focus: keys move it and make it larger.
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Alt+ArrowDown')
  await expect.poll(async () => (await zones())[1]?.[0]?.h ?? 0, PATIENCE).toBeGreaterThan(drawn?.h ?? 1)
  expect((await zones())[1]?.[0]?.x).toBeGreaterThan(drawn?.x ?? 1)
  await drag(page, [0.3, 0.55], [0.4, 0.75])
  await expect.poll(async () => (await zones())[1]?.[0]?.y ?? 0, PATIENCE).toBeGreaterThan(0.65)

  await page.keyboard.press('z')
  await expect.poll(async () => (await zones())[1]?.length, PATIENCE).toBe(2)
  await page.keyboard.press('Delete')
  await expect.poll(async () => (await zones())[1]?.length, PATIENCE).toBe(1)
  await page.keyboard.press('c')
  await page.getByRole('img', { name: 'Page 2 comme la voit un correcteur' }).waitFor()
  await page.keyboard.press('c')

  await page.reload()
  await page.getByText('page 2 sur 4').waitFor()
  await page.getByRole('button', { name: 'Zone 1', exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Anonymat', exact: true }).waitFor()
  await expect
    .poll(() => page.evaluate('document.activeElement.getAttribute("aria-label")'), PATIENCE)
    .toBe('Bas de la zone masquée, copie 2')
  await page.close()
})

it('outlines the fields of a header, in turn, on a copy that was chosen', async () => {
  const page = await exam.open('identification')
  await page.getByRole('link', { name: 'Champs de l’en-tête' }).click()
  await page.getByRole('button', { name: 'Copie 2', exact: true }).click()
  await page.getByRole('heading', { name: 'Tracez « Nom »' }).waitFor()
  await drag(page, [0.15, 0.08], [0.5, 0.12])
  await page.getByRole('heading', { name: 'Tracez « Prénom »' }).waitFor()
  await page.keyboard.press('z')
  await page.getByRole('heading', { name: 'Tracez « Né(e) le »' }).waitFor()
  await page.keyboard.press('5')
  await page.getByRole('heading', { name: 'Tracez « Classe »' }).waitFor()
  await page.keyboard.press('z')
  const fields = async () => (await layout())?.fields.map(({ field }) => field)
  await expect.poll(fields, PATIENCE).toEqual(['lastName', 'firstName', 'className'])
  const { copies } = await onServer()
  expect((await layout())?.samplePageId).toBe(copies[1]?.pages[0]?.id)
  await page.keyboard.press('Delete')
  await expect.poll(fields, PATIENCE).toEqual(['lastName', 'firstName'])
  for (let act = 0; act < 4; act++) await page.keyboard.press('Control+z')
  await expect.poll(layout, PATIENCE).toBeNull()
  await page.close()
})
