import { join } from 'node:path'
import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IdentificationCopy } from '#contract/identification.ts'
import { type Database, openDatabase } from '#server/db/database.ts'
import { openLocalStorage } from '#server/storage/local-storage.ts'
import { launchChromium } from '#test/chromium.ts'
import { type MadeStudent, makeCopy, makeExam, makeReading, makeStudent } from '#test/factories.ts'
import { Person } from '#test/installation.ts'
import { expectAccessible } from './accessible.ts'
import { type RunningKorrigo, startKorrigo } from './korrigo-process.ts'
import { browserOf, PATIENCE } from './person-at-browser.ts'

let korrigo: RunningKorrigo
let browser: Browser
let db: Database
let admin: Person

beforeAll(async () => {
  ;[korrigo, browser] = await Promise.all([startKorrigo(), launchChromium()])
  db = openDatabase(korrigo.connectionString)
  admin = new Person(korrigo.address)
  await admin.setUp(korrigo.dataDir)
}, 180_000)

afterAll(async () => {
  await browser?.close()
  finish(undefined)
  await db?.destroy()
  await korrigo?.stop()
})

let exams = 0
const NAMES = ['ARDENNE Ada', 'BRIVE Bo', 'CAHORS Cléo', 'DIGNE Dan', 'EVRY Eva'] as const

/** An exam whose copies were read, in the order of the scan: how, and as the first of which students. */
async function readExam(readings: ReadonlyArray<{ status: 'certain' | 'review' | 'none'; as: number[] }>) {
  const base = { db, storage: openLocalStorage(join(korrigo.dataDir, 'files')) }
  const exam = await makeExam(base, { name: 'Bac blanc' })
  await keepWorkerOut(exam.id)
  // Another pupil for each exam, though of the same name.
  const birthDate = `2008-01-${10 + ++exams}`
  const students: MadeStudent[] = []
  for (const name of NAMES) {
    const [lastName = '', firstName = ''] = name.split(' ')
    students.push(await makeStudent(base, { examId: exam.id, lastName, firstName, birthDate }))
  }
  const copyIds: string[] = []
  for (const { status, as } of readings) {
    const copy = await makeCopy(base, { examId: exam.id })
    copyIds.push(copy.id)
    const candidates = as.map((index, rank) => ({
      studentId: students[index]?.id ?? 0,
      confidence: (status === 'certain' ? 0.99 : 0.6) / (rank + 1),
    }))
    await makeReading(base, { copyId: copy.id, status, candidates, detectedText: 'LU AINSI' })
  }
  const identification = `/api/exams/${exam.id}/identification`
  /** The first letter of each name, in the order of the scan; a hyphen for none. */
  const names = async () =>
    (await admin.read<{ copies: IdentificationCopy[] }>(identification)).copies
      .map(({ student }) => student?.lastName.at(0) ?? '-')
      .join('')
  return { page: `/examens/${exam.id}/identification`, copyIds, names }
}

/** Holds the lock under which headers are read: the worker would read the drawn pages anew, and find nobody. Freed with the database. */
const keepWorkerOut = (examId: string): Promise<void> =>
  new Promise((held, failed) => {
    db.connection()
      .execute(async (connection) => {
        await sql`select pg_advisory_lock(hashtextextended(${`identify ${examId}`}, 0))`.execute(connection)
        held()
        await finished
      })
      .catch(failed)
  })
const { promise: finished, resolve: finish } = Promise.withResolvers<undefined>()

