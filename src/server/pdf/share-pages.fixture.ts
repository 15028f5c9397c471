import { setTimeout as sleep } from 'node:timers/promises'
import type { Emit } from './isolation.ts'
import type { LaneMessage, TakenPage } from './share-pages.ts'

// A task for the tests of sharing pages out.

export interface Reading {
  pageCount: number
  /** These pages kill whoever looks at them. */
  deadly: number[]
  /** Pages taken before the first is finished. */
  atOnce: number
  /** Dies before it takes a page. */
  stillborn?: boolean
}

export interface ReadPage {
  page: number
  deadly: boolean
  pid: number
}

export async function run(
  { pageCount, deadly, atOnce, stillborn }: Reading,
  emit: Emit<LaneMessage<ReadPage>>,
): Promise<number> {
  if (stillborn) process.abort()
  await emit({ type: 'opened', pageCount })
  const read = async (taken: TakenPage) => {
    // Later pages are ready first, as often as not.
    await sleep((taken.page * 7) % 5)
    if (deadly.includes(taken.page) && !taken.deadly) process.abort()
    const made = { page: taken.page, deadly: taken.deadly, pid: process.pid }
    await emit({ type: 'made', page: taken.page, made })
  }
  for (;;) {
    const hand: TakenPage[] = []
    while (hand.length < atOnce) {
      const taken = (await emit({ type: 'take' })) as TakenPage | null
      if (taken) hand.push(taken)
      if (!taken || taken.alone) break
    }
    if (hand.length === 0) return process.pid
    await Promise.all(hand.map(read))
  }
}
