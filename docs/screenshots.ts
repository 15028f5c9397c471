/**
 * Takes the pictures of docs/images again, on a demonstration that runs:
 *
 *   KORRIGO_DATA=./demo npm run demo
 *   KORRIGO_DATA=./demo npm start
 *   node_modules/.bin/node docs/screenshots.ts [address]
 *
 * Adds an exam of its own for the stages that the demonstration has already passed.
 */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import type { z } from 'zod'
import { getSession, listUsers, logIn } from '#contract/auth.ts'
import { CSRF_HEADER, type Endpoint, LOCK_HEADER } from '#contract/endpoint.ts'
import { createExam, listExams, setExamCorrectors, setGradingStructure } from '#contract/exams.ts'
import { getDesk, listMyCopies, lockCopy, type Marking, saveDraft } from '#contract/grading.ts'
import { identifyCopy, listIdentification } from '#contract/identification.ts'
import { listScans, uploadScans } from '#contract/scans.ts'
import { validateCopies } from '#contract/stapler.ts'
import { importRoster, listRoster } from '#contract/students.ts'
import { DEMO_STRUCTURE } from '#server/commands/demo-marking.ts'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { makeStudents, rosterCsv } from '#server/specimen/students.ts'
import { launchChromium } from '#test/chromium.ts'

const address = process.argv[2] ?? 'http://127.0.0.1:3000'
const images = join(import.meta.dirname, 'images')
/** A README with five pictures has to load. */
const MOST_BYTES = 150 * 1024
const PASSWORD = 'korrigo-demo'
/** Named copies of the exam of our own; the next one is on the identification desk. */
const NAMED = 5

/** Run in the page. Images further down are loaded when somebody scrolls to them. */
const SEEN_IMAGES_ARE_THERE =
  '[...document.images].every((image) => image.complete || image.getBoundingClientRect().top > innerHeight)'

const students = makeStudents({ seed: 'screenshots', count: 12, className: '1re 2' })

interface Person {
  page: Page
  call<E extends Endpoint>(endpoint: E, sent?: Sent): Promise<AnswerOf<E>>
}
type AnswerOf<E extends Endpoint> = z.output<Extract<E['response'], z.ZodType>>
interface Sent {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
  file?: { name: string; mimeType: string; buffer: Buffer }
  lockToken?: string
}

const browser = await launchChromium()
try {
  const admin = await arrive(browser, 'secretariat')
  const { exams } = await admin.call(listExams)
  const demonstration = exams.find(({ name }) => name === 'Évaluation commune de seconde')
  if (demonstration === undefined) throw new Error(`No demonstration at ${address}.`)

  await admin.page.goto(`${address}/examens/${demonstration.id}/resultats`)
  await shoot(admin.page, 'resultats')
  for (const theme of ['light', 'dark'] as const) await shootDesk(demonstration.id, theme)

  const examId = await makeOwnExam(admin)
  await admin.page.goto(`${address}/examens/${examId}/agrafage`)
  await shoot(admin.page, 'agrafage')
  await nameSome(admin, examId)
  await admin.page.goto(`${address}/examens/${examId}/identification`)
  await admin.page.getByLabel('Nom lu sur la copie').waitFor()
  await shoot(admin.page, 'identification')
} finally {
  await browser.close()
}

/** Somebody of the demonstration, logged in at a screen of 1440 × 900. */
async function arrive(
  chromium: Browser,
  username: string,
  theme: 'light' | 'dark' = 'light',
): Promise<Person> {
  const context = await chromium.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'fr-FR',
    colorScheme: theme,
    reducedMotion: 'reduce',
  })
  await context.request.post(address + logIn.path, { data: { username, password: PASSWORD } })
  const { csrfToken } = await (await context.request.get(address + getSession.path)).json()
  if (csrfToken === null) throw new Error(`${username} cannot log in.`)
  return {
    page: await context.newPage(),
    async call(endpoint, { params = {}, query = {}, body, file, lockToken } = {}) {
      const path = endpoint.path.replace(/:(\w+)/g, (_, name) => params[name] ?? '')
      const response = await context.request.fetch(address + path, {
        method: endpoint.method,
        headers: { [CSRF_HEADER]: csrfToken, ...(lockToken && { [LOCK_HEADER]: lockToken }) },
        params: query,
        ...(body === undefined ? {} : { data: body }),
        ...(file === undefined ? {} : { multipart: { file } }),
      })
      if (!response.ok()) throw new Error(`${endpoint.method} ${path}: ${await response.text()}`)
      return response.json()
    },
  }
}

/** The copy that a corrector of the demonstration has begun. */
async function shootDesk(examId: string, theme: 'light' | 'dark'): Promise<void> {
  const corrector = await arrive(browser, 'prof.mathieu', theme)
  const { page } = corrector
  const { copies } = await corrector.call(listMyCopies, { params: { examId } })
  const begun = copies.find(({ status, marked }) => status !== 'GRADED' && marked > 0)
  if (begun === undefined) throw new Error('No copy is begun.')
  await annotate(corrector, begun.id)
  await page.goto(`${address}/copies/${begun.id}`)
  await page.getByText('Enregistré', { exact: true }).first().waitFor()
  // The whole page.
  await page.keyboard.press('p')
  await shoot(page, theme === 'dark' ? 'bureau-sombre' : 'bureau')
  await page.getByRole('button', { name: 'Rendre' }).click()
  await page.waitForURL(/corrections/)
}

