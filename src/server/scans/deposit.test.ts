import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listScans, removeScan, type Scan } from '#contract/scans.ts'
import { getStapler } from '#contract/stapler.ts'
import { removeForgottenFiles } from '#server/upkeep/forgotten-files.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { makeExam } from '#test/factories.ts'
import { deposit, depositAndSplit, newScanPdf } from '#test/scans.ts'
import { writeZip, type ZippedFile } from '#test/zip.ts'
import { splitWholeScan } from './split-scan-job.ts'

const LIMIT = 4 * 1024 * 1024

let korrigo: TestApp
let admin: TestUser
beforeAll(async () => {
  korrigo = await openTestApp({ KORRIGO_MAX_UPLOAD_MB: '4', KORRIGO_MAX_PAGES: '3' })
  admin = await korrigo.newUser('admin')
})
afterAll(() => korrigo.close())

const newExamId = async () => (await makeExam(korrigo)).id
const put = (examId: string, name: string, bytes: Uint8Array) =>
  deposit(korrigo, admin, examId, [{ name, bytes }])
const putZip = async (files: ZippedFile[], examId?: string) =>
  put(examId ?? (await newExamId()), 'classe.zip', writeZip(files))
const scansOf = async (examId: string) => (await admin.call(listScans, { params: { examId } })).json.scans
const expectNothingLeft = async () => expect(await readdir(korrigo.config.workDir)).toEqual([])
const namesOf = (scans: Scan[]) => scans.map(({ fileName }) => fileName)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

describe('an archive as a whole is refused', () => {
  test.each<[string, () => Promise<Buffer> | Buffer, string]>([
    ['without any file', () => writeZip([]), 'zip_empty'],
    [
      'of folders and clutter only',
      () =>
        writeZip([
          { name: 'classe/', bytes: Buffer.alloc(0) },
          { name: '__MACOSX/._a.pdf', bytes: Buffer.from('%PDF-') },
          { name: 'classe/.DS_Store', bytes: Buffer.from('x') },
          { name: 'Thumbs.db', bytes: Buffer.from('x') },
        ]),
      'zip_empty',
    ],
    [
      'cut off',
      async () => writeZip([{ name: 'a.pdf', bytes: await newScanPdf() }]).subarray(0, -30),
      'zip_damaged',
    ],
    ['of its first bytes only', () => Buffer.from('PK\x03\x04', 'latin1'), 'zip_damaged'],
    [
      'whose directory is no directory',
      () => {
        const bytes = writeZip([{ name: 'a.pdf', bytes: Buffer.from('%PDF-1.7') }])
        bytes.write('??', bytes.indexOf('PK\x01\x02', 0, 'latin1'))
        return bytes
      },
      'zip_damaged',
    ],
    [
      'of more files than a school has pupils',
      () => writeZip(Array.from({ length: 5001 }, (_, i) => ({ name: `${i}.pdf`, method: 0 }))),
      'zip_too_many_files',
    ],
  ])('%s', async (_, bytes, code) => {
    const examId = await newExamId()
    const answer = await put(examId, 'classe.zip', await bytes())
    expect(answer).toMatchObject({ code })
    expect(answer.problem?.detail).toContain('classe.zip')
    expect(await scansOf(examId)).toEqual([])
    await expectNothingLeft()
  })

  test('when every file of it is: 422, with each of them', async () => {
    const answer = await putZip([
      { name: 'a.pdf', bytes: Buffer.from('Bonjour') },
      { name: 'b.pdf', bytes: Buffer.alloc(0) },
    ])
    expect(answer).toMatchObject({ status: 422, code: 'upload_all_refused' })
    expect(answer.problem?.refused).toMatchObject([
      { file: 'a.pdf', code: 'upload_not_a_scan', detail: expect.stringContaining('a.pdf') },
      { file: 'b.pdf', code: 'upload_empty', detail: expect.stringContaining('b.pdf') },
    ])
    await expectNothingLeft()
  })

  test('when its only file is: the problem of that file', async () => {
    const answer = await putZip([{ name: 'classe/a.pdf', bytes: Buffer.from('Bonjour') }])
    expect(answer).toMatchObject({ status: 415, code: 'upload_not_a_scan' })
    expect(answer.problem?.detail).toMatch(/^a\.pdf/)
  })
})

