import { loadConfig } from '#server/config.ts'
import { openConnection } from '#server/db/connection.ts'
import type { Deps } from '#server/deps.ts'
import { openDeps } from '#server/open-deps.ts'

/** Runs a command on the database of this installation, whether the server is running or not, and closes everything after it. */
export async function withDeps<T>(run: (deps: Deps) => Promise<T>): Promise<T> {
  const config = loadConfig()
  const { connectionString, release } = await openConnection(config)
  try {
    const { deps, close } = await openDeps(config, connectionString, { works: false })
    try {
      return await run(deps)
    } finally {
      await close()
    }
  } finally {
    await release()
  }
}
