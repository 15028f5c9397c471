import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { BootstrapError, foreignPath, projectDir, runQuietly } from './processes.mjs'

const modulesDir = join(projectDir, 'node_modules')
const lockFile = join(projectDir, 'package-lock.json')
const stampFile = join(modulesDir, '.korrigo-installed')

/** Brings node_modules to what package-lock.json says, when it is not; and makes sure the pinned Node runs. */
export async function ensureInstalled() {
  if (Number(process.versions.node.split('.')[0]) < 20)
    throw new BootstrapError(`Il faut Node 20 ou plus récent ; cette machine a ${process.version}.`)
  const stamp = currentStamp()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  if (!agreesWithLock()) await install()
  await ensurePinnedNode()
  writeFileSync(stampFile, stamp)
}

/** A hash and not a date: a checkout or a copy changes dates without changing what is installed. */
function currentStamp() {
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex')
  return `${hash} ${process.platform} ${process.arch}\n`
}

/** Whether somebody ran npm by hand: its own record of node_modules holds every package the lock file wants. */
function agreesWithLock() {
  const record = join(modulesDir, '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (installed[path] ? installed[path].version === version : optional === true),
  )
}

async function install() {
  console.error('Installation…')
  const { node, npm } = machineNpm()
  const [file, ...first] = npm.endsWith('.js') ? [node, npm] : [npm]
  const { code, output } = await runQuietly(
    file,
    [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
    // The package holds the library for the processor; its script would fetch others, for graphics cards, from the Internet.
    { env: { ...machineEnv(node), ONNXRUNTIME_NODE_INSTALL: 'skip' } },
  )
  if (code !== 0) throw new BootstrapError(`${output}\nL’installation a échoué (npm ci, code ${code}).`)
}

/** npm and a Node that do not live in node_modules, which the installation takes away and makes anew. */
function machineNpm() {
  const ours = (path) => path?.startsWith(modulesDir)
  const found = foreignPath()
    .split(delimiter)
    .map((entry) => join(entry, 'node'))
    .find((path) => existsSync(path))
  const node = [process.env.npm_node_execpath, process.execPath].find((path) => path && !ours(path)) ?? found
  if (!node) throw new BootstrapError('Node est introuvable sur cette machine.')
  const npm = process.env.npm_execpath
  return { node, npm: npm && !ours(npm) && existsSync(npm) ? npm : 'npm' }
}

function machineEnv(node) {
  return { ...process.env, PATH: [dirname(node), foreignPath()].join(delimiter) }
}

/**
 * The npm package `node` fetches its program in an install script, which npm may have been told not to run.
 * Then we run it ourselves.
 */
async function ensurePinnedNode() {
  const folder = join(modulesDir, 'node')
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const runs = async () => {
    const { code, output } = await runQuietly(join(folder, 'bin/node'), ['--version'])
    return code === 0 && output.trim() === `v${version}`
  }
  if (await runs()) return
  const { node } = machineNpm()
  const { output } = await runQuietly(node, ['installArchSpecificPackage.js'], {
    cwd: folder,
    env: machineEnv(node),
  })
  if (!(await runs())) throw new BootstrapError(`${output}\nNode ${version} n’a pas pu être installé.`)
}
