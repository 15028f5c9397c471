import { kill } from 'node:process'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { Desk, Marking } from '#contract/grading.ts'
import type { Annotation } from '#domain/annotations.ts'
import { launchChromium } from '#test/chromium.ts'
import { Person } from '#test/installation.ts'
import { type RunningKorrigo, startKorrigo } from './korrigo-process.ts'
import { browserOf, openCopy } from './person-at-browser.ts'
import { type PreparedExam, prepareExam } from './prepared-exam.ts'

const PATIENCE = { timeout: 30_000 }

let korrigo: RunningKorrigo
let browser: Browser
let exam: PreparedExam
let paul: Person
let maud: Person
/** Two of Maud's, to finish one and go to the next; two of Paul's, to draw on and to write on; two that are nobody's. */
let copies: string[]

beforeAll(async () => {
  ;[korrigo, browser] = await Promise.all([startKorrigo(), launchChromium()])
  exam = await prepareExam(korrigo, 6)
  copies = exam.copyIds
  ;[paul, maud] = await Promise.all([personOf(0), personOf(1)])
  for (const copyId of copies.slice(0, 2)) await exam.giveCopy(copyId, 1)
  for (const copyId of copies.slice(2, 4)) await exam.giveCopy(copyId, 0)
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await korrigo?.stop()
})

async function personOf(corrector: 0 | 1): Promise<Person> {
  const { username, password } = exam.accounts.correctors[corrector]
  const person = new Person(korrigo.address)
  await person.logIn(username, password)
  return person
}

const markOf = (page: Page, question: RegExp): Locator =>
  page.getByRole('complementary', { name: 'Notes' }).getByRole('textbox', { name: question })
const remarkOf = (page: Page): Locator => page.getByLabel('Remarque sur cette question')
const appreciationOf = (page: Page): Locator => page.getByLabel('Appréciation')
const saved = (page: Page): Promise<void> => page.getByText('Enregistré', { exact: true }).waitFor()
const commentOf = ({ annotations }: Marking): Annotation | undefined =>
  annotations.find(({ content }) => content?.includes('ien vu'))
/** Annotations in the order of their ids: one that was taken away and brought back comes last in the tables. */
const onServer = async (copyId: string): Promise<Marking> => {
  const { marking } = (await exam.admin.read<Desk>(`/api/copies/${copyId}`)).draft
  return { ...marking, annotations: marking.annotations.toSorted((a, b) => a.id.localeCompare(b.id)) }
}

it('a copy is marked, written about and finished by the keyboard alone', async () => {
  const context = await browserOf(browser, maud)
  const page = await context.newPage()
  await page.goto(`${korrigo.address}/corrections/${exam.id}`)
  await page.getByRole('link', { name: 'Corriger la suivante' }).waitFor()
  const { keyboard } = page
  await keyboard.press('n')
  await page.waitForURL('**/copies/*')
  await page.getByRole('region', { name: 'Copie' }).locator('[data-page="0"]').waitFor()
  const copyId = page.url().split('/').at(-1) ?? ''

  await keyboard.type('4,5')
  await vi.waitFor(async () => expect(await markOf(page, /Question 1/).inputValue()).toBe('4,5'), PATIENCE)
  await keyboard.press('Enter')
  await keyboard.type('9')
  await page.getByText('Au plus 7').waitFor()
  await keyboard.press('Backspace')
  await keyboard.press('m')
  await keyboard.press('-')
  await keyboard.press('Escape')

  await keyboard.press('q')
  await keyboard.type('Le signe est faux.')
  await keyboard.press('Tab')
  await keyboard.type('Bon travail.')
  await keyboard.press('Control+z')
  expect(await appreciationOf(page).inputValue()).toBe('')
  await keyboard.press('Control+Shift+Z')
  expect(await appreciationOf(page).inputValue()).toBe('Bon travail.')

  // A question is missing: the desk goes to it and says so.
  await keyboard.press('Control+Enter')
  await page.getByText('Il reste 1 question sans note.').waitFor()
  await keyboard.type('3')
  await keyboard.press('Enter')
  await saved(page)
  expect(await onServer(copyId)).toMatchObject({
    marks: { 'ex1-q1': 4.5, 'ex1-q2': 6.75, ex2: 3 },
    remarks: { 'ex1-q2': 'Le signe est faux.' },
    appreciation: 'Bon travail.',
  })
  await keyboard.press('Control+Enter')
  await page.waitForURL((url) => url.pathname.startsWith('/copies/') && !url.pathname.endsWith(copyId))
  expect((await exam.admin.read<Desk>(`/api/copies/${copyId}`)).status).toBe('GRADED')

  // What says that it is finished leaves free what finishes the next one.
  const toast = page.getByRole('alert').filter({ hasText: 'terminée' })
  await toast.waitFor()
  const said = await toast.boundingBox()
  const marks = await page.getByRole('complementary', { name: 'Notes' }).boundingBox()
  expect((said?.x ?? 0) + (said?.width ?? Infinity)).toBeLessThanOrEqual(marks?.x ?? 0)
  await context.close()
}, 120_000)

