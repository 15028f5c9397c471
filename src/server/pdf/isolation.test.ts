import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Misdeed } from './isolation.fixture.ts'
import { runIsolated } from './isolation.ts'

const task = new URL('./isolation.fixture.ts', import.meta.url)
const isolate = (input: Misdeed, more: Partial<Parameters<typeof runIsolated>[0]> = {}) =>
  runIsolated({ task, input, idleTimeoutMs: 20_000, memoryLimitMb: 1000, ...more })

describe('runIsolated', () => {
  it('ends a task that says nothing for too long', async () => {
    await expect(isolate({ kind: 'hang' }, { idleTimeoutMs: 1500 })).rejects.toMatchObject({
      name: 'IsolationError',
      code: 'pdf_timeout',
    })
  })

  it('tells of a child that dies, and of a task that throws', async () => {
    await expect(isolate({ kind: 'die' })).rejects.toMatchObject({ code: 'pdf_crash' })
    await expect(isolate({ kind: 'throw', text: 'broken xref' })).rejects.toMatchObject({
      code: 'pdf_crash',
      detail: expect.stringContaining('broken xref'),
    })
  })

  it.runIf(existsSync('/proc/self/status'))('ends a task that eats too much memory', async () => {
    await expect(isolate({ kind: 'eat' }, { memoryLimitMb: 300 })).rejects.toMatchObject({
      code: 'pdf_memory',
    })
  })

  it('stops at once when aborted, with the reason given', async () => {
    const stop = new AbortController()
    const reason = new Error('the server is closing')
    let pid = 0
    const running = isolate(
      { kind: 'hang-later' },
      {
        signal: stop.signal,
        onMessage: (message) => {
          pid = Number(message)
          setTimeout(() => stop.abort(reason), 50)
        },
      },
    )
    await expect(running).rejects.toBe(reason)
    await expect.poll(() => isAlive(pid)).toBe(false)
    await expect(isolate({ kind: 'echo' }, { signal: stop.signal })).rejects.toBe(reason)
  })

  it('passes on what onMessage throws', async () => {
    const refuse = () => Promise.reject(new Error('row is gone'))
    await expect(isolate({ kind: 'count', times: 3 }, { onMessage: refuse })).rejects.toThrow('row is gone')
  })

  it('gives input, messages and result through, and no environment', async () => {
    process.env.DATABASE_SECRET_OF_TEST = 'x'
    const numbers: unknown[] = []
    const result = await isolate(
      { kind: 'count', text: 'é', times: 3 },
      { onMessage: (message) => void numbers.push((message as { number: number }).number) },
    )
    delete process.env.DATABASE_SECRET_OF_TEST
    expect(numbers).toEqual([0, 1, 2])
    expect(result).toEqual({ text: 'é', environment: [] })
  })

  it('lets the child wait for the parent, without counting that as silence', async () => {
    const sent: number[] = []
    const taken: number[] = []
    await isolate(
      { kind: 'count', times: 3 },
      {
        idleTimeoutMs: 8000,
        onMessage: async (message) => {
          sent.push((message as { at: number }).at)
          await sleep(300)
          taken.push(Date.now())
        },
      },
    )
    expect(sent[1]).toBeGreaterThanOrEqual(taken[0] ?? Number.POSITIVE_INFINITY)
    expect(sent[2]).toBeGreaterThanOrEqual(taken[1] ?? Number.POSITIVE_INFINITY)
  })

  // On a very busy machine the start alone takes too long.
  it('keeps a child for the next task, but not one that was long at work', { retry: 2 }, async () => {
    const run = async (ms: number) => {
      let pid: unknown
      const onMessage = (message: unknown) => {
        pid = message
        return sleep(ms)
      }
      await isolate({ kind: 'tell' }, { onMessage, memoryLimitMb: 900 })
      // Its memory is looked at before it is kept.
      await sleep(200)
      return pid
    }
    const [first, second, third] = [await run(0), await run(3100), await run(0)]
    expect(second).toBe(first)
    expect(third).not.toBe(first)
  })

  it('leaves no child behind when the parent is killed, even one that never yields', async () => {
    const parent = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `const { runIsolated } = await import(${JSON.stringify(new URL('./isolation.ts', import.meta.url).href)})
       await runIsolated({ task: new URL(${JSON.stringify(task.href)}), input: { kind: 'hang-later' },
         idleTimeoutMs: 60000, memoryLimitMb: 1000, onMessage: (pid) => console.log(pid) })`,
    ])
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.on('data', (data) => resolve(Number(data))),
    )
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: 10_000, interval: 200 }).toBe(false)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
