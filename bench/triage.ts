import { randomUUID } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import sharp from 'sharp'
import { withDeps } from '#server/commands/with-deps.ts'
import { derivedKey } from '#server/scans/page-images.ts'
import { launchChromium } from '#test/chromium.ts'
import { freePort, Person, startInstallation } from '#test/installation.ts'

// The stapler with 1,000 sheets, and beside it with 10 in the same run: from the click to the first cards with their pages painted, one
// gesture of the keyboard to its result, the longest frame while all of it scrolls by. `node bench/triage.ts [sheets]`
//
// The rows are written straight into the database; every thumbnail is the same small JPEG, kept where the splitter keeps them, so that
// reading, sending and decoding them costs what it does. The page is the built one: `npm start` or `npm test` builds it.

const sheets = Number(process.argv[2] ?? 1000)
const GESTURES = 50

// What runs in the page, as text: this folder is checked without the types of a browser.
const OPEN_WALL = `(async () => {
  const link = [...document.querySelectorAll('a')].find((a) => a.getAttribute('href')?.endsWith('/agrafage'))
  const startedAt = performance.now()
  link.click()
  const inView = (image) => {
    const { top, bottom } = image.getBoundingClientRect()
    return bottom > 0 && top < innerHeight
  }
  for (;;) {
    await new Promise(requestAnimationFrame)
    const images = [...document.querySelectorAll('article img')].filter(inView)
    if (images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0)) break
  }
  await new Promise(requestAnimationFrame)
  return performance.now() - startedAt
})()`
const SWAP_SIDES = `(async () => {
  const order = () => [...document.querySelectorAll('article[data-current] button[id]')].map(({ id }) => id).join()
  const before = order()
  const startedAt = performance.now()
  dispatchEvent(new KeyboardEvent('keydown', { key: 'v', code: 'KeyV', bubbles: true, cancelable: true }))
  while (order() === before) await new Promise(requestAnimationFrame)
  await new Promise(requestAnimationFrame)
  return performance.now() - startedAt
})()`
// One screen in eight frames: fast, as with the wheel held down.
const SCROLL_THROUGH = `(async () => {
  const frames = []
  let last = await new Promise(requestAnimationFrame)
  for (let y = 0; y < document.documentElement.scrollHeight - innerHeight; y += innerHeight / 8) {
    scrollTo(0, y)
    const now = await new Promise(requestAnimationFrame)
    frames.push(now - last)
    last = now
  }
  return frames
})()`

const dataDir = mkdtempSync(join(tmpdir(), 'korrigo-triage-'))
chmodSync(dataDir, 0o755)
process.env.KORRIGO_DATA = dataDir
const korrigo = await startInstallation(dataDir, await freePort())
let browser: Browser | undefined
try {
  const admin = new Person(korrigo.origin)
  await admin.setUp(dataDir)
  browser = await launchChromium()
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'fr-FR' })
  const [name = '', value = ''] = (admin.headers.cookie ?? '').split('=')
  await context.addCookies([{ name, value, url: admin.origin }])
  const table = []
  // The small one first: it also warms the server and the shell of the page.
  for (const count of [10, sheets]) table.push(await measure(context, admin, count))
  for (const figure of Object.keys(table[0] ?? {}) as Array<keyof (typeof table)[number]>)
    console.log([figure.padEnd(20), ...table.map((of) => String(of[figure]).padStart(9))].join(''))
} finally {
  await browser?.close()
  korrigo.signal('SIGTERM')
  await korrigo.ended
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
}

async function measure(context: BrowserContext, admin: Person, count: number) {
  const examId = await admin.createExam(`Lot de ${count} feuilles`)
  await fillExam(examId, count)
  const server = await timesOf(10, async () => {
    const response = await admin.send('GET', `/api/exams/${examId}/stapler`)
    return (await response.arrayBuffer()).byteLength
  })
  const page = await context.newPage()
  const opened: number[] = []
  const busy: number[] = []
  for (let round = 0; round < 5; round++) {
    const [ms, busyFor] = await busyMs(page, () => openWall(page, admin.origin, examId))
    opened.push(ms)
    busy.push(busyFor)
  }
  const [gestures, gesturesBusy] = await busyMs(page, () => timeGestures(page))
  await page.evaluate('scrollTo(0, 0)')
  await page.waitForTimeout(500)
  const [frames, scrollBusy] = await busyMs(page, () => page.evaluate<number[]>(SCROLL_THROUGH))
  await page.close()
  return {
    sheets: count,
    'answer kB': Math.round(server.last / 1024),
    'server ms': round1(quantile(server.ms, 0.5)),
    'first cards ms': Math.round(quantile(opened, 0.5)),
    'worst of 5': Math.round(Math.max(...opened)),
    'cpu ms': Math.round(quantile(busy, 0.5)),
    'gesture median ms': round1(quantile(gestures, 0.5)),
    'p95 ms': round1(quantile(gestures, 0.95)),
    'cpu ms each': round1(gesturesBusy / GESTURES),
    frames: frames.length,
    'longest ms': Math.round(Math.max(0, ...frames)),
    'over 50 ms': frames.filter((ms) => ms > 50).length,
    'cpu ms a frame': round1(scrollBusy / Math.max(1, frames.length)),
  }
}

