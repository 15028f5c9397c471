import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectDir = fileURLToPath(new URL('..', import.meta.url))
const binDir = join(projectDir, 'node_modules/.bin')

/** Something the person at the terminal can understand and mend; shown without a stack. */
export class BootstrapError extends Error {}

/** Compiled once, kept for the next start: loading the api takes half the time. */
const compileCache = join(projectDir, 'node_modules/.cache/node-compile')

/** The environment in which every `node` is the one of node_modules. */
function pinnedEnv() {
  return {
    ...process.env,
    PATH: [binDir, foreignPath()].join(delimiter),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? compileCache,
  }
}

/** PATH without what npm put in front of it: the machine's own programs. */
export function foreignPath() {
  const entries = (process.env.PATH ?? '').split(delimiter)
  return entries.filter((entry) => !entry.includes('node_modules')).join(delimiter)
}

/**
 * Runs a program of node_modules/.bin in our place: same terminal, signals passed on, exit code answered.
 * With `lifeline` the program gets a channel that closes when we die, kill -9 included ('disconnect' event).
 */
export function handOver(program, args, { lifeline = false } = {}) {
  const child = spawn(join(binDir, program), args, {
    cwd: projectDir,
    env: pinnedEnv(),
    stdio: lifeline ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  })
  const passOn = (signal) => {
    // Ctrl-C reaches the whole foreground group; a second copy would look like an impatient second Ctrl-C.
    if (signal === 'SIGINT' && process.stdin.isTTY) return
    child.kill(signal)
  }
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, passOn)

  // npm killed with -9 cannot pass anything on: we become another process's child.
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) child.kill('SIGTERM')
  }, 250)

  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => done(code ?? 128 + constants.signals[signal]))
  }).finally(() => {
    clearInterval(watch)
    for (const signal of signals) process.off(signal, passOn)
  })
}

/** Runs a program silently; answers its exit code and everything it said. Never throws. */
export function runQuietly(file, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(file, args, { cwd: projectDir, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    const keep = (chunk) => {
      output += chunk
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error) => done({ code: 127, output: error.message }))
    child.once('close', (code) => done({ code: code ?? 1, output }))
  })
}

/** A program of node_modules/.bin, silently. */
export function runPinned(program, args, env = {}) {
  return runQuietly(join(binDir, program), args, { env: { ...pinnedEnv(), ...env } })
}
