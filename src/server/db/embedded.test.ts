import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'

const root = process.geteuid?.() === 0
const nobody = { uid: 65_534, gid: 65_534 }
const settings = { shared_buffers: '16MB' }
const project = join(import.meta.dirname, '../../..')

const folders: string[] = []
const handles: EmbeddedPostgres[] = []
const starters: ChildProcess[] = []

afterEach(async () => {
  for (const starter of starters.splice(0)) starter.kill('SIGKILL')
  for (const handle of handles.splice(0)) await handle.stop()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'korrigo-embedded-'))
  folders.push(folder)
  return folder
}

let seed = ''
beforeAll(async () => {
  seed = mkdtempSync(join(tmpdir(), 'korrigo-embedded-seed-'))
  await (await startEmbeddedPostgres({ ...places(seed), settings })).stop()
})
afterAll(() => rmSync(seed, { recursive: true, force: true }))

/** A stopped cluster of its own: copying one takes a fraction of making one. */
function makeStoppedCluster(): string {
  const folder = makeFolder()
  if (spawnSync('cp', ['-a', `${seed}/.`, folder]).status !== 0) throw new Error('cp failed')
  return folder
}

async function start(folder: string, version: 15 | 18 = 18): Promise<EmbeddedPostgres> {
  const handle = await startEmbeddedPostgres({ ...places(folder), version, settings })
  handles.push(handle)
  return handle
}

function places(folder: string) {
  return { dataDir: join(folder, 'postgres'), secretsDir: join(folder, 'secrets') }
}

/** A process of its own that starts the cluster, says its address, and stops it when its stdin ends. */
async function startElsewhere(folder: string, account?: { uid: number; gid: number }) {
  const source = `
    import { startEmbeddedPostgres } from '#server/db/embedded.ts'
    const handle = await startEmbeddedPostgres(${JSON.stringify({ ...places(folder), settings })})
    console.log(handle.connectionString)
    process.stdin.resume().once('end', () => handle.stop())`
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', source], {
    ...account,
    cwd: project,
    env: {},
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  starters.push(starter)
  const ended = new Promise<number | null>((done) => starter.once('exit', (code) => done(code)))
  const address = await new Promise<string>((done, fail) => {
    createInterface(starter.stdout).once('line', done)
    starter.once('exit', (code) => fail(new Error(`the starter ended with ${code}`)))
  })
  return { starter, address, ended }
}

async function ask(connectionString: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end().catch(() => {})
  }
}

function postmasterPid(folder: string): number {
  return Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])
}

