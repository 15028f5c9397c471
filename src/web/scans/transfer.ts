/** One file on its way to the server. */
export interface Transfer {
  /** Known to this page only. */
  id: string
  fileName: string
  byteSize: number
  /** 0..1 */
  share: number
  /** Bytes per second, averaged since the start; null until there is something to divide by. */
  speed: number | null
  state: 'waiting' | 'sending'
}

/** A file that the server did not take, sent by itself or within an archive. */
export interface Refusal {
  /** Known to this page only. */
  id: string
  fileName: string
  title: string
  detail: string
}

/** Below this many milliseconds a speed is mostly noise. */
const MEASURE_MS = 300

/** Bytes per second from `share` of `byteSize` sent in `elapsedMs`; null while too early to tell. */
export const speedOf = (byteSize: number, share: number, elapsedMs: number): number | null =>
  elapsedMs < MEASURE_MS ? null : (byteSize * share * 1000) / elapsedMs

const number = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 1 })

/** « 12,4 Mo », in decimal units as operating systems of today show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)}\u00A0o`
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)}\u00A0Ko`
  if (bytes < 1_000_000_000) return `${number.format(bytes / 1_000_000)}\u00A0Mo`
  return `${number.format(bytes / 1_000_000_000)}\u00A0Go`
}

/** « 40 s », « 3 min », « 1 h 05 »; rounded up, so that it is never promised too early. */
export function formatRemaining(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))}\u00A0s`
  const minutes = Math.ceil(seconds / 60)
  if (minutes < 60) return `${minutes}\u00A0min`
  return `${Math.floor(minutes / 60)}\u00A0h\u00A0${String(minutes % 60).padStart(2, '0')}`
}
