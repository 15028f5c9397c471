/** One strip of JPEG data, cut where its parts meet. */
interface Strip {
  /** Start of frame: size, components and their sampling. */
  frame: Buffer
  /** Start of scan. */
  scan: Buffer
  picture: Buffer
}

const START_OF_IMAGE = Buffer.from([0xff, 0xd8])
const END_OF_IMAGE = Buffer.from([0xff, 0xd9])
const BASELINE = 0xc0
const EXTENDED = 0xc1
const START_OF_SCAN = 0xda
const LONGEST_INTERVAL = 0xffff
const BLOCK_PX = 8
const MARKER_BYTES = 2

/**
 * The JPEG that an image of a TIFF file holds in strips, put together without decoding it: the tables in front, then the strips as what JPEG calls restart
 * intervals, each coded by itself as strips are. Not a bit of the picture changes. Null when strips cannot be joined so.
 * @param tables a JPEG of tables only, when strips have none of their own.
 */
export function joinJpegStrips(
  tables: Buffer | null,
  strips: Buffer[],
  { rowsPerStrip, heightPx }: { rowsPerStrip: number; heightPx: number },
): Buffer | null {
  const [only] = strips
  const shared = tables === null || tables.length <= 2 * MARKER_BYTES ? null : tables.subarray(2, -2)
  if (strips.length === 1 && only !== undefined)
    return shared === null ? only : Buffer.concat([START_OF_IMAGE, shared, only.subarray(MARKER_BYTES)])
  const cut = strips.map(cutStrip)
  const first = cut[0]
  if (shared === null || first === undefined || first === null) return null
  const interval = blocksPerStrip(first.frame, rowsPerStrip)
  if (interval === null) return null
  const parts = [
    START_OF_IMAGE,
    shared,
    withHeight(first.frame, heightPx),
    restartInterval(interval),
    first.scan,
  ]
  let rows = 0
  for (const [index, strip] of cut.entries()) {
    if (strip === null || !isAlike(strip, first)) return null
    const stripRows = strip.frame.readUInt16BE(5)
    if (index < cut.length - 1 && stripRows !== rowsPerStrip) return null
    rows += stripRows
    if (index > 0) parts.push(Buffer.from([0xff, 0xd0 + ((index - 1) % 8)]))
    parts.push(strip.picture)
  }
  return rows === heightPx ? Buffer.concat([...parts, END_OF_IMAGE]) : null
}

/** Null for a strip with tables or restart intervals of its own, and for progressive or arithmetic coding. */
function cutStrip(strip: Buffer): Strip | null {
  let frame: Buffer | null = null
  for (let at = MARKER_BYTES; at + 4 <= strip.length && strip[at] === 0xff; ) {
    const segment = strip.subarray(at, at + MARKER_BYTES + strip.readUInt16BE(at + 2))
    const marker = segment[1] ?? 0
    at += segment.length
    if (marker === START_OF_SCAN) {
      const end = strip.lastIndexOf(END_OF_IMAGE)
      return frame && end > at ? { frame, scan: segment, picture: strip.subarray(at, end) } : null
    }
    if (marker !== BASELINE && marker !== EXTENDED) return null
    // Size, width, count and three bytes for each component.
    if (segment.length < 10 + 3 * (segment[9] ?? 0)) return null
    frame = segment
  }
  return null
}

/** Blocks of a whole strip, as restart intervals count them; null when rows of blocks and strips do not end together. */
function blocksPerStrip(frame: Buffer, rowsPerStrip: number): number | null {
  const components = frame[9] ?? 0
  const sampling = Array.from({ length: components }, (_, index) => frame[11 + 3 * index] ?? 0x11)
  // A picture of one component is coded block by block whatever it says of sampling.
  const across = components === 1 ? 1 : Math.max(...sampling.map((factors) => factors >> 4))
  const down = components === 1 ? 1 : Math.max(...sampling.map((factors) => factors & 15))
  const widthPx = frame.readUInt16BE(7)
  const blocks = Math.ceil(widthPx / (BLOCK_PX * across)) * (rowsPerStrip / (BLOCK_PX * down))
  return Number.isInteger(blocks) && blocks > 0 && blocks <= LONGEST_INTERVAL ? blocks : null
}

const isAlike = (one: Strip, other: Strip): boolean =>
  one.scan.equals(other.scan) && withHeight(one.frame, 0).equals(withHeight(other.frame, 0))

function withHeight(frame: Buffer, heightPx: number): Buffer {
  const changed = Buffer.from(frame)
  changed.writeUInt16BE(heightPx, 5)
  return changed
}

function restartInterval(blocks: number): Buffer {
  const segment = Buffer.from([0xff, 0xdd, 0, 4, 0, 0])
  segment.writeUInt16BE(blocks, 4)
  return segment
}
