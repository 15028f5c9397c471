import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { readPeakRssMb } from './peak-memory.ts'

it.runIf(existsSync('/proc/self/status'))('counts nothing of the process that started this one', async () => {
  const large = Buffer.alloc(250 << 20, 1)
  const module = new URL('./peak-memory.ts', import.meta.url).href
  const print = `console.log(await (await import(${JSON.stringify(module)})).readPeakRssMb())`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', print])
  expect(await readPeakRssMb()).toBeGreaterThan(large.length >> 20)
  expect(Number(stdout)).toBeLessThan(large.length >> 20)
  expect(Number(stdout)).toBeGreaterThan(20)
})
