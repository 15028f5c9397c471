import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** `npm run bench [name…]`: every measure that needs nothing but this repository, or those named. */
const BENCHES = [
  'split',
  'memory',
  'workers',
  'arrange',
  'identify',
  'sheet-numbers',
  'originals',
  'triage',
  'finalise',
  'start',
  'upload',
] as const

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !BENCHES.some((known) => known === name))
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. Known: ${BENCHES.join(', ')}.`)
  process.exit(2)
}

// The yardstick of the split. Installed here when that is allowed; the bench says so itself when it is not.
if (spawnSync('pdftoppm', ['-v']).error !== undefined && process.getuid?.() === 0) {
  spawnSync('apt-get', ['update', '-qq'])
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'poppler-utils'])
}

let worst = 0
for (const name of BENCHES.filter((known) => asked.length === 0 || asked.includes(known))) {
  console.log(`\n# ${name}`)
  const script = fileURLToPath(new URL(`./${name}.ts`, import.meta.url))
  worst = Math.max(worst, spawnSync(process.execPath, [script], { stdio: 'inherit' }).status ?? 1)
}
process.exitCode = worst
