/** A tag of a TIFF directory: SHORT, LONG or RATIONAL values, or bytes. */
export type TiffTag = [tag: number, type: 3 | 4 | 5 | 7, values: number[] | Buffer]

export interface TiffImage {
  tags: TiffTag[]
  /** Their places are written as StripOffsets and StripByteCounts. */
  strips: Buffer[]
}

const SIZES = { 3: 2, 4: 4, 5: 8, 7: 1 }

/** Writes a TIFF file by hand, so that a test may put anything in it. */
export function writeTiff(images: TiffImage[], order: 'little' | 'big' = 'little'): Buffer {
  const little = order === 'little'
  const short = (value: number) => {
    const bytes = Buffer.alloc(2)
    little ? bytes.writeUInt16LE(value) : bytes.writeUInt16BE(value)
    return bytes
  }
  const long = (value: number) => {
    const bytes = Buffer.alloc(4)
    little ? bytes.writeUInt32LE(value) : bytes.writeUInt32BE(value)
    return bytes
  }
  const parts: Buffer[] = [Buffer.from(little ? 'II' : 'MM'), short(42), long(0)]
  let length = 8
  const add = (bytes: Buffer): number => {
    const at = length
    const padded = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)])
    parts.push(padded)
    length += padded.length
    return at
  }
  let link = parts[2] as Buffer
  for (const { tags, strips } of images) {
    const offsets = strips.map(add)
    const all: TiffTag[] = [
      ...tags,
      [273, 4, offsets] satisfies TiffTag,
      [279, 4, strips.map((strip) => strip.length)] satisfies TiffTag,
    ].sort(([a], [b]) => a - b)
    const entries = all.map(([tag, type, values]) => {
      const bytes = Buffer.isBuffer(values)
        ? values
        : Buffer.concat(
            values.map((value) =>
              type === 3
                ? short(value)
                : type === 4
                  ? long(value)
                  : Buffer.concat([long(Math.round(value * 1000)), long(1000)]),
            ),
          )
      const inline = Buffer.alloc(4)
      if (bytes.length <= 4) bytes.copy(inline)
      else long(add(bytes)).copy(inline)
      return Buffer.concat([short(tag), short(type), long(bytes.length / SIZES[type]), inline])
    })
    const at = add(Buffer.concat([short(entries.length), ...entries]))
    long(at).copy(link)
    link = long(0)
    parts.push(link)
    length += 4
  }
  return Buffer.concat(parts)
}

/** The tags every image needs. */
export const imageTags = (image: {
  widthPx: number
  heightPx: number
  bits: number
  samples?: number
  compression: number
  photometric: number
  dpi?: number
  rowsPerStrip?: number
}): TiffTag[] => [
  [256, 4, [image.widthPx]],
  [257, 4, [image.heightPx]],
  [258, 3, Array(image.samples ?? 1).fill(image.bits)],
  [259, 3, [image.compression]],
  [262, 3, [image.photometric]],
  [277, 3, [image.samples ?? 1]],
  [278, 4, [image.rowsPerStrip ?? image.heightPx]],
  ...(image.dpi === undefined
    ? []
    : ([
        [282, 5, [image.dpi]],
        [283, 5, [image.dpi]],
        [296, 3, [2]],
      ] satisfies TiffTag[])),
]