describe('a bad file of an archive is named, and the others are taken', () => {
  const zeros = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(LIMIT - 100)])
  test.each<[string, ZippedFile, string]>([
    ['text', { name: 'm.pdf', bytes: Buffer.from('Bonjour') }, 'upload_not_a_scan'],
    ['empty', { name: 'm.pdf' }, 'upload_empty'],
    ['an archive in the archive', { name: 'm.pdf', bytes: writeZip([{ name: 'x.pdf' }]) }, 'zip_nested'],
    ['encrypted', { name: 'm.pdf', bytes: Buffer.from('%PDF-1.7'), flags: 0x801 }, 'zip_entry_encrypted'],
    [
      'in a coding of its own',
      { name: 'm.pdf', bytes: Buffer.from('%PDF-1.7'), method: 9 },
      'zip_entry_damaged',
    ],
    [
      'with another sum than announced',
      { name: 'm.pdf', bytes: Buffer.from('%PDF-1.7'), says: { crc: 1 } },
      'zip_entry_damaged',
    ],
    ['longer than announced', { name: 'm.pdf', bytes: zeros, says: { byteSize: 9 } }, 'zip_entry_damaged'],
    [
      'shorter than announced',
      { name: 'm.pdf', bytes: Buffer.from('%PDF-1.7'), says: { byteSize: 900 } },
      'zip_entry_damaged',
    ],
    [
      'stored, of another length than announced',
      { name: 'm.pdf', bytes: Buffer.from('%PDF-1.7'), method: 0, says: { byteSize: 900 } },
      'zip_entry_damaged',
    ],
    [
      'larger than allowed',
      { name: 'm.pdf', bytes: Buffer.alloc(LIMIT + 1, '%PDF-1.7\n') },
      'upload_too_large',
    ],
    [
      'a link to a secret of the server',
      { name: 'm.pdf', bytes: Buffer.from('../../secrets/postgres-password'), mode: 0o120777 },
      'upload_not_a_scan',
    ],
  ])('%s', async (_, bad, code) => {
    const answer = await putZip([
      { name: 'a.pdf', bytes: await newScanPdf() },
      bad,
      { name: 'z.pdf', bytes: await newScanPdf() },
    ])
    expect(answer.status).toBe(202)
    expect(namesOf(answer.json.scans)).toEqual(['a.pdf', 'z.pdf'])
    expect(answer.json.refused).toEqual([{ file: 'm.pdf', code, detail: expect.stringContaining('m.pdf') }])
    await expectNothingLeft()
  })

  test('one that unpacks to a thousand times its weight', async () => {
    const large = await openTestApp()
    const user = await large.newUser('admin')
    const bomb = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(20 * 1024 * 1024)])
    const bytes = writeZip([{ name: 'bombe.pdf', bytes: bomb }])
    const { id: examId } = await makeExam(large)
    const answer = await deposit(large, user, examId, [{ name: 'classe.zip', bytes }])
    expect(answer).toMatchObject({ status: 422, code: 'zip_entry_inflated' })
    expect(await readdir(large.config.workDir)).toEqual([])
    await large.close()
  })

  test('and those beyond the weight of a whole archive are left', async () => {
    const files = Array.from({ length: 6 }, (_, index) => ({
      name: `${index}.pdf`,
      bytes: Buffer.alloc(LIMIT, `%PDF-1.7 ${index}\n`),
    }))
    const { json } = await putZip(files)
    expect(namesOf(json.scans)).toEqual(['0.pdf', '1.pdf', '2.pdf', '3.pdf'])
    expect(json.refused).toMatchObject([
      { file: '4.pdf', code: 'zip_too_large', detail: expect.stringContaining('classe.zip dépasse 16 Mo') },
      { file: '5.pdf', code: 'zip_too_large' },
    ])
    await expectNothingLeft()
  })

  test('the same file twice, in the archive or before it', async () => {
    const examId = await newExamId()
    const bytes = await newScanPdf()
    await put(examId, 'hier.pdf', bytes)
    const other = await newScanPdf()
    const answer = await putZip(
      [
        { name: 'a.pdf', bytes: other },
        { name: 'b.pdf', bytes: other },
        { name: 'c.pdf', bytes },
      ],
      examId,
    )
    expect(namesOf(answer.json.scans)).toEqual(['a.pdf'])
    expect(answer.json.refused).toMatchObject([
      { file: 'b.pdf', code: 'scan_already_there', detail: expect.stringContaining('«\u00a0a.pdf\u00a0»') },
      {
        file: 'c.pdf',
        code: 'scan_already_there',
        detail: expect.stringContaining('«\u00a0hier.pdf\u00a0»'),
      },
    ])
  })
})

