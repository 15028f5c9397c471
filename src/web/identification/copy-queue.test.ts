import { describe, expect, it } from 'vitest'
import type { IdentificationCopy } from '#contract/identification.ts'
import {
  countIdentified,
  countUnread,
  inQueue,
  needOf,
  nextUnidentified,
  passes,
  stepCopy,
  stepRank,
} from './copy-queue.ts'

const clued = (
  id: string,
  {
    proposed,
    read = true,
    named = false,
  }: { proposed?: 'certain' | 'doubtful'; read?: boolean; named?: boolean },
): IdentificationCopy => ({
  id,
  anonymousId: id,
  status: 'READY',
  headerPageId: `page of ${id}`,
  headerVersion: '0-150',
  student: named
    ? {
        id: 1,
        lastName: 'ESSAI',
        firstName: 'Zoé',
        birthDate: '2008-01-01',
        className: '',
        email: null,
        hasAccount: false,
      }
    : null,
  proposal:
    proposed === undefined
      ? null
      : { studentId: 1, origin: 'header', certain: proposed === 'certain', fileName: null },
  reading: read ? { status: 'none', confidence: 0, detectedText: '', candidates: [] } : null,
})

describe('what a copy needs of a person', () => {
  const waiting = clued('wait', { read: false })
  const search = clued('search', {})
  const look = clued('look', { proposed: 'certain' })
  const choose = clued('choose', { proposed: 'doubtful' })

  it('is told by what was read and who is proposed', () => {
    expect([waiting, search, look, choose].map(needOf)).toEqual(['wait', 'search', 'look', 'choose'])
    expect(countUnread([waiting, search, { ...waiting, headerPageId: null }])).toBe(1)
  })

  it('orders the queue, in which only what waited to be read moves', () => {
    const places = new Map()
    const ids = (copies: IdentificationCopy[]) => inQueue(copies, places).map(({ id }) => id)
    expect(ids([waiting, look, search, choose])).toEqual(['choose', 'search', 'look', 'wait'])
    // Its student was given to another copy meanwhile.
    const free = clued('look', {})
    expect(ids([waiting, free, search, choose])).toEqual(['choose', 'search', 'look', 'wait'])
    const read = clued('wait', { proposed: 'doubtful' })
    expect(ids([read, free, search, choose])).toEqual(['wait', 'choose', 'search', 'look'])
  })

  it('passes the filters', () => {
    const named = clued('named', { named: true })
    const all = [waiting, search, look, choose, named]
    const through = (filter: Parameters<typeof passes>[1]) =>
      all.filter((copy) => passes(copy, filter)).map(({ id }) => id)
    expect(through('all')).toHaveLength(5)
    expect(through('unnamed')).toEqual(['wait', 'search', 'look', 'choose'])
    expect(through('doubtful')).toEqual(['wait', 'search', 'choose'])
  })
})

const copies = [
  { id: 'a', student: null },
  { id: 'b', student: 'Zoé' },
  { id: 'c', student: null },
  { id: 'd', student: 'Noé' },
]

describe('the queue of copies to name', () => {
  it('has no next one when every other copy has a name', () => {
    expect(nextUnidentified([], null)).toBeNull()
    expect(nextUnidentified([{ id: 'a', student: null }], 'a')).toBeNull()
    expect(nextUnidentified(copies.slice(1, 2), 'b')).toBeNull()
  })

  it.each([
    [null, 'a'],
    ['a', 'c'],
    ['b', 'c'],
    ['c', 'a'],
    ['d', 'a'],
    ['gone', 'a'],
  ])('after %s comes %s', (from, to) => {
    expect(nextUnidentified(copies, from)?.id).toBe(to)
  })

  it('steps to the neighbours and stops at both ends', () => {
    expect(stepCopy([], 'a', 1)).toBeNull()
    expect(stepCopy(copies, 'a', -1)?.id).toBe('a')
    expect(stepCopy(copies, 'a', 1)?.id).toBe('b')
    expect(stepCopy(copies, 'd', 1)?.id).toBe('d')
    expect(stepCopy(copies, 'gone', 1)?.id).toBe('a')
  })

  it('counts those named', () => {
    expect(countIdentified(copies)).toBe(2)
  })

  it('goes round the list of candidates', () => {
    expect(stepRank(0, 0, 1)).toBe(0)
    expect(stepRank(2, 3, 1)).toBe(0)
    expect(stepRank(0, 3, -1)).toBe(2)
    expect(stepRank(0, 3, 1)).toBe(1)
  })
})
