import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Marking } from '#contract/grading.ts'
import { EMPTY_MARKING } from './marking.ts'
import { SaveQueue, type SaveState, type SendOutcome, type Snapshot } from './save-queue.ts'

const VIEW = { activePage: 0, zoom: 1, scroll: 0, activeQuestion: null, unsavedText: '' }
const saying = (appreciation: string): Snapshot => ({
  marking: { ...EMPTY_MARKING, appreciation },
  view: VIEW,
})

/** A server that holds one draft, like the real one: a save on another version than its own is a conflict. */
class DraftServer {
  version = 0
  marking: Marking = EMPTY_MARKING
  requests = 0
  concurrent = 0
  mostConcurrent = 0
  mood: 'answers' | 'unreachable' | 'loses answers' | 'lost' | 'refuses' = 'answers'
  latencyMs = 50

  readonly send = async (baseVersion: number, snapshot: Snapshot): Promise<SendOutcome> => {
    this.requests += 1
    this.concurrent += 1
    this.mostConcurrent = Math.max(this.mostConcurrent, this.concurrent)
    const mood = this.mood
    await new Promise((resolve) => setTimeout(resolve, this.latencyMs))
    this.concurrent -= 1
    if (mood === 'unreachable') return { kind: 'unreachable' }
    if (mood === 'lost') return { kind: 'lost' }
    if (mood === 'refuses') return { kind: 'refused', detail: 'non' }
    if (baseVersion !== this.version) {
      return { kind: 'conflict', current: { version: this.version, marking: this.marking, view: VIEW } }
    }
    this.version += 1
    this.marking = structuredClone(snapshot.marking)
    return mood === 'loses answers' ? { kind: 'unreachable' } : { kind: 'saved', version: this.version }
  }
}

let server: DraftServer
let states: SaveState[]
let stops: string[]
let queue: SaveQueue

beforeEach(() => {
  vi.useFakeTimers()
  server = new DraftServer()
  states = []
  stops = []
  queue = new SaveQueue({
    version: 0,
    saved: EMPTY_MARKING,
    send: server.send,
    onState: (state) => states.push(state),
    onSaved: () => {},
    onStopped: (why) => stops.push(why.kind),
  })
})
afterEach(() => {
  queue.stop()
  vi.useRealTimers()
})

describe('a save that does not go through', () => {
  it('is kept while nobody answers and sent when the server is back', async () => {
    server.mood = 'unreachable'
    queue.change(saying('un'))
    await vi.advanceTimersByTimeAsync(600)
    expect(states.at(-1)).toBe('offline')
    queue.change(saying('deux'))
    expect(states.at(-1)).toBe('offline')
    server.mood = 'answers'
    queue.retry()
    await vi.advanceTimersByTimeAsync(60)
    expect(server.marking.appreciation).toBe('deux')
    expect(states.at(-1)).toBe('saved')
  })

  it('is tried again by itself, less and less often', async () => {
    server.mood = 'unreachable'
    queue.change(saying('un'))
    await vi.advanceTimersByTimeAsync(120_000)
    expect(server.requests).toBeGreaterThan(5)
    expect(server.requests).toBeLessThan(15)
  })

  it('recognises its own state when only the answer was lost', async () => {
    server.mood = 'loses answers'
    queue.change(saying('un'))
    await vi.advanceTimersByTimeAsync(600)
    server.mood = 'answers'
    queue.change(saying('deux'))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(stops).toEqual([])
    expect(server.marking.appreciation).toBe('deux')
    expect(server.version).toBe(2)
    expect(queue.version).toBe(2)
  })

  it('stops without overwriting when the server holds the work of somebody else', async () => {
    server.version = 4
    server.marking = saying('autre').marking
    queue.change(saying('ici'))
    await vi.advanceTimersByTimeAsync(600)
    expect(stops).toEqual(['conflict'])
    queue.change(saying('encore'))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(server.requests).toBe(1)
    expect(server.marking.appreciation).toBe('autre')
    expect(await queue.flush()).toBe(false)
  })

  it('stops when the copy was taken over elsewhere', async () => {
    server.mood = 'lost'
    queue.change(saying('ici'))
    await vi.advanceTimersByTimeAsync(600)
    expect(stops).toEqual(['lost'])
    expect(states.at(-1)).toBe('stopped')
  })

  it('is not taken for saved when it is refused, and the next change is tried', async () => {
    server.mood = 'refuses'
    queue.change(saying('trop'))
    const flushed = queue.flush()
    await vi.advanceTimersByTimeAsync(60)
    expect(await flushed).toBe(false)
    expect(states.at(-1)).toBe('refused')
    server.mood = 'answers'
    queue.change(saying('bien'))
    await vi.advanceTimersByTimeAsync(600)
    expect(server.marking.appreciation).toBe('bien')
  })
})

describe('saving', () => {
  it('waits for a pause, then sends only the newest state', async () => {
    for (const text of ['a', 'ab', 'abc']) {
      queue.change(saying(text))
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(server.requests).toBe(0)
    await vi.advanceTimersByTimeAsync(600)
    expect(server.requests).toBe(1)
    expect(server.marking.appreciation).toBe('abc')
    expect(states).toEqual(['pending', 'pending', 'pending', 'saving', 'saved'])
  })

  it('never has two requests under way, and ends with the last state', async () => {
    server.latencyMs = 2000
    for (let index = 0; index < 40; index += 1) {
      queue.change(saying(String(index)))
      await vi.advanceTimersByTimeAsync(300)
    }
    await vi.advanceTimersByTimeAsync(10_000)
    expect(server.mostConcurrent).toBe(1)
    expect(server.marking.appreciation).toBe('39')
    expect(queue.version).toBe(server.version)
  })

  it('flushes at once, with what changed while a request was under way', async () => {
    queue.change(saying('un'))
    await vi.advanceTimersByTimeAsync(510)
    queue.change(saying('deux'))
    const flushed = queue.flush()
    await vi.advanceTimersByTimeAsync(110)
    expect(await flushed).toBe(true)
    expect(server.marking.appreciation).toBe('deux')
  })

  it('says nothing when only the view changes', async () => {
    queue.change({ marking: EMPTY_MARKING, view: { ...VIEW, zoom: 2 } })
    await vi.advanceTimersByTimeAsync(700)
    expect(server.requests).toBe(1)
    expect(new Set(states)).toEqual(new Set(['saved']))
  })
})
