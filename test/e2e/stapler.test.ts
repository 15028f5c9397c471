import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Stapler } from '#contract/stapler.ts'
import { PATIENCE } from './person-at-browser.ts'
import { openScannedExam, type ScannedExam } from './scanned-exam.ts'

let exam: ScannedExam

beforeAll(async () => {
  exam = await openScannedExam(2)
}, 180_000)

afterAll(() => exam?.close())

it('sets a copy right by the keyboard alone, takes all of it back, and does it again', async () => {
  const onServer = () => exam.admin.read<Stapler>(`/api/exams/${exam.id}/stapler`)
  const start = await onServer()
  const ids = start.copies[0]?.pages.map(({ id }) => id) ?? []
  const [p1, p2, p3, p4] = ids
  const page = await exam.open('agrafage')
  const card = page.getByRole('article', { name: 'Copie 1', exact: true })
  await card.waitFor()
  const shown = () =>
    card.locator('button[id]').evaluateAll((tiles) => tiles.map(({ id }) => id.replace('page-', '')))
  const saved = () => page.getByText('Enregistré', { exact: true }).waitFor()

  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('v')
  await expect.poll(shown, PATIENCE).toEqual([p3, p4, p1, p2])
  await page.keyboard.press('t')
  await expect.poll(shown, PATIENCE).toEqual([p2, p1, p4, p3])
  await page.keyboard.press('h')
  await expect.poll(shown, PATIENCE).toEqual([p2, p4, p1, p3])
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
  await expect.poll(shown, PATIENCE).toEqual(ids)
  await saved()
  await expect.poll(onServer, PATIENCE).toEqual(start)
  for (let act = 0; act < 5; act++) await page.keyboard.press('Control+Shift+z')
  await card.getByText('Acceptée').waitFor()
  await saved()
  await expect.poll(onServer, PATIENCE).toEqual(done)

  await page.reload()
  await card.getByText('Acceptée').waitFor()
  expect(await page.getByRole('heading', { name: /À vérifier/ }).count()).toBe(0)
})

it('goes through a whole triage without the mouse: cut, join, move, bin and back, go to, and the place kept', async () => {
  const onServer = () => exam.admin.read<Stapler>(`/api/exams/${exam.id}/stapler`)
  const pagesOnServer = async () => (await onServer()).copies.map(({ pages }) => pages.map(({ id }) => id))
  const [first = [], second = []] = await pagesOnServer()
  const page = await exam.open('agrafage')
  await page.getByRole('article', { name: 'Copie 1', exact: true }).waitFor()
  const focused = () => page.evaluate('document.activeElement.id')
  const at = (id: string | undefined) => expect.poll(focused, PATIENCE).toBe(`page-${id}`)
  const bin = page.getByRole('region', { name: 'Corbeille' })

  // By its number, then one page on; the copy is cut there and joined again.
  await page.keyboard.press('/')
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await at(second[0])
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('s')
  await expect.poll(pagesOnServer, PATIENCE).toEqual([first, second.slice(0, 1), second.slice(1)])
  await page.keyboard.press('f')
  await expect.poll(pagesOnServer, PATIENCE).toEqual([first, second])
  await at(second[1])

  // To the copy before and back, one place on, turned and said to be blank.
  await page.keyboard.press('Alt+ArrowUp')
  await at(second[1])
  await page.keyboard.press('Alt+ArrowDown')
  await page.keyboard.press('Alt+ArrowRight')
  await page.keyboard.press('r')
  await page.keyboard.press('b')
  const [moved, ahead, ...others] = [second[1], second[0], ...second.slice(2)]
  await expect.poll(pagesOnServer, PATIENCE).toEqual([first, [ahead, moved, ...others]])
  await expect
    .poll(async () => (await onServer()).copies[1]?.pages[1], PATIENCE)
    .toMatchObject({ rotation: 90, blank: true })

  // Into the bin and out of it by its menu; the focus follows the page.
  const binned = (await onServer()).bin.length
  await page.keyboard.press('Delete')
  await expect.poll(() => bin.getByRole('button').count(), PATIENCE).toBe(binned + 1)
  await bin.getByRole('button').last().focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'En faire une copie à part' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await at(moved)

  // What is taken back far from the cursor is shown.
  await page.keyboard.press('/')
  await page.keyboard.type('1')
  await page.keyboard.press('Enter')
  await at(first[0])
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await at(moved)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /^Copie 2, page 2 sur/ }).waitFor()
  await page.keyboard.press('Escape')
  await at(moved)

  await page.waitForURL(`**/agrafage?page=${moved}`)
  await page.reload()
  await page.locator(`[id="page-${moved}"]`).waitFor()
  await at(moved)
  await page.getByRole('link', { name: /Numérisation/ }).press('Enter')
  await page.getByRole('heading', { name: 'Numérisation', exact: true }).waitFor()
  await page.goBack()
  await page.locator(`[id="page-${moved}"]`).waitFor()
  await at(moved)
  const place = async () => (await page.locator(`[id="page-${moved}"]`).boundingBox())?.y ?? Number.NaN
  await expect.poll(place, PATIENCE).toBeGreaterThan(0)
  await expect.poll(place, PATIENCE).toBeLessThan(900)
})

it('has its tools behind one stop of Tab, gone through by arrows, and shows no keys to a finger', async () => {
  const page = await exam.open('agrafage')
  await page.getByRole('article', { name: 'Copie 1', exact: true }).waitFor()
  const tools = page.getByRole('toolbar', { name: 'Agrafage' }).getByRole('button')
  const focused = () => page.evaluate<string>('document.activeElement.textContent')
  const at = (name: string) => expect.poll(focused, PATIENCE).toMatch(new RegExp(`^${name}`))
  await page.keyboard.press('ArrowRight')
  const stops = tools.and(page.locator('[tabindex="0"]'))
  await expect
    .poll(() => stops.allTextContents(), PATIENCE)
    .toMatchObject([expect.stringMatching(/^Accepter/)])
  await stops.focus()
  await page.keyboard.press('ArrowRight')
  await at('Recto verso')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await at('Agrandir')
  await page.keyboard.press('Home')
  await at('Accepter')
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: /^Copie 1, page 1 sur/ }).waitFor()
  expect(await page.locator('kbd:visible').count()).toBeGreaterThan(0)

  const tablet = { viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true }
  const touched = await exam.open('agrafage', tablet)
  await touched.getByRole('article', { name: 'Copie 1', exact: true }).waitFor()
  expect(await touched.locator('kbd:visible').count()).toBe(0)
  await touched.close()
})

it('says what was validated even when the screen has already moved on', async () => {
  const page = await exam.open('agrafage')
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
