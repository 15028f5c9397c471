import { SIGNS } from '#domain/hand-signal.ts'
import { SEEN_FIELDS } from '#domain/header-fields.ts'
import type { SeenSignal } from '#domain/student-odds.ts'

/** Small probabilities matter as much as large ones, and are kept finer: the fourth root in 255 steps. */
const pack = (probability: number): number => Math.round(255 * probability ** 0.25)
const UNPACKED = Float32Array.from({ length: 256 }, (_, packed) => (packed / 255) ** 4)

const HEAD_BYTES = 3

/** Fields one after the other: number of the field (1 byte), steps (2 bytes), then a byte for each sign of each step. */
export function packSignals(seen: readonly SeenSignal[]): Buffer {
  return Buffer.concat(
    seen.map(({ field, signal }) => {
      const bytes = Buffer.alloc(HEAD_BYTES + signal.probabilities.length)
      bytes.writeUInt8(SEEN_FIELDS.indexOf(field))
      bytes.writeUInt16LE(signal.steps, 1)
      signal.probabilities.forEach((probability, i) => {
        bytes[HEAD_BYTES + i] = pack(probability)
      })
      return bytes
    }),
  )
}

/** Throws a RangeError when the bytes end too early. */
export function unpackSignals(bytes: Buffer): SeenSignal[] {
  const seen: SeenSignal[] = []
  for (let at = 0; at < bytes.length; ) {
    const field = SEEN_FIELDS[bytes.readUInt8(at)]
    const steps = bytes.readUInt16LE(at + 1)
    const from = at + HEAD_BYTES
    at = from + steps * SIGNS.length
    if (field === undefined || at > bytes.length) throw new RangeError('Not packed signals')
    seen.push({
      field,
      signal: {
        steps,
        probabilities: Float32Array.from(bytes.subarray(from, at), (byte) => UNPACKED[byte] ?? 0),
      },
    })
  }
  return seen
}
