import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { makeStudents, rosterCsv } from '#server/specimen/students.ts'
import { launchChromium } from '#test/chromium.ts'
import { type RunningKorrigo, startKorrigo } from './korrigo-process.ts'

const ADMIN = { username: 'direction', password: 'mot-de-passe-admin' }
const CORRECTOR = { username: 'prof', password: 'mot-de-passe-prof' }
const SPLIT_MS = 120_000

const students = makeStudents({ seed: 'journey', count: 3 })
let korrigo: RunningKorrigo
let browser: Browser
let files: string

beforeAll(async () => {
  files = await mkdtemp(join(tmpdir(), 'korrigo-journey-'))
  ;[korrigo, browser] = await Promise.all([startKorrigo(), launchChromium()])
  await writeFile(join(files, 'seconde.csv'), rosterCsv(students))
  await makeBatch({
    seed: 'journey',
    students: students.slice(0, 2),
    outPath: join(files, 'lot.pdf'),
    dpi: 100,
  })
}, 180_000)

afterAll(async () => {
  await browser?.close()
  await korrigo?.stop()
  await rm(files, { recursive: true, force: true })
})

/** Somebody at their own computer, in French, who fails the test if the page throws. */
async function newPerson(): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'fr-FR',
    acceptDownloads: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  page.on('pageerror', (error) => expect.soft(error.message, 'error in the page').toBe(''))
  return page
}

async function logIn(
  page: Page,
  { username, password }: { username: string; password: string },
): Promise<void> {
  await page.goto(korrigo.address)
  await page.getByLabel('Identifiant').fill(username)
  await page.getByLabel('Mot de passe').first().fill(password)
  await page.getByRole('button', { name: 'Se connecter' }).click()
}

const stage = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Étapes de l’examen' }).getByRole('link', { name })

