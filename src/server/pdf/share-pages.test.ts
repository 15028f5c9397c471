import { describe, expect, it } from 'vitest'
import type { Reading, ReadPage } from './share-pages.fixture.ts'
import { PageDeath, type SharedWork, sharePages } from './share-pages.ts'

const share = async (reading: Partial<Reading>, more: Partial<SharedWork<ReadPage>> = {}) => {
  const made: ReadPage[] = []
  const opened: number[] = []
  const results = await sharePages<ReadPage, number>({
    task: new URL('./share-pages.fixture.ts', import.meta.url),
    input: { pageCount: 12, deadly: [], atOnce: 2, ...reading },
    lanes: 2,
    fromPage: 1,
    idleTimeoutMs: 20_000,
    memoryLimitMb: 1000,
    niceness: 0,
    onOpen: (pageCount) => void opened.push(pageCount),
    onMade: (page) => void made.push(page),
    ...more,
  })
  return { made, opened, results }
}
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i)

describe('sharing pages out', () => {
  it('tells of a child that dies before it takes a page', async () => {
    await expect(share({ stillborn: true })).rejects.toBeInstanceOf(PageDeath)
  })

  it('gives up on a file that kills again and again', async () => {
    await expect(share({ deadly: upTo(12) })).rejects.toMatchObject({ name: 'PageDeath' })
  })

  it('passes on what the receiver throws, even of a page whose child has died since', async () => {
    const onMade = ({ page }: ReadPage) => {
      if (page === 3) throw new Error('row is gone')
    }
    await expect(share({ deadly: [4] }, { onMade })).rejects.toThrow('row is gone')
  })

  it('stops when aborted, with the reason given', async () => {
    const stop = new AbortController()
    const onMade = () => stop.abort(new Error('stopped'))
    await expect(share({}, { onMade, signal: stop.signal })).rejects.toThrow('stopped')
  })

  it.each([
    [1, 1],
    [2, 1],
    [3, 3],
  ])('takes every page once and in order, with %i processes and %i pages in hand', async (lanes, atOnce) => {
    const { made, opened, results } = await share({ atOnce }, { lanes })
    expect(made.map(({ page }) => page)).toEqual(upTo(12))
    expect(opened).toEqual([12])
    expect(results).toHaveLength(lanes)
  })

  it('goes on from a page, and does nothing beyond the last', async () => {
    expect((await share({}, { fromPage: 9 })).made.map(({ page }) => page)).toEqual(upTo(12, 9))
    expect((await share({}, { fromPage: 13 })).made).toEqual([])
  })

  it.each([[[5]], [[1]], [[12]], [[6, 7]]])(
    'finds the pages %j that kill, and loses none of the others',
    async (deadly) => {
      const { made } = await share({ deadly })
      expect(made.map(({ page }) => page)).toEqual(upTo(12))
      expect(made.filter((page) => page.deadly).map(({ page }) => page)).toEqual(deadly)
    },
  )
})
