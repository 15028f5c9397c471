import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Session } from '#contract/auth.ts'

type DemoAccount = Session['demoAccounts'][number]

const fileOf = (secretsDir: string): string => join(secretsDir, 'demo-accounts.json')

/** Written by `korrigo demo`; a real installation has no such file, so its login page shows no password. */
export const writeDemoAccounts = (secretsDir: string, accounts: DemoAccount[]): Promise<void> =>
  writeFile(fileOf(secretsDir), JSON.stringify(accounts), { mode: 0o600 })

export async function readDemoAccounts(secretsDir: string): Promise<DemoAccount[]> {
  const text = await readFile(fileOf(secretsDir), 'utf8').catch(() => '[]')
  return JSON.parse(text) as DemoAccount[]
}
