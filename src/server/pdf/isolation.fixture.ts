import type { IsolatedTask } from './isolation.ts'

// Tasks for the tests of isolation.

export interface Misdeed {
  kind: 'echo' | 'tell' | 'count' | 'hang' | 'hang-later' | 'die' | 'throw' | 'eat'
  text?: string
  times?: number
}

const hang = (): never => {
  for (;;);
}

export const run: IsolatedTask<Misdeed, unknown, unknown> = async ({ kind, text, times = 0 }, emit) => {
  if (kind === 'hang') hang()
  if (kind === 'tell') await emit(process.pid)
  if (kind === 'hang-later') {
    await emit(process.pid)
    hang()
  }
  if (kind === 'die') process.abort()
  if (kind === 'throw') throw new Error(text)
  if (kind === 'eat') {
    const eaten: Buffer[] = []
    for (;;) {
      eaten.push(Buffer.alloc(20 << 20, 1))
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  for (let i = 0; i < times; i++) await emit({ number: i, at: Date.now() })
  console.log('swallowed')
  return { text, environment: Object.keys(process.env).filter((key) => key.startsWith('DATABASE')) }
}
