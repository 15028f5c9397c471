import { PDFDocument } from '@cantoo/pdf-lib'
import { expect, test } from 'vitest'
import type { FinalMarks, MarkRow } from './final-pdf.marks.ts'
import { frenchDate } from './final-pdf.marks.ts'
import { composeFinalPdf } from './final-pdf.ts'
import { viewPdf } from './final-pdf.viewer.ts'

const marks = (over: Partial<FinalMarks>): FinalMarks => ({
  examName: 'Bac blanc',
  examDate: '2026-03-12',
  subject: null,
  owner: { anonymousId: 'K7QM-4' },
  rows: [],
  total: 14.5,
  totalMax: 20,
  appreciation: null,
  ...over,
})

const row = (over: Partial<MarkRow>): MarkRow => ({
  depth: 0,
  label: 'Question',
  mark: 1,
  max: 2,
  remark: null,
  isLeaf: true,
  ...over,
})

/** The pages of marks alone: a copy without a page is still a copy with marks. */
const read = async (over: Partial<FinalMarks>): Promise<string[]> =>
  (await viewPdf(await composeFinalPdf({ pages: [], annotations: [], marks: marks(over) }))).map((page) =>
    page.text.replace(/\s+/g, ' '),
  )

test('the exam, its date in French, the owner and the total are written', async () => {
  const [page] = await read({
    subject: 'Mathématiques',
    owner: { name: 'Éloïse Fabre-Lœwen', className: 'Terminale 4', birthDate: '2008-02-01' },
  })
  expect(page).toContain('Bac blanc')
  expect(page).toContain('Mathématiques · 12 mars 2026')
  expect(page).toContain('Éloïse Fabre-Lœwen')
  expect(page).toContain('Terminale 4 · Date de naissance : 1er février 2008')
  expect(page).toContain('14,5 / 20')
  expect(page).not.toContain('soit')
})

test('an anonymous copy says its number, a total of other than 20 says both', async () => {
  const [page] = await read({ total: 33.25, totalMax: 60 })
  expect(page).toContain('Copie anonyme K7QM-4')
  expect(page).toContain('33,25 / 60')
  expect(page).toContain('soit 11,08 / 20')
})

test('a question without a mark shows a dash, never a zero', async () => {
  const [page] = await read({
    rows: [row({ label: 'Oubliée', mark: null }), row({ label: 'Nulle', mark: 0 })],
  })
  expect(page).toMatch(/Oubliée – 2 Nulle 0 2/)
})

test('sixty questions with remarks flow over several pages under repeated headings, nothing cut', async () => {
  const rows = Array.from({ length: 60 }, (_, index) =>
    row({
      depth: index % 3,
      label: `Question ${index + 1} ${'au libellé qui passe à la ligne '.repeat(index % 4)}`,
      remark: index % 2 === 0 ? `Remarque numéro ${index + 1}. ${'Relire le cours. '.repeat(index)}` : null,
    }),
  )
  const pages = await read({ rows, appreciation: `Début. ${'Encore un effort. '.repeat(300)}Fin.` })
  const all = pages.join(' ')
  const countIn = (texts: Array<string | null>, word: string) =>
    texts.reduce((sum, text) => sum + (text?.split(word).length ?? 1) - 1, 0)
  for (const { label } of rows) expect(all).toContain(label.slice(0, 12).trim())
  for (const word of ['libellé', 'ligne']) {
    expect(countIn([all], word)).toBe(
      countIn(
        rows.map(({ label }) => label),
        word,
      ),
    )
  }
  for (const word of ['Remarque', 'Relire', 'cours']) {
    expect(countIn([all], word)).toBe(
      countIn(
        rows.map(({ remark }) => remark),
        word,
      ),
    )
  }
  expect(all.match(/Encore/g)).toHaveLength(300)
  expect(pages.length).toBeGreaterThan(4)
  for (const page of pages.slice(0, 3)) expect(page).toContain('Barème')
  expect(pages.at(-1)).toContain(`Relevé de notes · ${pages.length}/${pages.length}`)
})

test('dates are those of the calendar, whatever the time zone of the server', () => {
  expect(frenchDate('2026-03-01')).toBe('1er mars 2026')
  expect(frenchDate('2026-12-31T23:30:00Z')).toBe('31 décembre 2026')
  expect(frenchDate('au printemps')).toBe('au printemps')
})

test('the pages are A4 portrait', async () => {
  const pdf = await PDFDocument.load(await composeFinalPdf({ pages: [], annotations: [], marks: marks({}) }))
  expect(pdf.getPage(0).getSize()).toMatchObject({ width: 595.28, height: 841.89 })
})
