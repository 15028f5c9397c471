import { type FileHandle, open } from 'node:fs/promises'
import type { Rotation } from '#domain/geometry.ts'

/** An image as a PDF stores it. */
export interface StoredImage {
  widthPx: number
  heightPx: number
  /** What the dictionary of the image says beside its size: colour space, bits, filter. */
  entries: string
  byteLength: number
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** The entries of a JPEG. Where an Adobe marker says so, four components are stored inverted. */
export function jpegEntries(components: number, hasAdobeMark = false): string {
  const space = components === 1 ? 'DeviceGray' : components === 3 ? 'DeviceRGB' : 'DeviceCMYK'
  const decode = components === 4 && hasAdobeMark ? ' /Decode [1 0 1 0 1 0 1 0]' : ''
  return `/ColorSpace /${space} /BitsPerComponent 8 /Filter /DCTDecode${decode}`
}

/** The entries of fax data; `k` is -1 for group 4, 0 or 1 for group 3. */
export function faxEntries(
  { widthPx, heightPx }: { widthPx: number; heightPx: number },
  { k, blackIsOne }: { k: number; blackIsOne: boolean },
): string {
  const parameters = `/K ${k} /Columns ${widthPx} /Rows ${heightPx}${blackIsOne ? ' /BlackIs1 true' : ''}`
  return `/ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /CCITTFaxDecode /DecodeParms << ${parameters} >>`
}

/** An image and the paper it lies on, which it covers. Sizes in points are those of the page as stored, before /Rotate. */
export interface ImagePage {
  image: StoredImage
  widthPt: number
  heightPt: number
  rotate: Rotation
}

const CATALOG = 1
const PAGE_TREE = 2

/**
 * Writes a PDF whose pages are one image each, one at a time: nothing of a page stays in memory. The same pages give the same bytes: neither
 * date nor identifier is written. Call `close` once, also after a failure.
 */
export class ImagePdf {
  readonly #file: FileHandle
  readonly #offsets: number[] = [0, 0, 0]
  readonly #pages: number[] = []
  #length = 0

  private constructor(file: FileHandle) {
    this.#file = file
  }

  static async create(path: string): Promise<ImagePdf> {
    const pdf = new ImagePdf(await open(path, 'w'))
    // The second line is a comment of bytes above 127: it tells transfer programs that the file is binary.
    await pdf.#write(Buffer.from('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n', 'latin1'))
    return pdf
  }

  /** Bytes written so far. */
  get byteSize(): number {
    return this.#length
  }

  async addPage({ image, widthPt, heightPt, rotate }: ImagePage): Promise<void> {
    const scan = await this.#addObject(
      `<< /Type /XObject /Subtype /Image /Width ${image.widthPx} /Height ${image.heightPx} ${image.entries} /Length ${image.byteLength} >>`,
      image.bytes,
    )
    const [width, height] = [points(widthPt), points(heightPt)]
    const drawing = Buffer.from(`q ${width} 0 0 ${height} 0 0 cm /Scan Do Q`)
    const contents = await this.#addObject(`<< /Length ${drawing.length} >>`, [drawing])
    this.#pages.push(
      await this.#addObject(
        `<< /Type /Page /Parent ${PAGE_TREE} 0 R /MediaBox [0 0 ${width} ${height}]${rotate === 0 ? '' : ` /Rotate ${rotate}`} ` +
          `/Resources << /XObject << /Scan ${scan} 0 R >> >> /Contents ${contents} 0 R >>`,
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

  async #addObject(dictionary: string, stream?: StoredImage['bytes']): Promise<number> {
    const number = this.#offsets.push(0) - 1
    await this.#writeObject(number, dictionary, stream)
    return number
  }

  async #writeObject(number: number, dictionary: string, stream?: StoredImage['bytes']): Promise<void> {
    this.#offsets[number] = this.#length
    await this.#write(Buffer.from(`${number} 0 obj\n${dictionary}\n`))
    if (stream !== undefined) {
      await this.#write(Buffer.from('stream\n'))
      for await (const bytes of stream) await this.#write(bytes)
      await this.#write(Buffer.from('\nendstream\n'))
    }
    await this.#write(Buffer.from('endobj\n'))
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#file.writeFile(bytes)
    this.#length += bytes.length
  }
}

const points = (value: number): string => String(Math.round(value * 1000) / 1000)
