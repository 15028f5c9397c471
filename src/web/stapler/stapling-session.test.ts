import { describe, expect, it } from 'vitest'
import { markPages } from '#domain/stapling.ts'
import type { StaplerAct } from './arrangement.ts'
import { StaplingSession } from './stapling-session.ts'

const COPY = { id: 'copy', follows: null, pages: ['a', 'b', 'c', 'd'], accepted: false }
const turn = (pageId: string): StaplerAct => ({
  label: 'Page tournée',
  change: markPages(COPY, [
    { pageId, before: { rotation: 0, blank: false }, after: { rotation: 90, blank: false } },
  ]),
})

/** A server that answers each act by the next of `answers`; an Error is a refusal, 'offline' no answer at all. */
function sessionWith(answers: Array<'ok' | 'offline' | Error>) {
  const sent: StaplerAct[] = []
  const refusals: Array<[unknown, number]> = []
  const session = new StaplingSession({
    send: async (act) => {
      sent.push(act)
      const answer = answers.shift() ?? 'ok'
      await Promise.resolve()
      if (answer !== 'ok') throw answer === 'offline' ? 'offline' : answer
    },
    isOffline: (error) => error === 'offline',
    onRefused: (error, dropped) => refusals.push([error, dropped]),
    retryAfterMs: 1,
  })
  const settled = () =>
    new Promise<void>((resolve) => {
      const look = () => (session.state.queue.length === 0 ? resolve() : setTimeout(look, 1))
      look()
    })
  return { session, sent, refusals, settled }
}

const pagesOf = (acts: readonly StaplerAct[]) => acts.map(({ change }) => change.pages[0]?.pageId)

describe('a stapling session', () => {
  it('undoes and redoes nothing when nothing was done', () => {
    const { session } = sessionWith([])
    expect(session.undo()).toBeNull()
    expect(session.redo()).toBeNull()
    expect(session.state.queue).toEqual([])
  })

  it('gives up a refused gesture and those made after it, and forgets them', async () => {
    const refusal = new Error('staple_conflict')
    const { session, sent, refusals, settled } = sessionWith(['ok', refusal])
    for (const page of ['a', 'b', 'c', 'd']) session.carryOut(turn(page))
    await settled()
    expect(pagesOf(sent)).toEqual(['a', 'b'])
    expect(refusals).toEqual([[refusal, 2]])
    expect(pagesOf(session.state.stack.past)).toEqual(['a'])
  })

  it('does not stumble again over an undo that was refused', async () => {
    const { session, settled } = sessionWith(['ok', 'ok', new Error('staple_conflict')])
    session.carryOut(turn('a'))
    session.carryOut(turn('b'))
    session.undo()
    await settled()
    expect(pagesOf(session.state.stack.past)).toEqual(['a'])
    expect(session.redo()).toBeNull()
  })

  it('keeps gestures while the server cannot be reached, and sends them in order', async () => {
    const { session, sent, refusals, settled } = sessionWith(['offline', 'offline'])
    const seen: boolean[] = []
    session.subscribe(() => seen.push(session.state.offline))
    session.carryOut(turn('a'))
    session.carryOut(turn('b'))
    await settled()
    expect(pagesOf(sent)).toEqual(['a', 'a', 'a', 'b'])
    expect(refusals).toEqual([])
    expect(seen).toContain(true)
    expect(session.state.offline).toBe(false)
  })

  it('sends the inverse to undo, and the act itself to redo', async () => {
    const { session, sent, settled } = sessionWith([])
    session.carryOut(turn('a'))
    expect(session.undo()).toEqual(turn('a'))
    expect(session.redo()).toEqual(turn('a'))
    await settled()
    expect(sent.map(({ change }) => change.pages[0]?.after.rotation)).toEqual([90, 0, 90])
  })
})
