import { type FileHandle, open } from 'node:fs/promises'

/** One page: an image that covers it, JPEG or fax compression. Sizes in points are those of the page as stored, before /Rotate. */
export interface ScannedPage {
  image: Buffer
  encoding: 'colour' | 'grey' | 'fax'
  widthPx: number
  heightPx: number
  widthPt: number
  heightPt: number
  rotate: 0 | 90
}

const CATALOG = 1
const PAGE_TREE = 2

/**
 * Writes a PDF of scanned pages, one at a time: only the page being written is in memory. The same pages give the same
 * bytes: neither date nor identifier is written. Call `close` once, also after a failure.
 */
export class ScannedPdf {
  readonly #file: FileHandle
  readonly #offsets: number[] = [0, 0, 0]
  readonly #pages: number[] = []
  #length = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async create(path: string): Promise<ScannedPdf> {
    const pdf = new ScannedPdf(await open(path, 'w'))
    // The second line is a comment of bytes above 127: it tells transfer programs that the file is binary.
    await pdf.#write(Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1'))
    return pdf
  }

  async addPage(page: ScannedPage): Promise<void> {
    const image = await this.#addObject(
      `<< /Type /XObject /Subtype /Image /Width ${page.widthPx} /Height ${page.heightPx} ` +
        `${imageFormat(page)} /Length ${page.image.length} >>`,
      page.image,
    )
    const drawing = Buffer.from(`q ${points(page.widthPt)} 0 0 ${points(page.heightPt)} 0 0 cm /Scan Do Q`)
    const contents = await this.#addObject(`<< /Length ${drawing.length} >>`, drawing)
    const rotate = page.rotate === 0 ? '' : ` /Rotate ${page.rotate}`
    this.#pages.push(
      await this.#addObject(
        `<< /Type /Page /Parent ${PAGE_TREE} 0 R /MediaBox [0 0 ${points(page.widthPt)} ${points(page.heightPt)}]${rotate} ` +
          `/Resources << /XObject << /Scan ${image} 0 R >> >> /Contents ${contents} 0 R >>`,
      ),
    )
  }

  /** Writes what stands at the end of the file; without it the file cannot be read. */
  async finish(): Promise<void> {
    await this.#writeObject(CATALOG, `<< /Type /Catalog /Pages ${PAGE_TREE} 0 R >>`)
    const kids = this.#pages.map((page) => `${page} 0 R`).join(' ')
    await this.#writeObject(PAGE_TREE, `<< /Type /Pages /Count ${this.#pages.length} /Kids [${kids}] >>`)
    const start = this.#length
    const entries = this.#offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`)
    await this.#write(
      Buffer.from(
        `xref\n0 ${this.#offsets.length}\n0000000000 65535 f \n${entries.join('')}` +
          `trailer\n<< /Size ${this.#offsets.length} /Root ${CATALOG} 0 R >>\nstartxref\n${start}\n%%EOF\n`,
      ),
    )
  }

  async close(): Promise<void> {
    await this.#file.close()
  }

  async #addObject(dictionary: string, stream?: Buffer): Promise<number> {
    const number = this.#offsets.push(0) - 1
    await this.#writeObject(number, dictionary, stream)
    return number
  }

  async #writeObject(number: number, dictionary: string, stream?: Buffer): Promise<void> {
    this.#offsets[number] = this.#length
    await this.#write(Buffer.from(`${number} 0 obj\n${dictionary}\n`))
    if (stream) {
      await this.#write(Buffer.from('stream\n'))
      await this.#write(stream)
      await this.#write(Buffer.from('\nendstream\n'))
    }
    await this.#write(Buffer.from('endobj\n'))
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#file.writeFile(bytes)
    this.#length += bytes.length
  }
}

function points(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

function imageFormat({ encoding, widthPx, heightPx }: ScannedPage): string {
  if (encoding === 'fax')
    return `/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns ${widthPx} /Rows ${heightPx} >>`
  return `/ColorSpace /Device${encoding === 'grey' ? 'Gray' : 'RGB'} /BitsPerComponent 8 /Filter /DCTDecode`
}
