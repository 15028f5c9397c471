import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CSRF_HEADER } from '#contract/endpoint.ts'
import { multipart, type UploadedFile } from './upload.ts'

const PROJECT = join(import.meta.dirname, '..')
const PATIENCE_MS = 60_000

/** A whole Korrigo in processes of its own, as `npm start` leaves it: supervisor, api, worker, embedded PostgreSQL. */
export interface Installation {
  /** From the start of the supervisor to its sentence that all is ready. */
  startMs: number
  origin: string
  supervisor: number
  /** Process ids as they are now; throws when there is none. */
  api(): number
  worker(): number
  postmaster(): number
  /** Every process of it, the children of children included. */
  processes(): number[]
  signal(signal: NodeJS.Signals): void
  ended: Promise<number | null>
  output(): string
}

export async function startInstallation(dataDir: string, port: number): Promise<Installation> {
  const startedAt = performance.now()
  let output = ''
  const child: ChildProcess = spawn(process.execPath, ['src/server/main.ts'], {
    cwd: PROJECT,
    env: {
      PATH: process.env.PATH,
      KORRIGO_DATA: dataDir,
      PORT: String(port),
      KORRIGO_SPLIT_PROCESSES: process.env.KORRIGO_SPLIT_PROCESSES,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, to which a Ctrl-C can be sent.
    detached: true,
  })
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += chunk
    })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const supervisor = child.pid ?? 0
  await until(() => {
    if (child.exitCode !== null) throw new Error(`the start failed:\n${output}`)
    return output.includes('Korrigo est prêt')
  })
  const childOf = (command: string): number => {
    const found = childrenOf(supervisor).find((pid) => commandOf(pid).includes(command))
    if (found === undefined) throw new Error(`no ${command} runs:\n${output}`)
    return found
  }
  const postmaster = () =>
    Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0])
  return {
    startMs: performance.now() - startedAt,
    origin: `http://127.0.0.1:${port}`,
    supervisor,
    api: () => childOf('serve'),
    worker: () => childOf('worker'),
    postmaster,
    processes: () => [...descendants(supervisor), ...descendants(postmaster())],
    signal: (signal) => process.kill(-supervisor, signal),
    ended,
    output: () => output,
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Waits until `holds` does; throws after a minute. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error('Waited a minute in vain')
    await sleep(20)
  }
}

const statOf = (pid: number): string[] => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return ['gone']
  }
}
/** A zombie runs no more: only its exit code is still to be read. */
export const isRunning = (pid: number): boolean => !['gone', 'Z', 'X'].includes(statOf(pid)[0] ?? 'gone')
const commandOf = (pid: number): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((other) => other > 0 && isRunning(other) && Number(statOf(other)[1]) === pid)
const descendants = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(descendants)]

/** A person at a browser of that installation, who asks again when the server is away. */
export class Person {
  readonly origin: string
  headers: Record<string, string> = {}

  constructor(origin: string) {
    this.origin = origin
  }

  async setUp(dataDir: string): Promise<void> {
    const codeFile = join(dataDir, 'secrets/setup-code')
    await until(() => existsSync(codeFile))
    const code = readFileSync(codeFile, 'utf8')
    const account = {
      username: 'direction',
      password: 'mot-de-passe-d-essai',
      firstName: 'Ada',
      lastName: 'Essai',
    }
    await this.enter(await this.send('POST', '/api/setup', { code, ...account }))
  }

  async logIn(username: string, password: string): Promise<void> {
    await this.enter(await this.send('POST', '/api/session', { username, password }))
  }

  private async enter(response: Response): Promise<void> {
    if (!response.ok) throw new Error(await response.text())
    const { csrfToken } = (await response.json()) as { csrfToken: string }
    this.headers = {
      cookie: String(response.headers.get('set-cookie')).split(';')[0] ?? '',
      [CSRF_HEADER]: csrfToken,
    }
  }

  send(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(this.origin + path, {
      method,
      headers: { ...this.headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  }

  /** Reads until the server gives an answer. */
  async read<T>(path: string): Promise<T> {
    let answer: T | undefined
    await until(async () => {
      const response = await this.send('GET', path).catch(() => null)
      if (response?.status !== 200) return false
      answer = (await response.json()) as T
      return true
    })
    return answer as T
  }

  /** Sends a change that must be accepted. */
  async change<T>(method: string, path: string, body: unknown): Promise<T> {
    const response = await this.send(method, path, body)
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
    return (response.status === 204 ? undefined : await response.json()) as T
  }

  async createExam(name: string): Promise<string> {
    const response = await this.send('POST', '/api/exams', { name, date: '2026-05-18' })
    if (response.status !== 201) throw new Error(await response.text())
    return ((await response.json()) as { id: string }).id
  }

  async deposit(examId: string, file: UploadedFile): Promise<Response> {
    const { headers, payload } = multipart([file])
    return fetch(`${this.origin}/api/exams/${examId}/scans`, {
      method: 'POST',
      headers: { ...this.headers, ...headers },
      body: new Uint8Array(payload),
    })
  }
}
