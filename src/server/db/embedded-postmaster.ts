import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, readlinkSync, realpathSync, rmSync, statSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Account } from './embedded-account.ts'
import { EmbeddedPostgresError } from './embedded-error.ts'

/** Every path of one cluster. `data` is PostgreSQL's own folder; the rest is ours. */
export type ClusterPaths = { data: string; log: string }

export type Postmaster = { pid: number; port: number; status: string }

/**
 * PostgreSQL starts in its data folder and is told to find it as /proc/self/cwd. So it never walks the path
 * from the root: the folder may lie below one its account cannot enter (/root), have spaces, or be very long.
 */
export const dataFolderAsCwd = '/proc/self/cwd'

const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  // Loopback only: the path of a socket is limited to 107 bytes, which a data folder may exceed.
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  TimeZone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
  jit: 'off',
}

/** The server that owns this cluster now, read from postmaster.pid; undefined when that file is absent or stale. */
export function findPostmaster({ data }: ClusterPaths): Postmaster | undefined {
  let lines: string[]
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')
  } catch {
    return undefined
  }
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || !isPostmaster(pid, data)) return undefined
  return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? 'starting' }
}

/** Numbers of processes are used again, and a killed child nobody waits for stays as a zombie: both count as gone. */
function isPostmaster(pid: number, data: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [name, state] = [
      stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')),
      stat.at(stat.lastIndexOf(')') + 2),
    ]
    if (name !== 'postgres' || state === 'Z' || state === 'X') return false
  } catch {
    return false
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data)
  } catch {
    // A container may forbid looking at another account's process. The password will tell.
    return true
  }
}

/**
 * Starts a server on the cluster and waits until it accepts connections, crash recovery included.
 * The caller holds the gate and has found no server. Throws EmbeddedPostgresError with the end of the log.
 */
export async function startPostmaster(
  paths: ClusterPaths,
  binaries: string,
  account: Account | undefined,
  port: number,
  extraSettings: Record<string, string>,
): Promise<Postmaster> {
  // A stale file would stop PostgreSQL when its number now belongs to another process, or to a zombie.
  // Two servers on one folder stay impossible: the shared memory segment is bound to the folder's inode.
  rmSync(join(paths.data, 'postmaster.pid'), { force: true })
  await keepLogSmall(paths.log)
  const before = statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0
  const log = openSync(paths.log, 'a', 0o600)
  const args = Object.entries({ ...settings, ...extraSettings, port: String(port) })
  const child = spawn(
    join(binaries, 'bin/postgres'),
    ['-D', dataFolderAsCwd, ...args.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...account,
      cwd: paths.data,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', log, log],
      // A session of its own: Ctrl-C in one terminal must not stop it under another process.
      detached: true,
    },
  )
  closeSync(log)
  let failure: Error | undefined
  child.once('error', (error) => {
    failure = error
  })
  child.unref()
  while (child.exitCode === null && child.signalCode === null && failure === undefined) {
    const running = findPostmaster(paths)
    if (running?.pid === child.pid && running?.status === 'ready') return running
    await sleep(5)
  }
  const said = readFileSync(paths.log).subarray(before).toString('utf8').trim()
  throw new EmbeddedPostgresError(`PostgreSQL n’a pas démarré.\n${said.split('\n').slice(-8).join('\n')}`, {
    cause: failure,
  })
}

/** Ends the server: open transactions are rolled back, everything committed is on disk. */
export async function stopPostmaster({ pid }: Postmaster, { data }: ClusterPaths): Promise<void> {
  // SIGINT is the orderly "fast" shutdown; SIGQUIT leaves the work to the recovery of the next start.
  for (const [signal, patienceMs] of [
    ['SIGINT', 30_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    if (!isPostmaster(pid, data)) return
    process.kill(pid, signal)
    const deadline = Date.now() + patienceMs
    while (isPostmaster(pid, data)) {
      if (Date.now() > deadline) break
      await sleep(10)
    }
  }
  if (isPostmaster(pid, data))
    throw new EmbeddedPostgresError(`PostgreSQL (processus ${pid}) ne s’arrête pas.`)
}

/** The wanted port if nobody listens on it, otherwise any free one. */
export async function freePort(wanted: number | undefined): Promise<number> {
  for (const port of wanted ? [wanted, 0] : [0]) {
    const server = createServer()
    const found = await new Promise<number | undefined>((done) => {
      server.once('error', () => done(undefined))
      server.listen(port, '127.0.0.1', () => done((server.address() as AddressInfo).port))
    })
    if (found === undefined) continue
    await new Promise((done) => server.close(done))
    return found
  }
  throw new EmbeddedPostgresError('Aucun port libre sur 127.0.0.1.')
}

async function keepLogSmall(log: string): Promise<void> {
  const size = statSync(log, { throwIfNoEntry: false })?.size ?? 0
  if (size > 5_000_000) await rename(log, `${log}.old`)
}
