import { describe, expect, it } from 'vitest'
import type { CopyLine } from '#contract/grading.ts'
import { nextCopyToMark } from './next-copy.ts'

const line = (id: string, part: Partial<CopyLine> = {}): CopyLine => ({
  id,
  anonymousId: id,
  status: 'READY',
  pages: 4,
  marked: 0,
  questions: 5,
  total: 0,
  totalMax: 20,
  lockedByMe: false,
  lockedBy: null,
  lockedAt: null,
  gradedAt: null,
  ...part,
})

describe('the copy to go on with', () => {
  it('is none when all are marked, held by others or not ready', () => {
    expect(
      nextCopyToMark([
        line('a', { status: 'GRADED' }),
        line('b', { status: 'LOCKED', lockedBy: 'Somebody' }),
        line('c', { status: 'STAGING' }),
      ]),
    ).toBeUndefined()
  })

  it('is the one I hold, then the one I began, then the first', () => {
    const untouched = [line('a', { status: 'GRADED' }), line('b'), line('c')]
    expect(nextCopyToMark(untouched)?.id).toBe('b')
    const begun = [...untouched, line('d', { marked: 2 })]
    expect(nextCopyToMark(begun)?.id).toBe('d')
    const held = [...begun, line('e', { status: 'LOCKED', lockedByMe: true })]
    expect(nextCopyToMark(held)?.id).toBe('e')
  })
})
