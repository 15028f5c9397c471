import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PronoteLine, writePronoteCsv } from './pronote.ts'

const LINE: PronoteLine = {
  lastName: 'LE BIHAN',
  firstName: 'Éloïse',
  birthDate: '2009-05-04',
  subject: 'MATHEMATIQUES',
  mark: 12.5,
  coefficient: 1,
  comment: 'Travail soigné.',
}

const cells = (line: Partial<PronoteLine>): string =>
  writePronoteCsv([{ ...LINE, ...line }])
    .split('\r\n')
    .slice(1)
    .join('\r\n')

/** As a spreadsheet reads the file: RFC 4180 with semicolons. */
function read(csv: string): string[][] {
  const rows: string[][] = [[]]
  // A cell, quoted or bare, and what ends it.
  for (const [, quoted, bare, end] of csv.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^;"\r\n]*))(;|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

describe('writePronoteCsv', () => {
  test('is UTF-8 with a byte order mark, CRLF and semicolons', () => {
    expect(
      Buffer.from(writePronoteCsv([LINE]))
        .subarray(0, 3)
        .toString('hex'),
    ).toBe('efbbbf')
    expect(writePronoteCsv([LINE]).slice(1)).toBe(
      'NOM;PRENOM;DATE_NAISSANCE;MATIERE;NOTE;COEFF;COMMENTAIRE\r\n' +
        'LE BIHAN;Éloïse;04/05/2009;MATHEMATIQUES;12,50;1;Travail soigné.\r\n',
    )
    expect(writePronoteCsv([]).slice(1)).toBe('NOM;PRENOM;DATE_NAISSANCE;MATIERE;NOTE;COEFF;COMMENTAIRE\r\n')
  })

  test.each([
    [0, '0,00'],
    [20, '20,00'],
    [12.344, '12,34'],
    [12.345, '12,35'],
    [1.005, '1,01'],
    [13.333333333333334, '13,33'],
    [9.995, '10,00'],
  ])('writes the mark %f as %s', (mark, written) => {
    expect(cells({ mark }).split(';')[4]).toBe(written)
  })

  test('writes the coefficient with a comma', () => {
    expect(cells({ coefficient: 0.5 }).split(';')[5]).toBe('0,5')
    expect(cells({ coefficient: 2 }).split(';')[5]).toBe('2')
  })

  test.each(['=SOMME(A1)', '+33', '-5', '@cmd', '\tx', '\rx'])('defuses %j', (comment) => {
    expect(read(writePronoteCsv([{ ...LINE, comment }]))[1]?.[6]).toBe(`'${comment}`)
  })

  test('quotes what would break a line', () => {
    expect(cells({ comment: 'Bien ; « mieux »' })).toContain(';"Bien ; « mieux »"\r\n')
    expect(cells({ comment: 'Un "bon" travail' })).toContain(';"Un ""bon"" travail"\r\n')
    expect(cells({ comment: 'Une ligne\nune autre' })).toContain(';"Une ligne\nune autre"\r\n')
  })

  test('whatever the text, a reader finds it again in seven cells that run nothing', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aé =+-@;"\'\t\r\n,0') })
    fc.assert(
      fc.property(text, text, text, (lastName, subject, comment) => {
        const row = read(writePronoteCsv([{ ...LINE, lastName, subject, comment }]))[1]
        expect(row).toHaveLength(7)
        for (const [index, value] of [
          [0, lastName],
          [3, subject],
          [6, comment],
        ] as const) {
          expect([value, `'${value}`]).toContain(row?.[index])
          expect(row?.[index]).not.toMatch(/^[=+\-@\t\r]/)
        }
      }),
    )
  })
})
