import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { openEventHub } from './db/events.ts'
import { openDeps } from './open-deps.ts'

/** The api: answers HTTP, sends jobs, runs none. Resolves once it listens. */
export async function serve(
  config: Config,
  connectionString: string,
): Promise<{ close: () => Promise<void> }> {
  const [{ deps, close }, events] = await Promise.all([
    openDeps(config, connectionString, { works: false }),
    openEventHub(connectionString),
  ])
  const app = await buildApp(deps, events)
  await app.listen({ port: config.port, host: config.host }).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!taken) throw error
    throw new Error(
      `Le port ${config.port} est déjà pris. Choisissez-en un autre : PORT=${config.port + 1} npm start`,
    )
  })
  return {
    close: async () => {
      // Event streams never end by themselves.
      app.server.closeAllConnections()
      await app.close()
      await events.close()
      await close()
    },
  }
}
