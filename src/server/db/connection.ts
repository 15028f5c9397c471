import type { Config } from '#server/config.ts'
import { migrate } from './migrate.ts'

/**
 * The database of this installation, up to date: the server of DATABASE_URL, or the embedded one, started if no other process did.
 * `release` leaves the embedded one running while another process of Korrigo uses it.
 */
export async function openConnection(
  config: Config,
): Promise<{ connectionString: string; release: () => Promise<void> }> {
  if (config.databaseUrl !== undefined) {
    await migrate(config.databaseUrl)
    return { connectionString: config.databaseUrl, release: async () => undefined }
  }
  // Loaded only here: an installation with its own server never touches the embedded one's code.
  const { startEmbeddedPostgres } = await import('./embedded.ts')
  const embedded = await startEmbeddedPostgres({ dataDir: config.postgresDir, secretsDir: config.secretsDir })
  await migrate(embedded.connectionString)
  return { connectionString: embedded.connectionString, release: embedded.stop }
}
