import { PDFArray, PDFBool, PDFDict, type PDFRawStream } from '@cantoo/pdf-lib'
import { entry, numberOf } from './pdf-objects.ts'

const TIFF_SHORT = 3
const TIFF_LONG = 4

/**
 * A fax-coded image as a one-strip TIFF file, for image libraries read no bare fax data. Null when its coding has no TIFF equal.
 * @param image stream whose only filter is CCITTFaxDecode, one bit a pixel.
 */
export function wrapCcittAsTiff(image: PDFRawStream, widthPx: number, heightPx: number): Uint8Array | null {
  const found = entry(image.dict, 'DecodeParms')
  const parameters = found instanceof PDFArray ? found.lookup(0) : found
  const value = (key: string) => (parameters instanceof PDFDict ? entry(parameters, key) : undefined)
  const isTrue = (key: string) => {
    const flag = value(key)
    return flag instanceof PDFBool && flag.asBoolean()
  }
  const k = numberOf(value('K')) ?? 0
  if (isTrue('EncodedByteAlign') || (numberOf(value('Columns')) ?? 1728) !== widthPx) return null
  // Fax data says 0 for white, as does photometric 0; /BlackIs1 and /Decode [1 0] each turn that over.
  const decode = entry(image.dict, 'Decode')
  const inverted = decode instanceof PDFArray && numberOf(decode.lookup(0)) === 1
  const photometric = isTrue('BlackIs1') !== inverted ? 1 : 0
  const compression = k < 0 ? 4 : 3
  const tags: Array<[tag: number, type: number, value: number]> = [
    [256, TIFF_LONG, widthPx],
    [257, TIFF_LONG, heightPx],
    [258, TIFF_SHORT, 1],
    [259, TIFF_SHORT, compression],
    [262, TIFF_SHORT, photometric],
    [273, TIFF_LONG, 0],
    [277, TIFF_SHORT, 1],
    [278, TIFF_LONG, heightPx],
    [279, TIFF_LONG, image.contents.length],
    ...(compression === 3 ? [[292, TIFF_LONG, k > 0 ? 1 : 0] as [number, number, number]] : []),
  ]
  const header = Buffer.alloc(8 + 2 + tags.length * 12 + 4)
  header.write('II*\0', 0, 'latin1')
  header.writeUInt32LE(8, 4)
  header.writeUInt16LE(tags.length, 8)
  tags.forEach(([tag, type, given], i) => {
    const at = 10 + i * 12
    header.writeUInt16LE(tag, at)
    header.writeUInt16LE(type, at + 2)
    header.writeUInt32LE(1, at + 4)
    header.writeUInt32LE(tag === 273 ? header.length : given, at + 8)
  })
  return Buffer.concat([header, image.contents])
}
