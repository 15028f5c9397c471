import { Command } from 'commander'
import { loadConfig } from './config.ts'
import { openConnection } from './db/connection.ts'

const program = new Command('korrigo')
  .description('Correction à l’écran de copies d’examen')
  .showHelpAfterError()

program
  .command('serve')
  .description('l’API et la page web')
  .action(async () => {
    const { serve } = await import('./serve.ts')
    await runUntilStopped(serve)
  })

program
  .command('worker')
  .description('les travaux de fond (découpage…)')
  .action(async () => {
    const { work } = await import('./work.ts')
    await runUntilStopped(work)
  })

program
  .command('migrate')
  .description('met la base de données à jour')
  .action(async () => {
    const { release } = await openConnection(loadConfig())
    await release()
  })

/** Runs a process of the house until it is told to stop, or until the supervisor that forked it is gone. */
async function runUntilStopped(
  start: (
    config: ReturnType<typeof loadConfig>,
    connectionString: string,
  ) => Promise<{ close: () => Promise<void> }>,
): Promise<void> {
  const config = loadConfig()
  const { connectionString, release } = await openConnection(config)
  const { close } = await start(config, connectionString)
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await close()
    await release()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, () => void stop())
  process.send?.('ready')
}

await program.parseAsync().catch((error: unknown) => {
  console.error(`korrigo: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
