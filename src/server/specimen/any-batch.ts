import type { SpecimenDefects } from './feeding.ts'
import { anyLook } from './look.ts'
import type { BatchWanted } from './make-batch.ts'
import { type Random, seededRandom } from './random.ts'
import { makeStudents } from './students.ts'

/** How much goes wrong in a batch: nothing, what happens on a good day, everything. */
export const TROUBLES = ['none', 'few', 'many'] as const
export type Trouble = (typeof TROUBLES)[number]

/** A batch of `copies` copies with any paper, form, scanner and accidents; the same seed gives the same. */
export function anyBatch(
  seed: string | number,
  copies: number,
): Omit<BatchWanted, 'outPath'> & { trouble: Trouble } {
  const random = seededRandom(`${seed}/any`)
  const trouble = random.pick(TROUBLES)
  return {
    seed,
    trouble,
    students: makeStudents({ seed, count: copies }),
    dpi: random.pick([150, 200, 200, 300]),
    colour: random.chance(0.5),
    pagesPerBooklet: random.pick([4, 4, 4, 4, 4, 8, 12, 16]),
    newPages: random.pick([0, 0, 0.1, 0.3]),
    look: anyLook(random),
    defects: defectsOf(trouble, random),
  }
}

function defectsOf(trouble: Trouble, random: Random): SpecimenDefects {
  if (trouble === 'none') return {}
  const often = trouble === 'few' ? 0.03 : 0.2
  const [upsideDown, versoFirst] = [random.between(0, often), random.between(0, often)]
  return {
    upsideDown,
    versoFirst,
    insertedVersoFirst: versoFirst,
    insertedUpsideDown: upsideDown,
    missingVerso: random.between(0, often * 0.6),
    insertedSheet: random.between(0.05, trouble === 'few' ? 0.3 : 0.5),
    insertedTwice: 0.3,
    loosePages: random.between(0, often),
    scannedTwice: random.between(0, often * 0.6),
    portraitStored: random.between(0, often),
    blackBorder: random.chance(0.5) ? random.between(0, 1) : 0,
  }
}
