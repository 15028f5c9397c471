import { foldEnds, type Placement } from './placement.ts'
import { type Random, seededRandom } from './random.ts'
import type { DrawnTile } from './sheet-drawing.ts'

/** Width of the shadow along the fold, each side, in millimetres. */
const CREASE_MM = 9
const GRAIN_MASK = 0xfffff
let grain: Int8Array | undefined

/** Grain of paper and sensor, made once: each row starts reading it elsewhere. Standard deviation 1.6 grey levels. */
function readGrain(): Int8Array {
  if (grain) return grain
  const random = seededRandom('grain')
  grain = Int8Array.from({ length: GRAIN_MASK + 1 }, () => Math.round(random.normal() * 1.6))
  return grain
}

/**
 * What scanning adds to a drawn side: light that falls off at the fold and along the lamp, and grain. Collects the tiles
 * into `pixels`: 3 channels in colour, else 1.
 */
export class ScannerLook {
  readonly pixels: Uint8ClampedArray
  readonly channels: 1 | 3
  readonly #placement: Placement
  readonly #lamp: Int32Array
  readonly #crease: Float64Array
  readonly #grainStart: Int32Array

  constructor(placement: Placement, colour: boolean, crease: readonly [number, number], random: Random) {
    this.#placement = placement
    this.channels = colour ? 3 : 1
    this.pixels = new Uint8ClampedArray(placement.widthPx * placement.heightPx * this.channels)
    this.#lamp = lampGain(random, placement.widthPx)
    this.#crease = creaseGain(random, placement, crease)
    this.#grainStart = Int32Array.from({ length: placement.heightPx }, () => random.integer(0, GRAIN_MASK))
  }

  addTile(tile: DrawnTile): void {
    const { rgba } = tile
    const { pixels, channels } = this
    const dots = readGrain()
    const gain = new Int32Array(this.#lamp.length)
    let from = 0
    for (let y = tile.y; y < tile.y + tile.height; y++) {
      this.#lightRow(gain, y)
      let dot = (this.#grainStart[y] ?? 0) + tile.x
      let to = (y * this.#placement.widthPx + tile.x) * channels
      for (let x = tile.x; x < tile.x + tile.width; x++, from += 4) {
        // Inside the arrays by construction; a default for each would cost a third of the time.
        const light = gain[x] as number
        const red = rgba[from] as number
        const green = rgba[from + 1] as number
        const blue = rgba[from + 2] as number
        const speck = dots[++dot & GRAIN_MASK] as number
        if (channels === 3) {
          pixels[to] = ((red * light) >> 12) + speck
          pixels[to + 1] = ((green * light) >> 12) + speck
          pixels[to + 2] = ((blue * light) >> 12) + speck
          to += 3
        } else {
          pixels[to++] = (((red * 77 + green * 150 + blue * 29) * light) >> 20) + speck
        }
      }
    }
  }

  /** How bright each pixel of row `y` is lit, in 1/4096. */
  #lightRow(gain: Int32Array, y: number): void {
    gain.set(this.#lamp)
    const ends = foldEnds(this.#placement)
    if (!ends) return
    const [[topX, topY], [footX, footY]] = ends
    const fold = Math.round(topX + ((y - topY) * (footX - topX)) / (footY - topY))
    const start = fold - (this.#crease.length - 1) / 2
    for (let i = 0; i < this.#crease.length; i++) {
      const x = start + i
      if (x >= 0 && x < gain.length) gain[x] = (gain[x] ?? 0) * (this.#crease[i] ?? 1)
    }
  }
}

function lampGain(random: Random, widthPx: number): Int32Array {
  const phase = random.between(0, 6)
  return Int32Array.from({ length: widthPx }, (_, x) => {
    const slow = Math.sin(phase + (x / widthPx) * 5) * 0.008
    return Math.round(4096 * (0.985 + slow + random.normal() * 0.0012))
  })
}

/** A thin dark line, a soft shadow on one side of it, a gleam on the other. */
function creaseGain(
  random: Random,
  { dpi, upsideDown }: Placement,
  depths: readonly [number, number],
): Float64Array {
  const reach = Math.round((CREASE_MM * dpi) / 25.4)
  const depth = random.between(...depths)
  const side = upsideDown ? -1 : 1
  return Float64Array.from({ length: reach * 2 + 1 }, (_, i) => {
    const mm = ((i - reach) / reach) * CREASE_MM * side
    const line = Math.exp(-((mm / 0.22) ** 2)) * depth
    const shadow = Math.exp(-((mm - 1.6) ** 2) / 9) * depth * 0.65
    const gleam = Math.exp(-((mm + 2.2) ** 2) / 7) * 0.2 * Math.min(0.1, depth)
    return 1 - line - shadow + gleam
  })
}
