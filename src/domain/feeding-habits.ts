import { type DoubleSheet, readingOrder, shortnessOf } from './double-sheets.ts'

/** How a pile was fed and how its students fill their pages: what is learned from the sheets that are beyond doubt, for the others. */
export interface FeedingHabits {
  /** Share of the sheets whose verso was fed first. */
  swapped: number
  /** Log-odds that a side lies upright, before it is looked at. */
  uprightOdds: number
  /** Share of the double sheets that start a copy, where a booklet was whole before. */
  startsCopy: number
  /** Share of the first pages on which no header is seen. */
  headerMissed: number
  /** Shares of the pages followed by a written one that are left short, and that are left empty. */
  short: number
  empty: number
}

/** Of the pile before anything of it is known: from how often operators, feeders and students do what. */
export const USUAL_HABITS: FeedingHabits = {
  swapped: 0.08,
  uprightOdds: 1.5,
  startsCopy: 0.7,
  headerMissed: 0.05,
  short: 0.08,
  empty: 0.03,
}

/** What was counted on sheets beyond doubt. */
export interface HabitCounts {
  /** Sheets with a header and both sides, and those of them fed verso first. */
  headed: number
  swapped: number
  upright: number
  upsideDown: number
  starts: number
  continues: number
  missedHeaders: number
  /** Sheets about which something else is wrong: a careless pile has swapped sheets too. */
  otherTrouble: number
  pagesBeforeWriting: number
  shortPages: number
  emptyPages: number
}

const MOST_ODDS = 4

/** Counts, each with some weight of what is usual, so that few sheets do not decide. */
export function learnHabits(counts: HabitCounts): FeedingHabits {
  const { headed, swapped, upright, upsideDown, starts, continues, otherTrouble } = counts
  const odds = Math.log((upright + 2) / (upsideDown + 0.45))
  return {
    swapped: Math.min(0.9, (swapped + 0.5 * otherTrouble + 0.5) / (headed + 6)),
    uprightOdds: Math.max(-MOST_ODDS, Math.min(MOST_ODDS, odds)),
    startsCopy: (starts + 1.4) / (starts + continues + 2),
    headerMissed: (counts.missedHeaders + 0.15) / (starts + 4),
    short: (counts.shortPages + 0.4) / (counts.pagesBeforeWriting + 5),
    empty: (counts.emptyPages + 0.15) / (counts.pagesBeforeWriting + 5),
  }
}

/** Beyond this a sheet may teach something about the others. */
const BEYOND_DOUBT = 0.98

/** Counts what the sheets of a reading tell, each as far as it is sure. */
export function countHabits(sheets: DoubleSheet[], fullLevel: number, sheetsPerBooklet: number): HabitCounts {
  let sinceStart = sheetsPerBooklet
  const counts: HabitCounts = {
    ...{
      headed: 0,
      swapped: 0,
      upright: 0,
      upsideDown: 0,
      starts: 0,
      continues: 0,
      missedHeaders: 0,
      otherTrouble: 0,
    },
    ...{ pagesBeforeWriting: 0, shortPages: 0, emptyPages: 0 },
  }
  for (const { recto, verso, swapped, upsideDown, startsCopy, hasHeader, confidence } of sheets) {
    const likelyUpsideDown = upsideDown ? confidence.direction : 1 - confidence.direction
    counts.upsideDown += likelyUpsideDown
    counts.upright += 1 - likelyUpsideDown
    if (upsideDown && confidence.direction > BEYOND_DOUBT) counts.otherTrouble++
    if (confidence.sides > BEYOND_DOUBT && (!recto || !verso)) counts.otherTrouble++
    const wasWhole = sinceStart >= sheetsPerBooklet
    sinceStart = startsCopy ? 1 : sinceStart + 1
    if (wasWhole) {
      const likelyStart = startsCopy ? confidence.startsCopy : 1 - confidence.startsCopy
      counts.starts += likelyStart
      counts.continues += 1 - likelyStart
    }
    if (confidence.startsCopy > 0.9 && startsCopy && !hasHeader) counts.missedHeaders++
    // Without a header nothing but habit would tell recto from verso, and habit must not teach itself.
    if (!hasHeader || !startsCopy || !recto || !verso) continue
    if (Math.min(confidence.startsCopy, confidence.sides) < 0.9) continue
    counts.headed++
    counts.swapped += swapped ? confidence.roles : 1 - confidence.roles
    if (confidence.roles < 0.95) continue
    const pages = readingOrder(recto, verso, upsideDown)
    pages.forEach((page, i) => {
      if (!pages.slice(i + 1).some((later) => !later.blank)) return
      counts.pagesBeforeWriting++
      if (page.blank) counts.emptyPages++
      else counts.shortPages += shortnessOf(page, fullLevel)
    })
  }
  return counts
}
