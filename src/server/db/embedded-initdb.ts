import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { chmod, chown, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Account } from './embedded-account.ts'
import { EmbeddedPostgresError } from './embedded-error.ts'
import { dataFolderAsCwd } from './embedded-postmaster.ts'

/**
 * Makes a new cluster at `dataDir`, owned by `account`, with the superuser `korrigo`. It is made beside its place
 * and renamed when whole, so a kill in the middle leaves nothing half done. The caller holds the gate.
 */
export async function initialiseCluster(
  dataDir: string,
  binaries: string,
  account: Account | undefined,
  password: string,
): Promise<void> {
  const parent = dirname(dataDir)
  const prefix = `${basename(dataDir)}.new-`
  for (const name of await readdir(parent))
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true, maxRetries: 5 })

  const unfinished = await mkdtemp(join(parent, prefix))
  const passwordFile = `${unfinished}.password`
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 })
  await chmod(unfinished, 0o700)
  if (account) {
    await chown(unfinished, account.uid, account.gid)
    await chown(passwordFile, account.uid, account.gid)
  }
  try {
    await runInitdb(binaries, account, unfinished, passwordFile)
    await rename(unfinished, dataDir)
  } finally {
    await rm(passwordFile, { force: true })
    await rm(unfinished, { recursive: true, force: true })
  }
}

async function runInitdb(
  binaries: string,
  account: Account | undefined,
  folder: string,
  passwordFile: string,
): Promise<void> {
  // Handed over as an open file: its path may be out of the account's reach.
  const stdin = openSync(passwordFile, 'r')
  const child = spawn(
    join(binaries, 'bin/initdb'),
    [
      ...['-D', dataFolderAsCwd, '--username=korrigo', '--pwfile=/dev/stdin', '--auth=scram-sha-256'],
      // French order of names (é beside e), whatever locales the machine has.
      ...['--encoding=UTF8', '--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=fr-FR'],
      ...['--data-checksums', '--no-instructions'],
    ],
    {
      ...account,
      cwd: folder,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' },
      stdio: [stdin, 'ignore', 'pipe'],
      // As for the server: Ctrl-C must not cut it short under a process that waits at the gate.
      detached: true,
    },
  )
  closeSync(stdin)
  if (!child.stderr) throw new Error('initdb has no stderr')
  const ended = new Promise<number | null>((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code) => done(code))
  })
  const [said, code] = await Promise.all([text(child.stderr), ended])
  if (code !== 0) throw new EmbeddedPostgresError(`La base de données n’a pas pu être créée.\n${said.trim()}`)
}

/** The superuser's password, in a file only its owner can read; made when there is none yet and `mayCreate`. */
export function clusterPassword(secretsDir: string, mayCreate: boolean): string {
  const file = join(secretsDir, 'postgres-password')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  if (!mayCreate)
    throw new EmbeddedPostgresError(
      `Le mot de passe de la base de données manque\u202f: ${file}. Restaurez ce fichier depuis une sauvegarde.`,
    )
  const password = randomBytes(24).toString('base64url')
  writeFileSync(file, `${password}\n`, { mode: 0o600, flag: 'wx', flush: true })
  return password
}
