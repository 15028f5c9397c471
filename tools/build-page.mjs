import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootstrapError, projectDir, runPinned } from './processes.mjs'

/** Everything the page is made of; tests beside it do not count. */
const sources = ['src/web', 'src/contract', 'src/domain', 'vite.config.ts', 'package-lock.json']
const served = join(projectDir, 'dist/web')
const fresh = join(projectDir, 'dist/web-fresh')
const former = join(projectDir, 'dist/web-former')
const built = join(served, 'index.html')
const stampFile = join(projectDir, 'dist/web-source.sha256')

/** Builds dist/web unless it was built from these very sources. */
export async function buildPage() {
  if (!existsSync(join(projectDir, 'src/web/index.html'))) return
  const stamp = hashSources()
  if (existsSync(built) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  console.error('Préparation de la page web…')
  // Built aside, then swapped: a server that is running never finds the folder half empty.
  const args = ['build', '--logLevel=warn', '--outDir', fresh]
  const { code, output } = await runPinned('vite', args, { NODE_ENV: 'production' })
  if (code !== 0) throw new BootstrapError(`${output}\nLa page web n’a pas pu être construite.`)
  rmSync(former, { recursive: true, force: true })
  if (existsSync(served)) renameSync(served, former)
  renameSync(fresh, served)
  rmSync(former, { recursive: true, force: true })
  writeFileSync(stampFile, stamp)
}

function hashSources() {
  const hash = createHash('sha256')
  const add = (path) => {
    const full = join(projectDir, path)
    if (!existsSync(full)) return
    if (statSync(full).isDirectory()) for (const name of readdirSync(full).sort()) add(join(path, name))
    else if (!/\.test\.tsx?$/.test(path)) hash.update(`${path}\0`).update(readFileSync(full)).update('\0')
  }
  for (const source of sources) add(source)
  return hash.digest('hex')
}
