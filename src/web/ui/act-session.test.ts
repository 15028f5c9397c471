import { describe, expect, it } from 'vitest'
import { ActSession } from './act-session.ts'

interface Act {
  page: string
  by: number
}
const turn = (page: string): Act => ({ page, by: 90 })

/** A server that answers each act by the next of `answers`; an Error is a refusal, 'offline' no answer at all. */
function sessionWith(answers: Array<'ok' | 'offline' | Error>) {
  const sent: Act[] = []
  const refusals: Array<[unknown, number]> = []
  const session = new ActSession<Act>({
    invert: ({ page, by }) => ({ page, by: -by }),
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

const pagesOf = (acts: readonly Act[]) => acts.map(({ page }) => page)

describe('a session of acts', () => {
  it('undoes and redoes nothing when nothing was done', () => {
    const { session } = sessionWith([])
    expect(session.undo()).toBeNull()
    expect(session.redo()).toBeNull()
    expect(session.state.queue).toEqual([])
  })

  it('gives up a refused gesture and those made after it, and forgets them', async () => {
    const refusal = new Error('conflict')
    const { session, sent, refusals, settled } = sessionWith(['ok', refusal])
    for (const page of ['a', 'b', 'c', 'd']) session.carryOut(turn(page))
    await settled()
    expect(pagesOf(sent)).toEqual(['a', 'b'])
    expect(refusals).toEqual([[refusal, 2]])
    expect(pagesOf(session.state.stack.past)).toEqual(['a'])
  })

  it('does not stumble again over an undo that was refused', async () => {
    const { session, settled } = sessionWith(['ok', 'ok', new Error('conflict')])
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
    expect(sent.map(({ by }) => by)).toEqual([90, -90, 90])
  })
})
