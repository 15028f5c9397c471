/** Marks and points: decimal comma, at most two decimals, no thousands sign. */
const points = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 2, useGrouping: false })
const counts = new Intl.NumberFormat('fr-FR', { maximumFractionDigits: 0 })
const days = new Intl.DateTimeFormat('fr-FR', { day: 'numeric', month: 'short', year: 'numeric' })
const moments = new Intl.DateTimeFormat('fr-FR', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

/** 12.5 → « 12,5 ». */
export const formatPoints = (value: number): string => points.format(value)
/** 12345 → « 12 345 ». */
export const formatCount = (value: number): string => counts.format(value)
/** Count and noun in agreement: 0 and 1 are singular in French. `plural` defaults to the noun with an s. */
export const countOf = (count: number, singular: string, plural = `${singular}s`): string =>
  `${formatCount(count)}\u00A0${Math.abs(count) < 2 ? singular : plural}`
/** An ISO day (`2026-06-15`) → « 15 juin 2026 », whatever the time zone. */
export const formatDay = (isoDay: string): string => days.format(new Date(`${isoDay}T12:00:00`))
/** An ISO instant → « 15 juin, 14:30 » in the time of this machine. */
export const formatMoment = (isoInstant: string): string => moments.format(new Date(isoInstant))

/** Reads « 1,5 », « 1.5 » or « 1 »; undefined for anything else. */
export function readPoints(text: string): number | undefined {
  const cleaned = text.trim().replace(',', '.')
  return /^\d+(\.\d*)?$|^\.\d+$/.test(cleaned) ? Number(cleaned) : undefined
}
