import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Marking } from '#contract/grading.ts'
import { ANNOTATION_TYPES } from '#domain/annotations.ts'
import { launchChromium } from '#test/chromium.ts'
import { Person } from '#test/installation.ts'
import { expectAccessible } from './accessible.ts'
import { type RunningKorrigo, startKorrigo } from './korrigo-process.ts'
import { browserOf } from './person-at-browser.ts'
import { finishCopy, markCopy, type PreparedExam, prepareExam } from './prepared-exam.ts'

const DESK = { width: 1440, height: 900 }
const TABLET = { width: 1024, height: 768 }

/** Every type of annotation, and words wherever there can be some. */
const fullMarking = (): Partial<Marking> => ({
  annotations: ANNOTATION_TYPES.map((type, index) => ({
    id: crypto.randomUUID(),
    pageIndex: 0,
    ...{ x: 0.1, y: 0.3 + index * 0.12, w: 0.3, h: 0.04 },
    type,
    content: 'Le signe est faux.',
    scoreDelta: type === 'BONUS' ? 0.5 : null,
    questionId: type === 'BONUS' ? 'ex1-q1' : null,
  })),
  remarks: { 'ex1-q2': 'Le résultat n’est pas justifié.' },
  appreciation: 'Bon travail.',
})

let korrigo: RunningKorrigo
let browser: Browser
let exam: PreparedExam

beforeAll(async () => {
  ;[korrigo, browser] = await Promise.all([startKorrigo(), launchChromium()])
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await korrigo?.stop()
})

it('nobody is kept out of the first start', async () => {
  const context = await looker(new Person(korrigo.address))
  await lookAt(context, '/installation', 'Code à usage unique')
  await context.close()
}, 60_000)

it('nobody is kept out of the pages of an administrator', async () => {
  exam = await prepareExam(korrigo, 3)
  const [graded = '', open = ''] = exam.copyIds
  await exam.giveCopy(graded, 0)
  await exam.giveCopy(open, 0)
  const corrector = await personOf(exam.accounts.correctors[0])
  await finishCopy(corrector, graded, await markCopy(corrector, graded, fullMarking()))
  await markCopy(corrector, open, fullMarking())
  await exam.admin.change('POST', `/api/exams/${exam.id}/release`, undefined)

  const stages = `/examens/${exam.id}`
  const context = await looker(exam.admin)
  await lookAt(context, '/examens', 'Bac blanc de mathématiques')
  await lookAt(context, '/eleves', '3 élèves')
  await lookAt(context, '/comptes', 'Paul Rivoal')
  await lookAt(context, `${stages}/preparation`, 'Maud Le Goff')
  await lookAt(context, `${stages}/numerisation`, 'lot.pdf')
  await lookAt(context, `${stages}/agrafage`, '12 faces')
  await lookAt(context, `${stages}/identification`, 'Nom lu sur la copie')
  await lookAt(context, `${stages}/identification/verification`, 'Confirmées')
  await lookAt(context, `${stages}/en-tete`, 'Tracez', async (page) => {
    await page.keyboard.press('z')
    await page.getByRole('button', { name: 'Nom', exact: true }).first().waitFor()
  })
  await lookAt(context, `${stages}/anonymat`, 'Marge sous l’en-tête')
  await lookAt(context, `${stages}/anonymat?copie=${graded}`, 'Bandeau du haut', async (page) => {
    await page.keyboard.press('z')
    await page.getByText('Zone 1').first().waitFor()
  })
  await lookAt(context, `${stages}/repartition`, 'Maud Le Goff')
  await lookAt(context, `${stages}/correction`, 'Paul Rivoal')
  await lookAt(context, `${stages}/resultats`, '16,25')
  await lookAt(context, `/copies/${graded}`, 'Copie corrigée')
  await context.close()
}, 300_000)

it('nobody is kept out of the pages of a corrector', async () => {
  const context = await looker(await personOf(exam.accounts.correctors[0]))
  await lookAt(context, '/corrections', 'Bac blanc de mathématiques')
  await lookAt(context, `/corrections/${exam.id}`, 'Corrigée')
  await lookAt(context, `/copies/${exam.copyIds[1]}`, 'Terminer la copie', async (page) => {
    // With an annotation in hand, all that a desk can show is there.
    await page.getByRole('button', { name: /^Bonus \(\+0,5\)/ }).focus()
    await page.getByLabel('Annotation choisie').waitFor()
  })
  await context.close()
}, 120_000)

it('nobody is kept out of the pages of a student', async () => {
  const context = await looker(await personOf(exam.accounts.students[0]))
  await lookAt(context, '/mes-resultats', 'Bac blanc de mathématiques')
  await lookAt(context, `/mes-resultats/${exam.copyIds[0]}`, 'Bon travail.')
  await context.close()
}, 60_000)

it('nobody is kept out of the login', async () => {
  const context = await looker(new Person(korrigo.address))
  await lookAt(context, '/connexion', 'Mot de passe')
  await context.close()
}, 60_000)

async function personOf(account: { username: string; password: string } | undefined): Promise<Person> {
  const person = new Person(korrigo.address)
  await person.logIn(account?.username ?? '', account?.password ?? '')
  return person
}

// Colours on their way from one theme to the other have no contrast to speak of.
const looker = (person: Person): Promise<BrowserContext> =>
  browserOf(browser, person, { viewport: DESK, reducedMotion: 'reduce', colorScheme: 'light' })

/** Opens a page and holds it, once `landmark` is on it, to axe in light, dark and sepia, and to the width of a tablet. */
async function lookAt(
  context: BrowserContext,
  path: string,
  landmark: string,
  prepare: (page: Page) => Promise<void> = async () => undefined,
): Promise<void> {
  const page = await context.newPage()
  await page.goto(korrigo.address + path)
  await page.getByText(landmark).filter({ visible: true }).first().waitFor()
  await page.waitForFunction('document.querySelector("[aria-busy=true], .mantine-Skeleton-root") === null')
  await prepare(page)
  await expectAccessible(page, path)
  await page.setViewportSize(TABLET)
  const widths = 'requestAnimationFrame(() => requestAnimationFrame(() => done(root.scrollWidth)))'
  const width = await page.evaluate(
    `new Promise((done) => { const root = document.documentElement; ${widths} })`,
  )
  expect.soft(width, `${path}, width of the document`).toBe(TABLET.width)
  await page.close()
}