/** From the click on the stage of the exam, the shell being there, to the frame after every page in view is decoded. */
async function openWall(page: Page, origin: string, examId: string): Promise<number> {
  await page.goto(`${origin}/examens/${examId}/numerisation`)
  await page.getByRole('link', { name: /Agrafage/ }).waitFor()
  await page.waitForLoadState('networkidle')
  return page.evaluate<number>(OPEN_WALL)
}

/** Key presses that change an arrangement, each on another copy, to the frame that shows the result; the server confirms meanwhile. */
async function timeGestures(page: Page): Promise<number[]> {
  await page.keyboard.press('ArrowRight')
  const times: number[] = []
  for (let i = 0; i < GESTURES; i++) {
    times.push(await page.evaluate<number>(SWAP_SIDES))
    await page.keyboard.press('ArrowDown')
    // As a quick person goes on: answers and announcements come in between.
    await page.waitForTimeout(60)
  }
  return times
}

/** Milliseconds of processor time of the page's main thread while `act` runs: what a busy machine does not change. */
async function busyMs<T>(page: Page, act: () => Promise<T>): Promise<[T, number]> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const taskMs = async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000
  }
  const before = await taskMs()
  const done = await act()
  const busy = (await taskMs()) - before
  await session.detach()
  return [done, busy]
}

/** `count` sheets, each a copy of four pages; every tenth is flagged. */
async function fillExam(examId: string, count: number): Promise<void> {
  const scanId = randomUUID()
  await withDeps(async ({ db, config }) => {
    await sql`
      insert into scans_scan (id, exam_id, file_name, sha256, storage_key, byte_size, status, page_count, pages_done, uploaded_by_id, finished_at)
      select ${scanId}, ${examId}, 'lot.pdf', encode(sha256(${examId}::bytea), 'hex'), 'scans/lot.pdf', 1, 'DONE', ${2 * count}, ${2 * count}, id, now()
      from auth_user where username = 'direction'
    `.execute(db)
    await sql`
      with copy as (
        insert into exams_copy (exam_id, anonymous_id, position)
        select ${examId}, ${`${count}-`} || n, n from generate_series(0, ${count - 1}) n returning id, position
      ), booklet as (
        insert into exams_booklet (exam_id, start_page, end_page)
        select ${examId}, 2 * n + 1, 2 * n + 2 from generate_series(0, ${count - 1}) n returning id, start_page
      )
      insert into scans_page (scan_id, source_page, half, sheet_key, box_x, box_y, box_w, box_h, width_px, height_px, blank, header_box,
        analysis, booklet_id, copy_id, position)
      select ${scanId}, 2 * c.position + 1 + side, half, 'sheets/none.pdf', 0, 0, 1, 1, 1240, 1754, place = 3,
        case place when 0 then '{"x":0.04,"y":0.03,"w":0.92,"h":0.16}'::jsonb end,
        jsonb_build_object('flags', case when c.position % 10 = 0
          then jsonb_build_array(jsonb_build_object('code', 'sides_swapped', 'sourcePage', 2 * c.position + 1 + side, 'certain', false))
          else '[]' end),
        b.id, c.id, place
      from copy c join booklet b on b.start_page = 2 * c.position + 1
      cross join (values (0, 0, 'right'), (1, 1, 'left'), (2, 1, 'right'), (3, 0, 'left')) as page (place, side, half)
    `.execute(db)
    const pages = await db.selectFrom('scans_page').where('scan_id', '=', scanId).select('id').execute()
    const thumb = await somePage(220, 311)
    const header = await somePage(1140, 280)
    for (const { id } of pages)
      for (const [size, bytes] of [
        ['thumb', thumb],
        ['header', header],
      ] as const) {
        const file = join(config.filesDir, derivedKey(id, size, 0))
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, bytes)
      }
  })
}

/** Lines of writing on grey paper. */
function somePage(width: number, height: number): Promise<Buffer> {
  const lines = Array.from({ length: Math.floor(height / 12) }, (_, i) => i * 12 + 8)
  const strokes = lines.map(
    (y) =>
      `<path d="M${width * 0.08} ${y} q${width * 0.1} -6 ${width * 0.2} 0 t${width * 0.2} 0 t${width * 0.2} 0 t${width * 0.2} 0" fill="none" stroke="#345"/>`,
  )
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#eee"/>${strokes.join('')}</svg>`
  return sharp(Buffer.from(drawing)).jpeg({ quality: 75 }).toBuffer()
}

async function timesOf(rounds: number, act: () => Promise<number>): Promise<{ ms: number[]; last: number }> {
  const ms: number[] = []
  let last = 0
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now()
    last = await act()
    ms.push(performance.now() - startedAt)
  }
  return { ms, last }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
