// The entry of every npm script: `node tools/bootstrap.mjs <command> [args]`. Runs on any Node from 20 on, before
// anything is installed; makes ready what the command needs, then hands over to the Node of node_modules.
// Says what it does on stderr, so that a command's own output stays clean on stdout.

import { buildPage } from './build-page.mjs'
import { ensureChromium } from './chromium.mjs'
import { ensureInstalled } from './install.mjs'
import { BootstrapError, handOver } from './processes.mjs'

/** Each makes ready what it needs and answers the exit code. */
const commands = {
  start: async (args) => {
    await buildPage()
    return handOver('node', ['src/server/main.ts', ...args], { lifeline: true })
  },
  // The flag is that of src/server/small-heap.ts: `ingest` does the work of the worker.
  korrigo: (args) => handOver('node', ['--max-semi-space-size=4', 'src/server/cli.ts', ...args]),
  demo: (args) => handOver('node', ['src/server/cli.ts', 'demo', ...args]),
  bench: (args) => handOver('node', ['bench/main.ts', ...args]),
  test: async (args) => {
    await buildPage()
    await ensureChromium()
    return handOver('vitest', ['run', ...args])
  },
  check: async () => {
    let worst = 0
    for (const [tool, ...args] of [
      ['biome', 'ci', '--error-on-warnings'],
      ['knip'],
      ['tsc', '-p', 'tsconfig.server.json'],
      ['tsc', '-p', 'tsconfig.web.json'],
    ]) {
      console.error(`> ${[tool, ...args].join(' ')}`)
      worst = Math.max(worst, await handOver(tool, args))
    }
    return worst
  },
}

const [name, ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined
try {
  if (!command) throw new BootstrapError(`Commandes : ${Object.keys(commands).join(', ')}.`)
  await ensureInstalled()
  process.exitCode = await command(args)
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