async function untilItAnswers(address: string): Promise<void> {
  for (const deadline = Date.now() + 20_000; ; await sleep(50)) {
    try {
      await ask(address, 'select 1')
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
  }
}

async function answers(address: string): Promise<boolean> {
  return ask(address, 'select 1').then(
    () => true,
    () => false,
  )
}

describe('refusals', () => {
  test('a cluster of another major version is named, not touched', async () => {
    const folder = makeFolder()
    // PostgreSQL 15 walks the path of its folder, which its account must be able to enter.
    chmodSync(folder, 0o755)
    await (await start(folder, 15)).stop()
    await expect(start(folder, 18)).rejects.toThrow(/PostgreSQL 15.*PostgreSQL 18/)
    expect(await ask((await start(folder, 15)).connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('a lost password file is named', async () => {
    const folder = makeStoppedCluster()
    await (await start(folder)).stop()
    rmSync(join(folder, 'secrets/postgres-password'))
    await expect(start(folder)).rejects.toThrow('secrets/postgres-password')
  })

  test('nobody comes in without the password', async () => {
    const { connectionString } = await start(makeStoppedCluster())
    const wrong = new URL(connectionString)
    wrong.password = 'wrong'
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' })
  })
})

describe('one process', () => {
  test('starts, keeps rows over a stop, says nothing secret to others', async () => {
    const folder = makeStoppedCluster()
    const first = await start(folder)
    await ask(first.connectionString, 'create table kept as select 7 as mark')
    await first.stop()
    expect(await answers(first.connectionString)).toBe(false)
    const begun = performance.now()
    const second = await start(folder)
    // Measured at 110 ms; the bound only shows a start that waits for something.
    expect(performance.now() - begun).toBeLessThan(2_000)
    expect(await ask(second.connectionString, 'select * from kept')).toEqual([{ mark: 7 }])
    expect(second.connectionString).toBe(first.connectionString)
    expect(statSync(join(folder, 'secrets/postgres-password')).mode & 0o777).toBe(0o600)
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700)
  })

  test('is durable, UTC, on the loopback only, and sorts names as French does', async () => {
    const { connectionString } = await start(makeStoppedCluster())
    const value = async (name: string) =>
      (await ask(connectionString, `select current_setting('${name}') v`))[0]?.v
    expect(await value('fsync')).toBe('on')
    expect(await value('synchronous_commit')).toBe('on')
    expect(await value('TimeZone')).toBe('UTC')
    expect(await value('server_encoding')).toBe('UTF8')
    expect(await value('listen_addresses')).toBe('127.0.0.1')
    expect(await value('unix_socket_directories')).toBe('')
    const names = await ask(
      connectionString,
      `select name from unnest(array['Zola', 'Éluard', 'Emery', 'Etcheverry', 'Œuvrard', 'Ochoa', 'Ozanne']) name order by name`,
    )
    expect(names.map(({ name }) => name)).toEqual([
      'Éluard',
      'Emery',
      'Etcheverry',
      'Ochoa',
      'Œuvrard',
      'Ozanne',
      'Zola',
    ])
  })

  test('a path with spaces, accents and more than 107 bytes', async () => {
    const folder = join(makeFolder(), 'données du lycée', 'x'.repeat(120))
    const { connectionString } = await start(folder)
    expect(await answers(connectionString)).toBe(true)
  })

  test('what a killed initialisation left is cleared away', async () => {
    const folder = makeFolder()
    mkdirSync(join(folder, 'postgres/cluster.new-abc/base'), { recursive: true })
    writeFileSync(join(folder, 'postgres/cluster.new-abc.password'), 'x')
    const { connectionString } = await start(folder)
    expect(await answers(connectionString)).toBe(true)
    expect(readdirSync(join(folder, 'postgres')).sort()).toEqual([
      'cluster',
      'gate.lock',
      'port',
      'server.log',
      'users.lock',
    ])
  })

  test('a stale postmaster.pid that names a living stranger does not block', async () => {
    const folder = makeStoppedCluster()
    const first = await start(folder)
    const pidFile = readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8')
    await first.stop()
    writeFileSync(
      join(folder, 'postgres/cluster/postmaster.pid'),
      pidFile.replace(/^\d+/, String(process.pid)),
    )
    expect(await answers((await start(folder)).connectionString)).toBe(true)
  })

  test('a killed server is started again on its port while the handle is held; committed rows stay', async () => {
    const folder = makeStoppedCluster()
    const { connectionString } = await start(folder)
    await ask(connectionString, 'create table saved (n int primary key)')
    const writer = new pg.Client({ connectionString })
    writer.on('error', () => {})
    await writer.connect()
    let acknowledged = 0
    const writing = (async () => {
      for (let n = 1; ; n++) {
        await writer.query('insert into saved values ($1)', [n])
        acknowledged = n
        if (n === 20) process.kill(postmasterPid(folder), 'SIGKILL')
      }
    })()
    await expect(writing).rejects.toThrow()
    expect(acknowledged).toBeGreaterThanOrEqual(20)
    await untilItAnswers(connectionString)
    const [row] = await ask(connectionString, `select count(*)::int n from saved where n <= ${acknowledged}`)
    expect(row).toEqual({ n: acknowledged })
  })
})

describe('several processes', () => {
  test('two clusters run side by side', async () => {
    const [one, two] = await Promise.all([start(makeStoppedCluster()), start(makeStoppedCluster())])
    await ask(one.connectionString, 'create table only_here (n int)')
    await expect(ask(two.connectionString, 'select * from only_here')).rejects.toMatchObject({
      code: '42P01',
    })
    await one.stop()
    expect(await answers(two.connectionString)).toBe(true)
  })

  test('started at the same moment, they share one server; the last to stop ends it', async () => {
    const folder = makeStoppedCluster()
    const [here, there] = await Promise.all([start(folder), startElsewhere(folder)])
    expect(there.address).toBe(here.connectionString)
    await here.stop()
    expect(await answers(there.address)).toBe(true)
    there.starter.stdin?.end()
    expect(await there.ended).toBe(0)
    expect(await answers(there.address)).toBe(false)
  })

  test('a starter killed with -9 leaves a server that the next one joins and ends', async () => {
    const folder = makeStoppedCluster()
    const there = await startElsewhere(folder)
    const pid = postmasterPid(folder)
    there.starter.kill('SIGKILL')
    await there.ended
    const here = await start(folder)
    expect(postmasterPid(folder)).toBe(pid)
    expect(here.connectionString).toBe(there.address)
    await here.stop()
    expect(await answers(there.address)).toBe(false)
  })

  test('a server somebody is still connected to is left running', async () => {
    const folder = makeStoppedCluster()
    const first = await start(folder)
    const backup = new pg.Client({ connectionString: first.connectionString })
    await backup.connect()
    await first.stop()
    expect((await backup.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await backup.end()
    await (await start(folder)).stop()
    expect(await answers(first.connectionString)).toBe(false)
  })

  test('Ctrl-C in the terminal of the starter does not reach the server', async () => {
    const folder = makeStoppedCluster()
    const there = await startElsewhere(folder)
    const here = await start(folder)
    const group = (pid: number) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[2]
    expect(group(postmasterPid(folder))).not.toBe(group(there.starter.pid ?? 0))
    there.starter.kill('SIGINT')
    await there.ended
    expect(await answers(here.connectionString)).toBe(true)
  })
})

describe.runIf(root)('as root', () => {
  test('the server is not root, even below a folder only root may enter', async () => {
    const closed = makeFolder()
    chmodSync(closed, 0o700)
    const folder = join(closed, 'x', 'data')
    const { connectionString } = await start(folder)
    expect(await answers(connectionString)).toBe(true)
    expect(statSync(`/proc/${postmasterPid(folder)}`).uid).not.toBe(0)
    expect(statSync(join(folder, 'postgres/cluster')).mode & 0o777).toBe(0o700)
  })

  test('a cluster restored with root as its owner is given back to the account', async () => {
    const folder = makeStoppedCluster()
    await (await start(folder)).stop()
    expect(spawnSync('chown', ['-R', '0:0', join(folder, 'postgres/cluster')]).status).toBe(0)
    expect(await answers((await start(folder)).connectionString)).toBe(true)
  })

  // Another account can run this test's programs only when the project lies in a folder it may enter.
  const readable =
    root && spawnSync(process.execPath, ['--version'], { ...nobody, cwd: project }).status === 0
  test.runIf(readable)('another account runs its own, and root joins it as that account', async () => {
    const folder = makeFolder()
    chownSync(folder, nobody.uid, nobody.gid)
    const there = await startElsewhere(folder, nobody)
    expect(statSync(`/proc/${postmasterPid(folder)}`).uid).toBe(nobody.uid)
    there.starter.stdin?.end()
    await there.ended
    const here = await start(folder)
    expect(statSync(`/proc/${postmasterPid(folder)}`).uid).toBe(nobody.uid)
    expect(here.connectionString).toBe(there.address)
  })
})