describe('an archive', () => {
  test('gives a scan for each of its files, in the order of their names, whatever their extension', async () => {
    const examId = await newExamId()
    const pdf = await newScanPdf()
    const jpeg = await sharp({ create: { width: 800, height: 1130, channels: 3, background: 'white' } })
      .jpeg()
      .toBuffer()
    const answer = await putZip(
      [
        { name: 'copie 10.pdf', bytes: await newScanPdf() },
        { name: 'copie 2.jpg', bytes: pdf, method: 0 },
        { name: '__MACOSX/._copie 2.pdf', bytes: Buffer.from('x') },
        { name: '../../etc/copie 3.pdf', bytes: jpeg },
      ],
      examId,
    )
    expect(answer.json.refused).toEqual([])
    expect(answer.json.scans.map(({ fileName, sha256: sum }) => [fileName, sum])).toEqual([
      ['copie 3.pdf', sha256(jpeg)],
      ['copie 2.jpg', sha256(pdf)],
      ['copie 10.pdf', expect.any(String)],
    ])
    expect((await korrigo.storage.read(`scans/${sha256(pdf)}.pdf`)).equals(pdf)).toBe(true)
    expect((await korrigo.storage.read(`scans/${sha256(jpeg)}.jpg`)).equals(jpeg)).toBe(true)
    await expectNothingLeft()
  })

  test.each([
    ['UTF-8 that says so', 'DURAND Léa.pdf', 0x800],
    ['UTF-8 of macOS, in two parts, that does not', 'DURAND Le\u0301a.pdf', 0],
    ['the code page of Windows', Buffer.from('DURAND L\x82a.pdf', 'latin1'), 0],
  ])('has its names read: %s', async (_, name, flags) => {
    const { json } = await putZip([{ name, flags, bytes: await newScanPdf() }])
    expect(namesOf(json.scans)).toEqual(['DURAND Léa.pdf'])
  })

  test('tells files of one name by their folders', async () => {
    const { json } = await putZip([
      { name: 'DURAND Léa/copie.pdf', bytes: await newScanPdf() },
      { name: 'MARTIN Zoé\\copie.pdf', bytes: await newScanPdf() },
      { name: 'autre.pdf', bytes: await newScanPdf() },
    ])
    expect(namesOf(json.scans)).toEqual(['autre.pdf', 'DURAND Léa - copie.pdf', 'MARTIN Zoé - copie.pdf'])
  })

  test('among other files of one request; a bad one stops none', async () => {
    const zip = writeZip([{ name: 'dans.pdf', bytes: await newScanPdf() }])
    const answer = await deposit(korrigo, admin, await newExamId(), [
      { name: 'gros.pdf', bytes: Buffer.alloc(LIMIT + 1, '%PDF-1.7\n') },
      { name: 'un.pdf', bytes: await newScanPdf() },
      { name: 'non.pdf', bytes: Buffer.alloc(100_000, 'non ') },
      { name: 'classe.zip', bytes: zip },
      { name: 'deux.pdf', bytes: await newScanPdf() },
    ])
    expect(answer.status).toBe(202)
    expect(namesOf(answer.json.scans)).toEqual(['un.pdf', 'dans.pdf', 'deux.pdf'])
    expect(answer.json.refused).toMatchObject([
      { file: 'gros.pdf', code: 'upload_too_large' },
      { file: 'non.pdf', code: 'upload_not_a_scan' },
    ])
    await expectNothingLeft()
  })
})

test('more files than one request may carry are said to be too many', async () => {
  const examId = await newExamId()
  const first = { name: 'un.pdf', bytes: await newScanPdf() }
  const rest = Array.from({ length: 1000 }, (_, index) => ({ name: `${index}.pdf`, bytes: Buffer.from('x') }))
  const answer = await deposit(korrigo, admin, examId, [first, ...rest])
  expect(answer).toMatchObject({ status: 413, code: 'upload_too_many_files' })
  expect(answer.problem?.detail).toContain('1000 fichiers')
  expect(namesOf(await scansOf(examId))).toEqual(['un.pdf'])
  await expectNothingLeft()
})