/** Marks the first exercise and writes in the margin, where every invented hand leaves room. */
async function annotate(corrector: Person, copyId: string): Promise<void> {
  const params = { copyId }
  const { draft } = await corrector.call(getDesk, { params })
  const { token } = await corrector.call(lockCopy, { params })
  const annotation = (fields: Partial<Marking['annotations'][number]>): Marking['annotations'][number] => ({
    ...{ id: randomUUID(), pageIndex: 0, x: 0.04, y: 0.3, w: 0.045, h: 0.028, type: 'BONUS', content: null },
    ...{ scoreDelta: null, questionId: null },
    ...fields,
  })
  const marking: Marking = {
    ...draft.marking,
    marks: { ...draft.marking.marks, 'ex1-2b': 0.75, 'ex1-3': 1 },
    remarks: { 'ex1-2b': 'Les deux solutions y sont\u202F; justifiez le passage à la racine.' },
    annotations: [
      // The demonstration's own; what an earlier run added goes.
      ...draft.marking.annotations.slice(0, 1),
      annotation({ content: '{"shape":"tick"}' }),
      annotation({ y: 0.52, content: '{"shape":"tick"}' }),
      annotation({ type: 'HIGHLIGHT', x: 0.24, y: 0.281, w: 0.3, h: 0.02 }),
      annotation({
        type: 'ERROR',
        x: 0.68,
        y: 0.945,
        w: 0.24,
        h: 0.03,
        content: 'Citez la propriété utilisée.',
      }),
    ],
  }
  const view = { ...draft.view, activeQuestion: 'ex1-2b' }
  const body = { baseVersion: draft.version, clientId: randomUUID(), marking, view }
  await corrector.call(saveDraft, { params, lockToken: token, body })
}

/** Twelve copies as they come from the scanner, some of them badly fed. */
async function makeOwnExam(admin: Person): Promise<string> {
  const { id } = await admin.call(createExam, {
    body: {
      name: 'Devoir commun de première',
      date: '2026-11-20',
      uploadMode: 'BATCH_A3',
      pagesPerBooklet: 4,
      subject: 'Mathématiques',
    },
  })
  const params = { examId: id }
  await admin.call(setGradingStructure, { params, body: { gradingStructure: DEMO_STRUCTURE } })
  const { users } = await admin.call(listUsers, { query: { role: 'corrector' } })
  await admin.call(setExamCorrectors, { params, body: { correctorIds: users.map((user) => user.id) } })
  const roster = Buffer.from(rosterCsv(students))
  await admin.call(importRoster, {
    params,
    query: { dryRun: 'false' },
    file: { name: 'premiere-2.csv', mimeType: 'text/csv', buffer: roster },
  })
  const folder = await mkdtemp(join(tmpdir(), 'korrigo-screenshots-'))
  try {
    const outPath = join(folder, 'lot.pdf')
    await makeBatch({
      seed: 'screenshots',
      students,
      outPath,
      dpi: 150,
      defects: { upsideDown: [1], missingVerso: [2], insertedSheet: [4], scannedTwice: [6] },
    })
    const buffer = await readFile(outPath)
    const file = { name: 'premiere-2.pdf', mimeType: 'application/pdf', buffer }
    await admin.call(uploadScans, { params, file })
  } finally {
    await rm(folder, { recursive: true })
  }
  for (;;) {
    const { scans } = await admin.call(listScans, { params })
    if (scans.every(({ status }) => status === 'DONE')) return id
    await sleep(500)
  }
}

/** The copies were fed in the order of the class list. */
async function nameSome(admin: Person, examId: string): Promise<void> {
  await admin.call(validateCopies, { params: { examId }, body: {} })
  const { copies } = await admin.call(listIdentification, { params: { examId } })
  const { students: roster } = await admin.call(listRoster, { params: { examId } })
  for (const [index, copy] of copies.slice(0, NAMED).entries())
    await admin.call(identifyCopy, {
      params: { copyId: copy.id },
      body: { studentId: roster[index]?.id },
    })
}

/** Every image in sight there, nothing moving any more. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  // Not waitForFunction: it evaluates text inside the page, which the content security policy forbids.
  while (!(await page.evaluate(SEEN_IMAGES_ARE_THERE))) await sleep(100)
  await sleep(400)
  const png = await compress(await page.screenshot())
  await writeFile(join(images, `${name}.png`), png)
  console.log(`${name}.png ${Math.round(png.length / 1024)} KB`)
}

/**
 * As good as MOST_BYTES allows. The grain of paper is most of a picture: with fewer shades it goes, while a palette small
 * enough to do the same would lose the green of a tick.
 */
async function compress(png: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  for (let step = 1; ; step++) {
    // Counted from white, which stays white.
    const shades = data.map((value) => 255 - Math.round((255 - value) / step) * step)
    const small = await sharp(shades, { raw: { width: info.width, height: info.height, channels: 3 } })
      .png({ palette: true, quality: 90, dither: 0, effort: 10 })
      .toBuffer()
    if (small.length <= MOST_BYTES || step === 16) return small
  }
}