const openPage = async (path: string, landmark: string): Promise<Page> => {
  // Colours on their way from one theme to the other have no contrast to speak of.
  const context = await browserOf(browser, admin, { reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(korrigo.address + path)
  await page.getByText(landmark).first().waitFor()
  return page
}
const focused = (page: Page) =>
  page.evaluate('document.activeElement.getAttribute("role") ?? document.activeElement.id')

it('names every copy at the desk by the keyboard alone', async () => {
  const exam = await readExam([
    { status: 'certain', as: [0] },
    { status: 'review', as: [1, 2] },
    { status: 'none', as: [4] },
    { status: 'certain', as: [3] },
    { status: 'review', as: [0, 2] },
  ])
  const page = await openPage(exam.page, 'Nom lu sur la copie')
  const at = (number: number) => page.getByRole('img', { name: `En-tête de la copie ${number}` }).waitFor()
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }

  // Those that need a person come first; of the others only a look is needed.
  await at(2)
  await page.getByText('lu\u00A0: LU AINSI').waitFor()
  await expectAccessible(page, 'the desk')
  expect(await focused(page)).toBe('combobox')
  await press('Enter')
  await at(5)
  await press('2')
  await at(3)
  await expect.poll(exam.names, PATIENCE).toBe('-B--C')

  // Skipped, and back; where one stands outlives a reload.
  await press('ArrowRight')
  await at(1)
  await press('ArrowLeft')
  await at(3)
  // The address follows a moment later, and held another copy before.
  await expect.poll(() => page.url(), PATIENCE).toContain(`copie=${exam.copyIds[2]}`)
  await page.reload()
  await at(3)
  await page.keyboard.type('cahors')
  await press('Enter')
  // Cléo has a copy: both are shown, and it goes from one to the other as one act.
  await page.getByRole('dialog').getByText('Copie 5').first().waitFor()
  await expectAccessible(page, 'two copies of one student')
  await press('d')
  await at(1)
  await expect.poll(exam.names, PATIENCE).toBe('-BC--')
  expect(await focused(page)).toBe('combobox')
  await press('Control+z')
  await at(3)
  await expect.poll(exam.names, PATIENCE).toBe('-B--C')

  // Somebody whom the list lacks.
  await page.keyboard.type('NEVERS Noé')
  await press('F2')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Nom', { exact: true }).waitFor()
  expect(await dialog.getByLabel('Nom', { exact: true }).inputValue()).toBe('NEVERS')
  await press('Tab', 'Tab')
  await page.keyboard.type('12032008')
  await press('Enter')
  await at(1)
  await expect.poll(exam.names, PATIENCE).toBe('-BN-C')
  await expect.poll(() => focused(page), PATIENCE).toBe('combobox')

  await press('Enter')
  await at(4)
  await press('Control+z')
  await at(1)
  await press('Control+Shift+z')
  await expect.poll(exam.names, PATIENCE).toBe('ABN-C')
  await press('ArrowRight', 'Enter')
  await page.getByText('Toutes les copies ont un nom').waitFor()
  await expect.poll(exam.names, PATIENCE).toBe('ABNDC')
})

it('confirms names in bulk at the wall, one put aside, and takes them back', async () => {
  const exam = await readExam([
    { status: 'certain', as: [0] },
    { status: 'certain', as: [1] },
    { status: 'certain', as: [2] },
    { status: 'review', as: [3] },
    { status: 'none', as: [4] },
  ])
  const page = await openPage(`${exam.page}/verification`, 'Proposées comme sûres')
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const button = (name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) }).waitFor()
  const sections = () => page.getByRole('heading', { level: 2 }).allTextContents()
  await button('Confirmer 3 noms')
  expect((await sections()).slice(1)).toEqual([
    'Sans nom proposé, ou en conflit 1\u00A0copie',
    'À vérifier 1\u00A0copie',
    'Proposées comme sûres 3\u00A0copies',
  ])

  // Down to the second of the certain ones, which is put aside, and out of the lot.
  await press('ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight', 'x')
  await button('Confirmer 2 noms')
  await expectAccessible(page, 'the wall')
  await page.reload()
  await button('Confirmer 2 noms')
  await press('Control+Enter')
  await expect.poll(exam.names, PATIENCE).toBe('A-C--')
  await page.getByText('2\u00A0noms confirmés').waitFor()
  await page.getByText('Confirmées', { exact: false }).first().waitFor()
  await press('Control+z')
  await expect.poll(exam.names, PATIENCE).toBe('-----')
  await press('Control+Shift+z')
  await expect.poll(exam.names, PATIENCE).toBe('A-C--')

  // The arrows go by what is on screen, which follows the server.
  await expect.poll(async () => (await sections()).at(-1), PATIENCE).toBe('Confirmées 2\u00A0copies')

  // Chosen by hand: what is to be verified too, but not what was put aside.
  await press('ArrowDown', ' ')
  await button('Confirmer 1 nom')
  await press('Control+Enter')
  await expect.poll(exam.names, PATIENCE).toBe('A-CD-')

  // The one put aside is the next; the desk is one key away, and shows the same copy.
  await press('ArrowDown', 'Backspace')
  await button('Confirmer 1 nom')
  await press('Backspace')
  await button('Aucun nom à confirmer')
  await press('Enter')
  await page.getByRole('combobox', { name: 'Nom lu sur la copie' }).waitFor()
  await page.getByRole('img', { name: 'En-tête de la copie 2' }).waitFor()
  await press('Enter')
  await expect.poll(exam.names, PATIENCE).toBe('ABCD-')
})
