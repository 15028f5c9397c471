import { existsSync, readFileSync, statSync } from 'node:fs'
import { lchown, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedPostgresError } from './embedded-error.ts'

export type Account = { uid: number; gid: number }

/** In this order; Debian always has the last one. */
const candidates = ['korrigo', 'postgres', 'nobody']

/**
 * The account PostgreSQL runs as, because it refuses root: the owner of an existing cluster, otherwise the first
 * of `candidates` (initdb looks its own name up, so a bare number will not do). Undefined when we are not root:
 * then it runs as ourselves. Throws EmbeddedPostgresError when the cluster belongs to somebody else.
 */
export function clusterAccount(clusterDir: string): Account | undefined {
  const owner = existsSync(clusterDir) ? statSync(clusterDir) : undefined
  const self = process.geteuid?.()
  if (self !== 0) {
    if (owner && owner.uid !== self)
      throw new EmbeddedPostgresError(
        `La base de données ${clusterDir} appartient à un autre utilisateur (n° ${owner.uid}). Démarrez Korrigo avec le compte qui l’a créée.`,
      )
    return undefined
  }
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const passwd = readFileSync('/etc/passwd', 'utf8').split('\n')
  for (const name of candidates) {
    const [, , uid, gid] = passwd.find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
    if (uid && gid && uid !== '0') return { uid: Number(uid), gid: Number(gid) }
  }
  throw new EmbeddedPostgresError(
    'PostgreSQL ne peut pas être lancé par root. Créez un compte système nommé « korrigo ».',
  )
}

/** Gives a folder and all below it to `account`: a cluster restored by root from a copy belongs to root. */
export async function giveTo(account: Account, folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await giveTo(account, path)
    else await lchown(path, account.uid, account.gid)
  }
  // Last, because the folder's owner is what tells a later start that all below it was given.
  await lchown(folder, account.uid, account.gid)
}
