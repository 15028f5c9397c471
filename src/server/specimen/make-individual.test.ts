import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PDFDocument } from '@cantoo/pdf-lib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeIndividualA4 } from './make-individual.ts'
import { makeStudents } from './students.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'korrigo-specimen-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('refuses booklets that are no whole sheets', async () => {
  const students = makeStudents({ seed: 1, count: 1 })
  await expect(makeIndividualA4({ seed: 1, students, outDir: folder, pagesPerBooklet: 5 })).rejects.toThrow(
    RangeError,
  )
})

test('each student has one PDF of A4 pages in reading order', async () => {
  const students = makeStudents({ seed: 1, count: 3 })
  const truth = await makeIndividualA4({ seed: 1, students, outDir: join(folder, 'copies'), dpi: 30 })
  const files = await readdir(join(folder, 'copies'))
  expect(files.toSorted()).toEqual(truth.copies.map((copy) => copy.headerPage.file).toSorted())
  for (const [i, copy] of truth.copies.entries()) {
    expect(copy.student).toBe(students[i]?.id)
    expect(copy.pages.map((page) => [page.sourcePage, page.page, page.half])).toEqual([
      [1, 1, 'full'],
      [2, 2, 'full'],
      [3, 3, 'full'],
      [4, 4, 'full'],
    ])
    const pdf = await PDFDocument.load(await readFile(join(folder, 'copies', copy.headerPage.file ?? '')))
    for (const page of pdf.getPages()) {
      expect(page.getWidth() / page.getHeight()).toBeCloseTo(210 / 297, 3)
    }
  }
  const first = truth.pages.find((page) => page.sourcePage === 1)
  expect(first?.full?.headerBand).toHaveLength(4)
})
