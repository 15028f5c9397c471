import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument, PDFName } from '@cantoo/pdf-lib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { A4_MM, drawJpeg, drawScan, scanPdf, writing } from './drawn-scan.fixture.ts'
import { IndexUnusable, openIndexedPdf } from './indexed-pdf.ts'
import { readContentOperations } from './page-content.ts'
import { PdfRefused } from './pdf-refused.ts'
import { findPlainImage } from './plain-image.ts'
import { openScan, openScanFile, readPageContent, type ScanDocument } from './scan-document.ts'

const page = (lines: number) => ({ size: A4_MM, content: writing(30, 40, 160, lines) })

let folder: string
let classic: Uint8Array
let packed: Uint8Array
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'indexed-'))
  classic = await drawScan([page(3), page(9), page(20)])
  packed = await (await PDFDocument.load(classic)).save({ useObjectStreams: true })
})
afterAll(() => rm(folder, { recursive: true }))

let files = 0
async function fileOf(pdf: Uint8Array): Promise<string> {
  const path = join(folder, `${++files}.pdf`)
  await writeFile(path, pdf)
  return path
}

/** The image bytes of every page, as a length and a piece of their middle. */
const imagesOf = (scan: ScanDocument) =>
  scan.pages.map(({ dict, inherited }) => {
    if (!dict) return null
    const content = readPageContent(scan.context, dict)
    const image = findPlainImage(scan, { dict, inherited }, content && readContentOperations(content))
    const middle = (image?.bytes.length ?? 0) >> 1
    return [
      image?.bytes.length,
      Buffer.from(image?.bytes.subarray(middle, middle + 32) ?? []).toString('hex'),
    ]
  })

describe('a PDF read by its index', () => {
  it('is left to the reader of whole files when the index is of no use', async () => {
    const text = Buffer.from(classic).toString('latin1')
    const at = text.lastIndexOf('startxref')
    const locked = await scanPdf([{ jpeg: await drawJpeg(page(1)) }])
    locked.encrypt({ userPassword: '', ownerPassword: 'owner' })
    const useless = {
      'cut short': classic.subarray(0, classic.length - 200),
      'stray bytes first': Buffer.concat([Buffer.from('scan\n'), classic]),
      'wrong offset': Buffer.from(`${text.slice(0, at)}startxref\n12\n%%EOF\n`, 'latin1'),
      'beyond the end': Buffer.from(`${text.slice(0, at)}startxref\n99999999\n%%EOF\n`, 'latin1'),
      encrypted: await locked.save({ useObjectStreams: false }),
      'no PDF': Buffer.from('Bonjour'),
    }
    for (const [what, pdf] of Object.entries(useless)) {
      const path = await fileOf(pdf)
      expect(() => openIndexedPdf(path), what).toThrow(IndexUnusable)
    }
    for (const what of ['stray bytes first', 'wrong offset', 'beyond the end'] as const) {
      const scan = await openScanFile(await fileOf(useless[what]), 10)
      expect(imagesOf(scan), what).toEqual(imagesOf(await openScan(classic, 10)))
    }
  })

  it.each(['table', 'stream'] as const)(
    'is the same as the whole file, with a cross-reference %s',
    async (form) => {
      const pdf = form === 'table' ? classic : packed
      const path = await fileOf(pdf)
      expect(() => openIndexedPdf(path).close()).not.toThrow()
      const scan = await openScanFile(path, 10)
      const images = imagesOf(await openScan(pdf, 10))
      expect(imagesOf(scan)).toEqual(images)
      scan.forget()
      expect(imagesOf(scan)).toEqual(images)
      scan.close()
    },
  )

  it('sees what was appended to the file, and not what it replaces', async () => {
    const pdf = await PDFDocument.load(classic)
    const [first] = pdf.getPages()
    first?.node.set(PDFName.of('Rotate'), pdf.context.obj(90))
    const body = Buffer.from(classic)
    // An update as scanners write it: the changed page again, a table of its own, a link to the one before.
    const reference = first?.ref
    const object = Buffer.from(
      `${reference?.objectNumber} ${reference?.generationNumber} obj\n${first?.node.toString()}\nendobj\n`,
      'latin1',
    )
    const before = /startxref\s+(\d+)/.exec(body.toString('latin1').slice(-200))?.[1]
    const trailer = /trailer\s*<<([\s\S]*)>>\s*startxref/.exec(body.toString('latin1'))?.[1]
    const table = Buffer.from(
      `xref\n${reference?.objectNumber} 1\n${String(body.length).padStart(10, '0')} 00000 n \ntrailer\n<<${trailer} /Prev ${before}>>\nstartxref\n${body.length + object.length}\n%%EOF\n`,
      'latin1',
    )
    const path = await fileOf(Buffer.concat([body, object, table]))
    expect(() => openIndexedPdf(path).close()).not.toThrow()
    const scan = await openScanFile(path, 10)
    expect(scan.pages[0]?.dict?.lookup(PDFName.of('Rotate'))?.toString()).toBe('90')
    expect(scan.pages).toHaveLength(3)
    scan.close()
  })

  it('is read whole when an image turns out not to be where the index says', async () => {
    const moved = Buffer.from(classic)
    const text = moved.toString('latin1')
    // The last image says it is longer than it is.
    const at = text.lastIndexOf('/Length ') + '/Length '.length
    moved.write('9', at, 'latin1')
    const scan = await openScanFile(await fileOf(moved), 10)
    expect(() => imagesOf(scan)).toThrow(IndexUnusable)
    scan.close()
  })

  it('never fails but with a refusal or the wish to read it whole, whatever is done to its bytes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('table' as const, 'stream' as const),
        fc.array(fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255) }), {
          maxLength: 8,
        }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        async (form, changes, share) => {
          const pdf = Buffer.from(form === 'table' ? classic : packed)
          for (const { at, byte } of changes) {
            // Where the structure is, rather than the images.
            const offset = pdf.length - 1 - Math.floor(at * Math.min(pdf.length - 1, 2500))
            pdf[offset] = byte
          }
          const path = await fileOf(pdf.subarray(0, Math.ceil(pdf.length * (share > 0.9 ? 1 : share))))
          try {
            const scan = await openScanFile(path, 10)
            imagesOf(scan)
            scan.close()
          } catch (error) {
            expect(error instanceof PdfRefused || error instanceof IndexUnusable, String(error)).toBe(true)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
