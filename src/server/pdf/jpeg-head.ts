import type { Rotation } from '#domain/geometry.ts'

/** What the markers before the picture of a JPEG say. */
export interface JpegHead {
  widthPx: number
  heightPx: number
  components: number
  /** Whether a PDF may hold it as it is: arithmetic coding, lossless, hierarchical and 12 bits may not. */
  isPlain: boolean
  /** Adobe programs store CMYK turned over. */
  hasAdobeMark: boolean
}

const FRAME_MARKERS = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf])
/** Baseline, extended and progressive, all Huffman-coded. */
const PLAIN_MARKERS = new Set([0xc0, 0xc1, 0xc2])
const ADOBE = 0xee
const START_OF_SCAN = 0xda
const END_OF_IMAGE = 0xd9
const MOST_SEGMENTS = 10_000

/**
 * Reads the markers of a JPEG, jumping over what they carry; null when it is none or ends before its picture.
 * @param read answers fewer bytes than asked at the end of the file.
 */
export async function readJpegHead(
  read: (offset: number, length: number) => Promise<Buffer>,
): Promise<JpegHead | null> {
  let frame: Omit<JpegHead, 'hasAdobeMark'> | null = null
  let hasAdobeMark = false
  for (let at = 2, segment = 0; segment < MOST_SEGMENTS; segment++) {
    const bytes = await read(at, 16)
    if (bytes.length < 4 || bytes[0] !== 0xff) return null
    const marker = bytes[1] ?? 0
    if (marker === 0xff) {
      // Filling between markers.
      at++
      continue
    }
    if (marker === START_OF_SCAN) return frame && { ...frame, hasAdobeMark }
    if (marker === END_OF_IMAGE) return null
    if (FRAME_MARKERS.has(marker)) {
      if (bytes.length < 10) return null
      frame = {
        heightPx: bytes.readUInt16BE(5),
        widthPx: bytes.readUInt16BE(7),
        components: bytes[9] ?? 0,
        isPlain: PLAIN_MARKERS.has(marker) && bytes[4] === 8,
      }
    }
    if (marker === ADOBE && bytes.subarray(4, 9).equals(Buffer.from('Adobe'))) hasAdobeMark = true
    at += 2 + bytes.readUInt16BE(2)
  }
  return null
}

/** The turn that an EXIF or TIFF orientation asks for; null for one that also mirrors, which a page cannot do. */
export function turnOf(orientation: number): Rotation | null {
  if (orientation === 3) return 180
  if (orientation === 6) return 90
  if (orientation === 8) return 270
  return [2, 4, 5, 7].includes(orientation) ? null : 0
}
