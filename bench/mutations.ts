import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { makeBatch } from '#server/specimen/make-batch.ts'
import { type Random, seededRandom } from '#server/specimen/random.ts'
import { makeStudents } from '#server/specimen/students.ts'

/** Writes so many PDFs made of an invented scan: cut short at random, or with bytes changed, in the images or in the structure. */
export async function writeMutations(folder: string, count: number): Promise<void> {
  const path = join(folder, 'scan')
  const seed = 'mutations'
  await makeBatch({
    ...{ outPath: path, seed, students: makeStudents({ seed, count: 1 }) },
    ...{ dpi: 100, colour: false },
  })
  const plain = await readFile(path)
  await rm(path)
  // The same with its objects packed in streams, as many programs write them.
  const packed = Buffer.from(await (await PDFDocument.load(plain)).save({ useObjectStreams: true }))
  for (let i = 0; i < count; i++) {
    const random = seededRandom(`${seed}/${i}`)
    await writeFile(
      join(folder, `${String(i).padStart(4, '0')}.pdf`),
      mutate(random.pick([plain, packed]), random),
    )
  }
}

function mutate(pdf: Buffer, random: Random): Buffer {
  const mutated = Buffer.from(pdf)
  const kind = random.pick(['cut', 'anywhere', 'structure', 'both'])
  if (kind !== 'cut') {
    const changes = random.integer(1, 40)
    // The structure stands at the end of the file.
    const from = kind === 'structure' ? Math.max(0, mutated.length - 4000) : 0
    for (let i = 0; i < changes; i++)
      mutated[random.integer(from, mutated.length - 1)] = random.integer(0, 255)
  }
  return kind === 'cut' || kind === 'both' ? mutated.subarray(0, random.integer(8, mutated.length)) : mutated
}