describe('an image', () => {
  const page = (widthPx: number, heightPx: number) =>
    sharp({ create: { width: widthPx, height: heightPx, channels: 3, background: 'white' } }).composite([
      { input: { create: { width: 300, height: 60, channels: 3, background: 'black' } }, left: 90, top: 90 },
    ])
  const halvesOf = async (examId: string) =>
    (await admin.call(getStapler, { params: { examId } })).json.copies.flatMap(({ pages }) =>
      pages.map(({ sourcePage, half }) => `${sourcePage} ${half}`),
    )

  test.each<[string, () => Promise<Buffer> | Buffer, string, string]>([
    [
      'a JPEG without picture',
      () => Buffer.from('\xff\xd8\xff\xe0\0\0', 'latin1'),
      'image_damaged',
      'endommagée',
    ],
    ['a TIFF without image', () => Buffer.from('II*\0\0\0\0\0', 'latin1'), 'image_empty', 'aucune image'],
    ['a PNG of two billion points', hugePng, 'image_too_large', '100 millions de points'],
    [
      'a TIFF of four pages when three are allowed',
      () => tiffOf(4),
      'pdf_too_many_pages',
      'limite de 3 pages',
    ],
    [
      'a PNG that ends early',
      async () => (await page(900, 900).png().toBuffer()).subarray(0, 2000),
      'image_damaged',
      'incomplète',
    ],
  ])('%s is refused on its row, in words', async (_, bytes, code, words) => {
    const examId = await newExamId()
    const { id: scanId } = await depositAndSplit(korrigo, admin, examId, await bytes(), 'scan du jour.tif')
    const [scan] = await scansOf(examId)
    expect(scan).toMatchObject({ status: 'REFUSED', error: { code } })
    expect(scan?.error?.detail).toContain('scan du jour.tif')
    expect(scan?.error?.detail).toContain(words)
    await expectNothingLeft()
    expect(await admin.call(removeScan, { params: { scanId } })).toMatchObject({ status: 204 })
    await removeForgottenFiles(korrigo)
    expect(
      (await readdir(`${korrigo.config.filesDir}/scans`)).filter((name) =>
        name.includes(scan?.sha256 ?? '-'),
      ),
    ).toEqual([])
  })

  test.each<[string, () => Promise<Buffer>, string[]]>([
    ['an A4 page', () => page(827, 1169).withMetadata({ density: 100 }).jpeg().toBuffer(), ['1 full']],
    [
      'an A3 sheet',
      () => page(1654, 1169).withMetadata({ density: 100 }).png().toBuffer(),
      ['1 left', '1 right'],
    ],
    ['three pages of a TIFF', () => tiffOf(3), ['1 full', '2 full', '3 full']],
  ])('becomes pages as a PDF does: %s', async (_, bytes, halves) => {
    const examId = await newExamId()
    await depositAndSplit(korrigo, admin, examId, await bytes(), 'image')
    expect((await halvesOf(examId)).sort()).toEqual(halves)
    expect((await scansOf(examId))[0]).toMatchObject({ status: 'DONE', error: null })
    await expectNothingLeft()
  })

  test('that holds a PDF in a comment is the image it shows', async () => {
    const examId = await newExamId()
    const jpeg = await page(827, 1169).jpeg().toBuffer()
    const comment = Buffer.from('%PDF-1.7\n1 0 obj endobj endstream')
    const segment = Buffer.from([0xff, 0xfe, 0, comment.length + 2])
    const both = Buffer.concat([jpeg.subarray(0, 2), segment, comment, jpeg.subarray(2)])
    await depositAndSplit(korrigo, admin, examId, both, 'copie.pdf')
    expect(await halvesOf(examId)).toEqual(['1 full'])
    expect(await korrigo.storage.exists(`scans/${sha256(both)}.jpg`)).toBe(true)
  })

  test('broken off in the middle goes on where it was', async () => {
    const examId = await newExamId()
    const [scan] = (await put(examId, 'fax.tif', await tiffOf(3))).json.scans
    const controller = new AbortController()
    const running = splitWholeScan(korrigo, scan?.id ?? '', controller.signal)
    while (((await scansOf(examId))[0]?.pagesDone ?? 0) < 1) await new Promise((done) => setTimeout(done, 5))
    controller.abort(new Error('stop'))
    await running.catch(() => {})
    await expectNothingLeft()
    await splitWholeScan(korrigo, scan?.id ?? '')
    expect(await halvesOf(examId)).toEqual(['1 full', '2 full', '3 full'])
  })
})

/** A TIFF of some pages, each told from the others by its dark band. */
async function tiffOf(pages: number): Promise<Buffer> {
  const height = 1169
  const pixels = Buffer.alloc(827 * height * pages, 255)
  for (let index = 0; index < pages; index++)
    pixels.fill(0, 827 * (index * height + 200 + index * 100), 827 * (index * height + 230 + index * 100))
  return sharp(pixels, { raw: { width: 827, height: height * pages, channels: 1, pageHeight: height } })
    .toColourspace('b-w')
    .tiff({ compression: 'lzw', xres: 100 / 25.4, yres: 100 / 25.4 })
    .toBuffer()
}

/** Its header asks for 50 000 × 50 000 points; no reader should try. */
function hugePng(): Buffer {
  const bytes = Buffer.from(
    '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\xc3\x50\0\0\xc3\x50\x08\x02\0\0\0????\0\0\0\0IDAT????\0\0\0\0IEND????',
    'latin1',
  )
  return bytes
}
