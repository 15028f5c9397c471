import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase } from '#test/postgres.ts'

export interface RunningKorrigo {
  address: string
  dataDir: string
  connectionString: string
  /** Of the first start: what lets a person create the first admin. */
  setupCode: string
  /** Process id of the api as it is now; throws while there is none. */
  api(): number
  stop(): Promise<void>
}

const START_MS = 60_000

/** `npm start` without the installing: supervisor, api and worker, on an empty database and a folder of their own. */
export async function startKorrigo(): Promise<RunningKorrigo> {
  const [database, dataDir, port] = await Promise.all([
    createTestDatabase({ migrated: false }),
    mkdtemp(join(tmpdir(), 'korrigo-e2e-')),
    freePort(),
  ])
  const supervisor = spawn(process.execPath, ['src/server/main.ts'], {
    env: {
      ...process.env,
      PORT: String(port),
      KORRIGO_DATA: dataDir,
      DATABASE_URL: database.connectionString,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const setupCode = await readSetupCode(supervisor)
  return {
    address: `http://127.0.0.1:${port}`,
    dataDir,
    connectionString: database.connectionString,
    setupCode,
    api: () => childOf(supervisor.pid ?? 0, 'serve'),
    async stop() {
      const ended = new Promise((resolve) => supervisor.once('exit', resolve))
      supervisor.kill('SIGINT')
      await ended
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

function readSetupCode(supervisor: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const timer = setTimeout(() => reject(new Error(`No setup code in: ${printed}`)), START_MS)
    supervisor.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk
      const code = /administrateur\s*:\s*(\d{8})/.exec(printed)?.[1]
      if (code === undefined) return
      clearTimeout(timer)
      resolve(code)
    })
    supervisor.once('exit', (exitCode) => reject(new Error(`Ended with ${exitCode}: ${printed}`)))
  })
}

function childOf(pid: number, command: string): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
  const found = children.find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(command))
  if (found === undefined) throw new Error(`No ${command} runs`)
  return Number(found)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address !== null && typeof address === 'object'
          ? resolve(address.port)
          : reject(new Error('No port')),
      )
    })
  })
}
