import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { clusterAccount, giveTo } from './embedded-account.ts'
import { locateBinaries, type PostgresMajor } from './embedded-binaries.ts'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { clusterPassword, initialiseCluster } from './embedded-initdb.ts'
import {
  type ClusterPaths,
  findPostmaster,
  freePort,
  type Postmaster,
  startPostmaster,
  stopPostmaster,
} from './embedded-postmaster.ts'
import { type FileLock, tryFileLock, waitForFileLock } from './file-lock.ts'

export type EmbeddedPostgres = {
  /** Superuser `korrigo` on database `korrigo`; contains the password. Stays valid if the server dies and is started again. */
  connectionString: string
  /**
   * Says that this process needs the server no more; close your own pools first. The server is ended unless another
   * process started or joined it through startEmbeddedPostgres, or anybody is still connected.
   */
  stop(): Promise<void>
}

type Options = {
  /** Folder of the cluster, its log and its locks; made when absent. */
  dataDir: string
  /** Folder of the password; made with mode 0700 when absent. */
  secretsDir: string
  version?: PostgresMajor
  /** More server settings, for a process that starts the server; tests turn fsync off. */
  settings?: Record<string, string>
}

type Cluster = ClusterPaths & {
  gate: string
  users: string
  port: string
  version: PostgresMajor
  password: string
  binaries: string
  settings: Record<string, string>
}

const startPatienceMs = 60_000
const watchEveryMs = 500

/**
 * Starts the PostgreSQL that comes with the npm packages on the cluster in `dataDir`, or joins it when it runs.
 * The first call makes the cluster. While the handle is held, a server that dies is started again on its port.
 * Several processes may hold one cluster; each holds a shared lock on `users`, so the kernel knows who is left
 * even after a kill -9. `gate` is taken for every start and stop. Throws EmbeddedPostgresError.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  makeFolders(options)
  const { dataDir, secretsDir, version = 18, settings = {} } = options
  const cluster: Omit<Cluster, 'password' | 'binaries'> = {
    data: join(dataDir, 'cluster'),
    log: join(dataDir, 'server.log'),
    gate: join(dataDir, 'gate.lock'),
    users: join(dataDir, 'users.lock'),
    port: join(dataDir, 'port'),
    version,
    settings,
  }
  const gate = await waitForFileLock(cluster.gate, startPatienceMs)
  try {
    const account = clusterAccount(cluster.data)
    const binaries = await locateBinaries(version, account, dataDir)
    const password = clusterPassword(secretsDir, !existsSync(cluster.data))
    const whole = { ...cluster, binaries, password }
    if (!existsSync(cluster.data)) await initialiseCluster(cluster.data, binaries, account, password)
    const postmaster = await ensureRunning(whole, undefined)
    const user = tryFileLock(cluster.users, 'shared')
    if (!user) throw new EmbeddedPostgresError(`Le verrou ${cluster.users} est pris par un autre programme.`)
    return hold(whole, postmaster, user)
  } finally {
    gate.release()
  }
}

function makeFolders({ dataDir, secretsDir }: Options): void {
  try {
    mkdirSync(dataDir, { recursive: true })
    mkdirSync(secretsDir, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new EmbeddedPostgresError(`Le dossier ${dataDir} ne peut pas être créé ou ouvert.`, { cause })
  }
}

/** Under the gate. `port` binds a restart to the port that connection strings already name. */
async function ensureRunning(cluster: Cluster, port: number | undefined): Promise<Postmaster> {
  refuseOtherMajor(cluster)
  const deadline = Date.now() + startPatienceMs
  for (;;) {
    try {
      const running = findPostmaster(cluster)
      if (running?.status === 'ready') {
        await ensureDatabase(cluster, running)
        return running
      }
      // A server that starts, recovers or stops is left to finish; none at all is started.
      if (!running) await start(cluster, port)
    } catch (error) {
      if (Date.now() > deadline || !isPassing(error)) throw error
      await sleep(200)
    }
    if (Date.now() > deadline)
      throw new EmbeddedPostgresError(`PostgreSQL ne répond pas. Son journal\u202f: ${cluster.log}`)
    await sleep(20)
  }
}

