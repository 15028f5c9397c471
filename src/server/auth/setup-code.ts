import { randomInt, timingSafeEqual } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const fileOf = (secretsDir: string): string => join(secretsDir, 'setup-code')

/** The one-time code that lets the first visitor with access to the terminal, and nobody else, create the first admin. */
export async function ensureSetupCode(secretsDir: string): Promise<string> {
  await mkdir(secretsDir, { recursive: true, mode: 0o700 })
  const code = String(randomInt(1e8)).padStart(8, '0')
  try {
    // 'wx': two processes that start together end up with the same code.
    await writeFile(fileOf(secretsDir), code, { flag: 'wx', mode: 0o600 })
    return code
  } catch {
    return readFile(fileOf(secretsDir), 'utf8')
  }
}

export async function setupCodeMatches(secretsDir: string, given: string): Promise<boolean> {
  const expected = await readFile(fileOf(secretsDir), 'utf8').catch(() => null)
  if (expected === null || expected.length !== given.length) return false
  return timingSafeEqual(Buffer.from(expected), Buffer.from(given))
}

export const forgetSetupCode = (secretsDir: string): Promise<void> => rm(fileOf(secretsDir), { force: true })
