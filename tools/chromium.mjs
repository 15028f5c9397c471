import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootstrapError, projectDir, runQuietly } from './processes.mjs'

const system = '/usr/bin/chromium'
/** With the fonts a page needs to be looked at, which Debian only recommends. */
const packages = ['chromium', 'fonts-liberation']
const privateDir = join(projectDir, 'node_modules/.cache/korrigo-chromium')
/** Tells test/chromium.ts which program to start, and with which environment, when it is not the system's. */
const recordFile = join(privateDir, 'chromium.json')

/** Makes sure the browser tests find a Chromium: the system's, one installed now, or one unpacked for ourselves. */
export async function ensureChromium() {
  if (existsSync(system) || existsSync(recordFile)) return
  console.error('Installation de Chromium pour les tests…')
  if (!existsSync('/usr/bin/apt-get'))
    throw new BootstrapError(
      'Installez Chromium : les tests du navigateur le cherchent dans /usr/bin/chromium.',
    )
  const sudo = process.geteuid() === 0 ? [] : ['sudo', '-n']
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages]
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const attempts = []
  for (const words of [['apt-get', 'update', '-qq'], install]) {
    const [file, ...args] = [...sudo, ...words]
    attempts.push(await runQuietly(file, args, { env }))
  }
  if (existsSync(system)) return
  attempts.push(await unpackForOurselves())
  if (!existsSync(recordFile))
    throw new BootstrapError(
      `${attempts.map(({ output }) => output).join('\n')}\nChromium n’a pas pu être installé.`,
    )
}

/** Without any right on the machine: apt with lists and archives of its own, and the packages unpacked in a folder. */
async function unpackForOurselves() {
  rmSync(privateDir, { recursive: true, force: true })
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'root'])
    mkdirSync(join(privateDir, folder), { recursive: true })
  const own = [
    ['Dir::State', join(privateDir, 'state')],
    ['Dir::State::status', '/var/lib/dpkg/status'],
    ['Dir::Cache', join(privateDir, 'cache')],
    ['Debug::NoLocking', '1'],
  ].flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const update = await runQuietly('apt-get', [...own, '-qq', 'update'])
  const download = await runQuietly('apt-get', [
    ...own,
    ...['-qq', '-y', '--download-only', '--no-install-recommends', 'install', ...packages],
  ])
  if (download.code !== 0) return { code: 1, output: update.output + download.output }

  const archives = join(privateDir, 'cache/archives')
  const root = join(privateDir, 'root')
  for (const name of readdirSync(archives).filter((file) => file.endsWith('.deb'))) {
    const unpacked = await runQuietly('dpkg', ['-x', join(archives, name), root])
    if (unpacked.code !== 0) return unpacked
  }
  rmSync(archives, { recursive: true, force: true })
  writeRecord(root)
  return { code: 0, output: '' }
}

function writeRecord(root) {
  const executable = join(root, 'usr/lib/chromium/chromium')
  if (!existsSync(executable)) return
  const triplet = readdirSync(join(root, 'usr/lib')).find((name) => name.endsWith('-linux-gnu'))
  const libraries = triplet ? [join(root, 'usr/lib', triplet), join(root, 'lib', triplet)] : []
  const fonts = join(privateDir, 'fonts.conf')
  writeFileSync(
    fonts,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(root, 'usr/share/fonts')}</dir>
  <cachedir>${join(privateDir, 'fontconfig')}</cachedir>
</fontconfig>
`,
  )
  const env = { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_FILE: fonts }
  writeFileSync(recordFile, `${JSON.stringify({ executable, env }, null, 2)}\n`)
}