async function start(cluster: Cluster, port: number | undefined): Promise<void> {
  const account = clusterAccount(cluster.data)
  if (account && statSync(cluster.data).uid !== account.uid) await giveTo(account, cluster.data)
  const last = existsSync(cluster.port) ? Number(readFileSync(cluster.port, 'utf8')) : undefined
  const chosen = port ?? (await freePort(last))
  await startPostmaster(cluster, cluster.binaries, account, chosen, cluster.settings)
  writeFileSync(cluster.port, `${chosen}\n`)
}

/**
 * What goes by itself: backends of a killed server that still hold its shared memory, the port taken between
 * our look and the server's, a connection cut because the server stops at that moment.
 */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (/shared memory block|Address already in use|Connection terminated/.test(error.message)) return true
  const code = 'code' in error ? error.code : undefined
  // 57P01–57P03: shutting down, crashed, starting up.
  return typeof code === 'string' && /^(ECONN|EPIPE|57P0)/.test(code)
}

function refuseOtherMajor({ data, version }: Cluster): void {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim()
  if (made !== String(version))
    throw new EmbeddedPostgresError(
      `La base de données ${data} a été créée par PostgreSQL ${made}, et cette version de Korrigo utilise PostgreSQL ${version}. Restaurez une sauvegarde dans un dossier neuf.`,
    )
}

function address({ password }: Cluster, { port }: Postmaster, database: string): string {
  return `postgres://korrigo:${password}@127.0.0.1:${port}/${database}`
}

async function ensureDatabase(cluster: Cluster, postmaster: Postmaster): Promise<void> {
  await asClient(address(cluster, postmaster, 'postgres'), async (client) => {
    const { rowCount } = await client.query(`select 1 from pg_database where datname = 'korrigo'`)
    if (rowCount === 0) await client.query('create database korrigo')
  })
}

async function asClient<T>(connectionString: string, ask: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString })
  // Without a listener, a server that dies would end our process; the query itself fails too.
  client.on('error', () => {})
  try {
    await client.connect()
    return await ask(client)
  } finally {
    await client.end().catch(() => {})
  }
}

function hold(cluster: Cluster, postmaster: Postmaster, user: FileLock): EmbeddedPostgres {
  let stopped: Promise<void> | undefined
  let restarting: Promise<void> | undefined
  let reported = ''
  const watch = setInterval(() => {
    if (restarting || findPostmaster(cluster)) return
    restarting = underGate(cluster, async () => {
      await ensureRunning(cluster, postmaster.port)
      reported = ''
    })
      .catch((error: unknown) => {
        // Tried again at the next tick; said once.
        const message = error instanceof Error ? error.message : String(error)
        if (message !== reported) console.error(message)
        reported = message
      })
      .finally(() => {
        restarting = undefined
      })
  }, watchEveryMs)
  watch.unref()

  const stop = async () => {
    clearInterval(watch)
    await restarting
    await underGate(cluster, async () => {
      user.release()
      const last = tryFileLock(cluster.users, 'exclusive')
      if (!last) return
      try {
        const running = findPostmaster(cluster)
        if (running && !(await isUsed(cluster, running))) await stopPostmaster(running, cluster)
      } finally {
        last.release()
      }
    })
  }
  return {
    connectionString: address(cluster, postmaster, 'korrigo'),
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}

async function underGate(cluster: Cluster, act: () => Promise<void>): Promise<void> {
  const gate = await waitForFileLock(cluster.gate, startPatienceMs)
  try {
    await act()
  } finally {
    gate.release()
  }
}

/** Whether somebody is connected: a backup, or a process that was given the connection string. */
async function isUsed(cluster: Cluster, postmaster: Postmaster): Promise<boolean> {
  const others = `select 1 from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`
  try {
    return await asClient(address(cluster, postmaster, 'postgres'), async (client) => {
      // A backend outlives the connection its client has closed by some milliseconds.
      for (let attempt = 0; attempt < 50; attempt++) {
        const { rowCount } = await client.query(others)
        if (rowCount === 0) return false
        await sleep(20)
      }
      return true
    })
  } catch {
    // A server that answers nobody is used by nobody.
    return false
  }
}
