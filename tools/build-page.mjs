import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootstrapError, projectDir, runPinned } from './processes.mjs'

/** Everything the page is made of; tests beside it do not count. */
const sources = ['src/web', 'src/contract', 'src/domain', 'vite.config.ts', 'package-lock.json']
const built = join(projectDir, 'dist/web/index.html')
const stampFile = join(projectDir, 'dist/web-source.sha256')

/** Builds dist/web unless it was built from these very sources. */
export async function buildPage() {
  if (!existsSync(join(projectDir, 'src/web/index.html'))) return
  const stamp = hashSources()
  if (existsSync(built) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  console.error('Préparation de la page web…')
  const { code, output } = await runPinned('vite', ['build', '--logLevel=warn'], { NODE_ENV: 'production' })
  if (code !== 0) throw new BootstrapError(`${output}\nLa page web n’a pas pu être construite.`)
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