it('takes a scanned batch from the scanner to the student, in the browser', {
  timeout: 300_000,
}, async () => {
  const admin = await newPerson()

  // The first visitor creates the first admin with the code printed by `npm start`.
  await admin.goto(korrigo.address)
  await admin.getByLabel('Code à usage unique').fill(korrigo.setupCode)
  await admin.getByLabel('Prénom').fill('Anne')
  await admin.getByLabel('Nom', { exact: true }).fill('Kermarrec')
  await admin.getByLabel('Identifiant').fill(ADMIN.username)
  await admin.getByLabel('Mot de passe').first().fill(ADMIN.password)
  await admin.getByRole('button', { name: /Créer/ }).click()

  // 1. An exam, its barème, its students, its corrector, its scan.
  await admin.getByRole('button', { name: 'Nouvel examen' }).first().click()
  const dialog = admin.getByRole('dialog')
  await dialog.getByLabel('Nom').fill('Bac blanc de mathématiques')
  await dialog.getByLabel('Date').fill('2026-11-20')
  await dialog.getByRole('button', { name: 'Créer l’examen' }).click()
  await admin.getByLabel('Exercices').fill('2')
  await admin.getByLabel('Questions chacun').fill('1')
  await admin.getByLabel(/Points par/).fill('10')
  await admin.getByRole('button', { name: 'Créer (20 points)' }).click()
  await admin.getByRole('button', { name: 'Enregistrer le barème' }).click()
  await admin.getByText('Enregistré', { exact: true }).first().waitFor()

  await admin.locator('input[type=file]').first().setInputFiles(join(files, 'seconde.csv'))
  await admin.getByRole('button', { name: 'Importer 3 élèves' }).click()
  await admin.getByRole('button', { name: 'Créer les comptes élèves' }).click()
  const download = admin.waitForEvent('download')
  await admin.getByRole('button', { name: 'Télécharger la liste (CSV)' }).click()
  const accounts = await readFile(await (await download).path(), 'utf8')
  await admin.getByRole('button', { name: 'Fermer', exact: true }).last().click()
  const preparation = admin.url()

  await admin.goto(`${korrigo.address}/comptes`)
  await admin.getByRole('button', { name: 'Nouveau compte' }).first().click()
  await dialog.getByLabel('Prénom').fill('Paul')
  await dialog.getByLabel('Nom', { exact: true }).fill('Rivoal')
  await dialog.getByLabel('Identifiant').fill(CORRECTOR.username)
  await dialog.getByLabel('Mot de passe').first().fill(CORRECTOR.password)
  await dialog.getByRole('button', { name: /Créer/ }).click()
  await dialog.waitFor({ state: 'hidden' })
  await admin.goto(preparation)
  await admin.getByPlaceholder('Choisir les correcteurs').click()
  await admin.getByRole('option', { name: 'Paul Rivoal' }).click()
  await admin.keyboard.press('Escape')

  // 2. The batch is deposited and cut.
  await stage(admin, 'Numérisation').click()
  await admin.locator('input[type=file]').setInputFiles(join(files, 'lot.pdf'))
  await admin
    .getByRole('link', { name: /agrafage/i })
    .last()
    .waitFor({ timeout: SPLIT_MS })

  // 3. Copies are looked at, two are merged, the merge is undone, all are validated.
  await stage(admin, 'Agrafage').click()
  await admin.getByText('8 faces').waitFor({ timeout: SPLIT_MS })
  await admin.getByRole('button', { name: /^Page 1\b.*, page 3 du scan$/ }).click()
  await admin.keyboard.press('f')
  await admin.getByText('1 copie', { exact: false }).first().waitFor()
  await admin.keyboard.press('Control+z')
  await admin.getByRole('button', { name: 'Valider les 2 copies' }).click()
  await dialog.getByRole('button', { name: 'Valider' }).click()
  await admin.getByText('2 copies validées.').waitFor()

  // 4. Names are given by the keyboard alone, and the copies handed out.
  await stage(admin, 'Identification').click()
  for (const student of students.slice(0, 2)) {
    await admin.getByLabel('Nom lu sur la copie').fill(student.lastName)
    await admin.keyboard.press('Enter')
  }
  await admin.getByText('Toutes les copies ont un nom').waitFor()
  await stage(admin, 'Répartition').click()
  await admin.getByRole('button', { name: /Répartir au hasard/ }).click()
  await admin.getByText('2 copies réparties entre 1 correcteur.').waitFor()

  // 5. The corrector marks both copies.
  const corrector = await newPerson()
  await logIn(corrector, CORRECTOR)
  await corrector.getByRole('link', { name: 'Bac blanc de mathématiques' }).click()
  await corrector
    .getByRole('link', { name: 'Corriger la suivante' })
    .or(corrector.getByRole('button', { name: 'Corriger la suivante' }))
    .first()
    .click()
  for (const [first, second] of [
    ['7,5', '8'],
    ['6', '9,25'],
  ] as const) {
    await markCopy(corrector, first, second)
  }
  await corrector.getByText('Mes corrections').first().waitFor()

  // 6. Results are released; the student sees marks and PDF; the Pronote file has both.
  await stage(admin, 'Résultats').click()
  await admin.getByText('La colonne MATIERE du fichier Pronote sera vide').waitFor()
  const pronote = admin.waitForEvent('download')
  await admin.getByRole('link', { name: 'Fichier Pronote' }).click()
  const csv = await readFile(await (await pronote).path(), 'utf8')
  expect(csv.startsWith('\uFEFFNOM;PRENOM;DATE_NAISSANCE;MATIERE;NOTE;COEFF;COMMENTAIRE\r\n')).toBe(true)
  expect(csv.match(/;15,50?;|;15,250?;/g)).toHaveLength(2)

  const account = accounts.split(/\r?\n/).find((line) => line.includes(students[0]?.firstName ?? '?')) ?? ''
  const [username = '', password = ''] = account.split(';').slice(-2)
  const student = await newPerson()
  await logIn(student, { username, password })
  await student
    .getByText(/aucun résultat|pas encore/i)
    .first()
    .waitFor()

  await admin.getByRole('button', { name: 'Publier les résultats…' }).click()
  await dialog.getByRole('button', { name: /Publier/ }).click()
  await student.reload()
  await student
    .getByRole('link', { name: /Bac blanc/ })
    .first()
    .click()
  await student
    .getByText(/15,5|15,25/)
    .first()
    .waitFor()
  const pdfHref = await student.getByRole('link', { name: /Télécharger/ }).getAttribute('href')
  const pdf = await student.request.get(new URL(pdfHref ?? '', korrigo.address).href)
  expect(pdf.status()).toBe(200)
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')
})

/** One copy on the desk: a comment on the paper, a mark for each question, an appreciation, finished. */
async function markCopy(page: Page, first: string, second: string): Promise<void> {
  const fields = page
    .getByRole('complementary', { name: 'Notes' })
    .getByRole('textbox', { name: /, sur 10$/ })
  await fields.first().waitFor()
  await page
    .getByRole('region', { name: 'Copie' })
    .or(page.getByLabel('Copie', { exact: true }))
    .first()
    .waitFor()
  await page.keyboard.press('c')
  await page.mouse.click(600, 500)
  await page.keyboard.type('Bien vu')
  await page.keyboard.press('Escape')
  await fields.nth(0).fill(first)
  await fields.nth(1).fill(second)
  await page.getByLabel('Appréciation').fill('Bon travail.')
  await page.getByText('Enregistré', { exact: true }).waitFor()
  const here = page.url()
  await page.getByRole('button', { name: /Terminer la copie/ }).click()
  await page.waitForURL((url) => url.href !== here)
}
