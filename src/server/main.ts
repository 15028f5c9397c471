import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { adminExists } from './auth/auth.store.ts'
import { ensureSetupCode } from './auth/setup-code.ts'
import { type Config, ConfigError, loadConfig } from './config.ts'
import { openConnection } from './db/connection.ts'
import { openDatabase } from './db/database.ts'
import { SMALL_HEAP } from './small-heap.ts'

const CLI = fileURLToPath(new URL('./cli.ts', import.meta.url))
/** A process that dies is started again, but not in a tight loop. */
const RESTART_MS = 500
/** Processes that have not ended this long after being asked are killed. */
const STOP_MS = 8000

/** `npm start`: database, api and worker, watched over until Ctrl-C. */
async function main(): Promise<void> {
  const config = loadConfig()
  const opening = openConnection(config)
  const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${config.port}/`
  const children: Array<{ stop: () => Promise<void> }> = []
  let stopping = false
  const stop = async (exitCode: number): Promise<void> => {
    if (stopping) return
    stopping = true
    // Told to stop while the database starts: it must not stay behind alone.
    const { release } = await opening
    await Promise.all(children.map((child) => child.stop()))
    await release()
    process.exit(exitCode)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))
  // Whoever started us (npm, through tools/bootstrap.mjs) was killed.
  process.on('disconnect', () => void stop(0))

  const { connectionString } = await opening
  if (stopping) return
  children.push(
    keepRunning('serve', connectionString, {
      onReady: () => void announce(config, connectionString, address),
      onFailure: stop,
    }),
    keepRunning('worker', connectionString, { onReady: () => undefined, onFailure: stop }),
  )
}

interface Watch {
  /** Once, when the process is ready for the first time. */
  onReady: () => void
  /** Its first start failed: there is no point in trying again. The reason is already on the screen. */
  onFailure: (exitCode: number) => Promise<void>
}

/** Forks `korrigo <command>` and starts it again whenever it dies. */
function keepRunning(
  command: 'serve' | 'worker',
  connectionString: string,
  { onReady, onFailure }: Watch,
): { stop: () => Promise<void> } {
  let stopping = false
  let wasReady = false
  let child: ReturnType<typeof fork>
  let restart: NodeJS.Timeout | undefined
  const start = (): void => {
    // Detached: a Ctrl-C reaches us alone, and we end the children in order.
    child = fork(CLI, [command], {
      env: { ...process.env, DATABASE_URL: connectionString },
      execArgv: command === 'worker' ? [...process.execArgv, ...SMALL_HEAP] : process.execArgv,
      detached: true,
    })
    child.once('message', () => {
      if (!wasReady) onReady()
      wasReady = true
    })
    child.once('exit', (code, signal) => {
      if (stopping) return
      if (!wasReady) return void onFailure(code ?? 1)
      console.error(`korrigo: ${command} s’est arrêté (${signal ?? code}), redémarrage`)
      restart = setTimeout(start, RESTART_MS)
    })
  }
  start()
  return {
    stop: () =>
      new Promise((resolve) => {
        stopping = true
        clearTimeout(restart)
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
        child.once('exit', () => {
          clearTimeout(killer)
          resolve()
        })
        child.kill('SIGTERM')
      }),
  }
}

async function announce(config: Config, connectionString: string, address: string): Promise<void> {
  console.log(`Korrigo est prêt : ${address}`)
  const db = openDatabase(connectionString, { max: 1 })
  try {
    if (!(await adminExists(db))) {
      console.log(
        `Premier démarrage. Code pour créer le compte administrateur : ${await ensureSetupCode(config.secretsDir)}`,
      )
    }
  } finally {
    await db.destroy()
  }
}

await main().catch((error: unknown) => {
  console.error(error instanceof ConfigError || error instanceof Error ? `korrigo: ${error.message}` : error)
  process.exit(1)
})