it('an annotation is drawn, moved, resized, written again, taken away and brought back by the mouse', async () => {
  const copyId = copies.at(2) ?? ''
  const context = await browserOf(browser, paul)
  let page = await openCopy(context, korrigo.address, copyId)
  const sheet = (await page.locator('[data-page="0"]').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const x = sheet.x + sheet.width * 0.2
  const y = 500
  const frame = () => page.locator('[data-handle="se"]').locator('..')
  const box = async () => (await frame().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const lastOnce = (holds: (annotation: Annotation | undefined) => void) =>
    vi.waitFor(async () => {
      const annotation = commentOf(await onServer(copyId))
      holds(annotation)
      return annotation
    }, PATIENCE)

  await page.getByRole('button', { name: 'Rectangle' }).click()
  await drag(page, [x, y], [x + 150, y + 60])
  await page.getByRole('button', { name: 'Commentaire', exact: true }).first().click()
  await page.mouse.click(x, y + 150)
  await page.keyboard.type('Bien vu')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Sélectionner' }).click()
  await saved(page)
  const drawn = await onServer(copyId)
  expect(drawn.annotations).toHaveLength(2)
  const made = commentOf(drawn)

  const note = page.getByText('Bien vu')
  const at = await note.boundingBox()
  await drag(page, [(at?.x ?? 0) + 20, (at?.y ?? 0) + 8], [(at?.x ?? 0) + 140, (at?.y ?? 0) + 48])
  const moved = await lastOnce((annotation) => {
    expect((annotation?.x ?? 0) - (made?.x ?? 0)).toBeCloseTo(120 / sheet.width, 2)
    expect((annotation?.y ?? 0) - (made?.y ?? 0)).toBeCloseTo(40 / sheet.height, 2)
  })

  const before = await box()
  const corner: Place = [before.x + before.width, before.y + before.height]
  await drag(page, corner, [corner[0] + 80, corner[1] + 30])
  await lastOnce((annotation) => {
    expect((annotation?.w ?? 0) - (moved?.w ?? 0)).toBeCloseTo(80 / sheet.width, 2)
    expect([annotation?.x, annotation?.y]).toEqual([moved?.x, moved?.y])
  })

  await page.getByText('Bien vu').dblclick()
  await page.getByRole('textbox', { name: /Texte de l’annotation/ }).fill('Très bien vu')
  await page.getByLabel('Points de l’annotation').fill('-0,5')
  await page.getByLabel('Question à laquelle comptent ces points').selectOption({ index: 1 })
  await saved(page)
  const written = await onServer(copyId)
  expect(commentOf(written)).toMatchObject({
    scoreDelta: -0.5,
    questionId: 'ex1-q1',
    content: expect.stringContaining('Très bien vu'),
  })

  await page.getByRole('button', { name: 'Supprimer l’annotation' }).click()
  await saved(page)
  expect((await onServer(copyId)).annotations).toHaveLength(1)
  await page.getByRole('button', { name: 'Annuler', exact: true }).click()
  await saved(page)
  expect(await onServer(copyId)).toEqual(written)

  await page.reload()
  await page.getByText('Très bien vu').waitFor()
  expect(await page.getByRole('button', { name: /^Commentaire.*Très bien vu/ }).count()).toBe(1)
  expect(await page.getByRole('button', { name: /^Commentaire, rectangle/ }).count()).toBe(1)
  expect(await onServer(copyId)).toEqual(written)
  await page.close()
  // And in another browser, which knows nothing but what the server has.
  const other = await browserOf(browser, paul)
  page = await openCopy(other, korrigo.address, copyId)
  await page.getByText('Très bien vu').waitFor()
  await Promise.all([context.close(), other.close()])
}, 120_000)

it('a long comment at the foot of the page is read whole, and its frame holds it', async () => {
  const context = await browserOf(browser, paul)
  const page = await openCopy(context, korrigo.address, copies.at(2) ?? '')
  await page.getByRole('button', { name: 'Page entière' }).click()
  const sheet = page.locator('[data-page="0"]')
  const bottomOf = async (place: Locator) => {
    const box = await place.boundingBox()
    return (box?.y ?? 0) + (box?.height ?? 0)
  }
  await page.getByRole('button', { name: 'Commentaire', exact: true }).first().click()
  const paper = (await sheet.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  await page.mouse.click(paper.x + paper.width * 0.3, paper.y + paper.height - 10)
  await page.keyboard.type(
    'Reprenez le calcul depuis la deuxième ligne : le signe se perd, et la suite avec.',
  )
  const note = page.locator('div[data-annotation-id]').filter({ has: page.getByRole('textbox') })
  const frame = page.locator('[data-handle="se"]').locator('..')
  for (const written of [note, page.locator('div[data-annotation-id]').filter({ hasText: 'Reprenez' })]) {
    expect(await bottomOf(written)).toBeLessThanOrEqual((await bottomOf(sheet)) + 1)
    expect(await bottomOf(frame)).toBeGreaterThanOrEqual((await bottomOf(written)) - 1)
    expect((await frame.boundingBox())?.y).toBeLessThanOrEqual(((await written.boundingBox())?.y ?? 0) + 1)
    await page.keyboard.press('Escape')
  }

  // Narrower, the text is longer than its box; writing on and taking it back leaves the way back and forth open.
  const mark = page.getByRole('button', { name: /^Commentaire.*Reprenez/ })
  await mark.focus()
  for (let press = 0; press < 12; press++) await page.keyboard.press('Shift+ArrowLeft')
  const narrow = await frame.boundingBox()
  await page.keyboard.press('Enter')
  await page.keyboard.type(' Courage.')
  await page.keyboard.press('Control+z')
  const field = page.getByRole('textbox', { name: /Texte de l’annotation/ })
  await vi.waitFor(async () => expect(await field.inputValue()).toMatch(/avec\.$/), PATIENCE)
  expect(await frame.boundingBox()).toEqual(narrow)
  await page.keyboard.press('Control+Shift+Z')
  await vi.waitFor(async () => expect(await field.inputValue()).toMatch(/avec\. Courage\.$/), PATIENCE)
  await saved(page)
  await context.close()
}, 120_000)

it('without network it goes on, and everything is saved when the network is back', async () => {
  const copyId = copies.at(3) ?? ''
  const context = await browserOf(browser, paul)
  const page = await openCopy(context, korrigo.address, copyId)
  await markOf(page, /Question 1/).fill('2')
  await saved(page)
  await appreciationOf(page).pressSequentially('Des idées, ')
  await context.setOffline(true)
  await appreciationOf(page).pressSequentially('de la rigueur, ')
  await markOf(page, /Question 2/).fill('5,25')
  await page.getByText('Hors ligne, enregistré sur ce poste').waitFor()
  await remarkOf(page).fill('Écrit sans réseau.')
  await appreciationOf(page).pressSequentially('du soin.')
  expect((await onServer(copyId)).marks).toEqual({ 'ex1-q1': 2 })

  await context.setOffline(false)
  await saved(page)
  const marking = await onServer(copyId)
  expect(marking).toMatchObject({
    marks: { 'ex1-q1': 2, 'ex1-q2': 5.25 },
    remarks: { 'ex1-q2': 'Écrit sans réseau.' },
    appreciation: 'Des idées, de la rigueur, du soin.',
  })
  expect(await markOf(page, /Question 2/).inputValue()).toBe('5,25')
  expect(await appreciationOf(page).inputValue()).toBe(marking.appreciation)
  await context.close()
}, 120_000)

it('a second tab takes the copy over with the work that the first could not send; the first takes it back', async () => {
  const copyId = copies.at(3) ?? ''
  const context = await browserOf(browser, paul)
  const first = await openCopy(context, korrigo.address, copyId)
  await saved(first)
  await first.route('**/draft', (route) => route.abort())
  await appreciationOf(first).fill('Écrit dans le premier onglet.')
  await first.getByText('Hors ligne').waitFor()

  const second = await openCopy(context, korrigo.address, copyId)
  await first.getByText('Copie reprise ailleurs').waitFor()
  expect(await appreciationOf(first).inputValue()).toBe('Écrit dans le premier onglet.')
  expect(await appreciationOf(first).isEditable()).toBe(false)
  await saved(second)
  expect(await appreciationOf(second).inputValue()).toBe('Écrit dans le premier onglet.')
  await vi.waitFor(
    async () => expect((await onServer(copyId)).appreciation).toBe('Écrit dans le premier onglet.'),
    PATIENCE,
  )

  await first.unroute('**/draft')
  await first.getByRole('button', { name: 'Reprendre ici' }).click()
  await second.getByText('Copie reprise ailleurs').waitFor()
  await markOf(first, /Exercice 2/).fill('6')
  await saved(first)

  await second.getByRole('button', { name: 'Reprendre ici' }).click()
  await first.getByText('Copie reprise ailleurs').waitFor()
  expect(await markOf(second, /Exercice 2/).inputValue()).toBe('6')
  expect(await second.getByText('Un autre travail attend').count()).toBe(0)
  expect(await onServer(copyId)).toMatchObject({
    marks: { ex2: 6 },
    appreciation: 'Écrit dans le premier onglet.',
  })
  await context.close()
}, 120_000)

it('the api killed while somebody types comes back, and the desk saves by itself', async () => {
  const copyId = copies.at(3) ?? ''
  const context = await browserOf(browser, paul)
  const page = await openCopy(context, korrigo.address, copyId)
  await saved(page)
  const killed = korrigo.api()
  await appreciationOf(page).fill('')
  await appreciationOf(page).pressSequentially('Avant la panne, ')
  kill(killed, 'SIGKILL')
  await appreciationOf(page).pressSequentially('pendant la panne, ', { delay: 20 })
  await markOf(page, /Question 1/).fill('3,75')
  await page.getByText('Hors ligne, enregistré sur ce poste').waitFor()
  await appreciationOf(page).press('End')
  await appreciationOf(page).pressSequentially('après.')
  await saved(page)
  expect(korrigo.api()).not.toBe(killed)
  expect(await onServer(copyId)).toMatchObject({
    marks: { 'ex1-q1': 3.75 },
    appreciation: 'Avant la panne, pendant la panne, après.',
  })
  expect(await page.getByRole('alert').count()).toBe(0)
  await context.close()
}, 120_000)

it('a copy of nobody’s is for who opens it first; others are told who has it and since when', async () => {
  const [, , , , copyId = '', raced = ''] = copies
  const [pauls, mauds, admins] = await Promise.all([
    browserOf(browser, paul),
    browserOf(browser, maud),
    browserOf(browser, exam.admin),
  ])
  const first = await openCopy(pauls, korrigo.address, copyId)
  await markOf(first, /Question 1/).fill('1')
  await saved(first)

  const admin = await openCopy(admins, korrigo.address, copyId)
  await admin.getByText(/Paul Rivoal corrige cette copie depuis le .*\d\d[h:]\d\d/).waitFor()
  expect(await markOf(admin, /Question 1/).inputValue()).toBe('1')
  expect(await markOf(admin, /Question 1/).isEditable()).toBe(false)

  // Maud's desk has seen the copy free when Paul takes it.
  const second = await mauds.newPage()
  await second.route('**/lock', async (route) => {
    await paul.change('POST', `/api/copies/${raced}/lock`, undefined)
    await route.continue()
  })
  await second.goto(`${korrigo.address}/copies/${raced}`)
  await second.getByText(/Paul Rivoal corrige cette copie depuis \d/).waitFor()
  expect(await second.getByRole('textbox').count()).toBe(0)
  await Promise.all([pauls.close(), mauds.close(), admins.close()])
}, 120_000)

type Place = [x: number, y: number]

async function drag(page: Page, from: Place, to: Place): Promise<void> {
  await page.mouse.move(...from)
  await page.mouse.down()
  await page.mouse.move(...to, { steps: 6 })
  await page.mouse.up()
}
