import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classFigures } from './class-figures.ts'

describe('figures of a class', () => {
  it('has none while no copy has a mark', () => {
    expect(classFigures([])).toBeNull()
    expect(classFigures([null, null])).toBeNull()
  })

  it('leaves out copies without a mark rather than counting them as zero', () => {
    expect(classFigures([10, null, 15])).toEqual({
      count: 2,
      average: 12.5,
      median: 12.5,
      lowest: 10,
      highest: 15,
    })
  })

  it('counts a true zero', () => {
    expect(classFigures([0, 9])).toMatchObject({ count: 2, average: 4.5, lowest: 0 })
  })

  it('rounds half up', () => {
    expect(classFigures([10, 10.01])?.average).toBe(10.01)
    expect(classFigures([8, 9, 9])?.average).toBe(8.67)
  })

  it('takes the middle mark, whatever the order', () => {
    expect(classFigures([3, 18, 7])?.median).toBe(7)
    expect(classFigures([3, 18, 7, 8])?.median).toBe(7.5)
  })

  it('stays between the lowest and the highest', () => {
    const mark = fc.integer({ min: 0, max: 2000 }).map((hundredths) => hundredths / 100)
    fc.assert(
      fc.property(fc.array(mark, { minLength: 1, maxLength: 40 }), (marks) => {
        const figures = classFigures(marks)
        if (figures === null) throw new Error('marks were given')
        for (const figure of [figures.average, figures.median]) {
          expect(figure).toBeGreaterThanOrEqual(figures.lowest)
          expect(figure).toBeLessThanOrEqual(figures.highest)
        }
      }),
    )
  })
})
