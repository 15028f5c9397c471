import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const system = '/usr/bin/chromium'
/** Written by tools/chromium.mjs when it had to unpack a Chromium for this project alone. */
const recordFile = join(import.meta.dirname, '../node_modules/.cache/korrigo-chromium/chromium.json')

const flags = [
  // Chromium's sandbox refuses root, and many containers refuse its sandbox.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The shared memory of a container is often 64 MB, too little for a page of scans.
  '--disable-dev-shm-usage',
]

/** The browser of the tests, headless. Throws when there is none: `npm test` installs it. */
export async function launchChromium(): Promise<Browser> {
  const { executable, env } = findChromium()
  return await chromium.launch({
    executablePath: executable,
    args: flags,
    env: { ...(process.env as Record<string, string>), ...env },
  })
}

function findChromium(): { executable: string; env: Record<string, string> } {
  if (existsSync(system)) return { executable: system, env: {} }
  if (existsSync(recordFile)) return JSON.parse(readFileSync(recordFile, 'utf8'))
  throw new Error('No Chromium found; run `npm test`, which installs one.')
}
