import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { ConfigError, loadConfig } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'korrigo config '))
const noFile = join(folder, 'absent')
afterAll(() => rmSync(folder, { recursive: true }))

describe('loadConfig', () => {
  test.each([
    ['PORT', 'quatre'],
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['DATABASE_URL', 'localhost'],
    ['KORRIGO_MAX_UPLOAD_MB', '0'],
    ['KORRIGO_MAX_PAGES', '1,5'],
    ['KORRIGO_SPLIT_PROCESSES', '0'],
  ])('refuses %s=%s and names the variable', (name, value) => {
    expect(() => loadConfig({ [name]: value }, noFile)).toThrow(ConfigError)
    expect(() => loadConfig({ [name]: value }, noFile)).toThrow(name)
  })

  test('has a default for everything but the database', () => {
    const config = loadConfig({}, noFile)
    const project = join(import.meta.dirname, '../..')
    expect(config).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: join(project, 'data'),
      postgresDir: join(project, 'data/postgres'),
      filesDir: join(project, 'data/files'),
      secretsDir: join(project, 'data/secrets'),
      workDir: join(project, 'data/work'),
      compileCacheDir: join(project, 'data/cache'),
      databaseUrl: undefined,
      maxUploadBytes: 500 * 1024 * 1024,
      maxPages: 2000,
      splitProcesses: Math.min(4, availableParallelism()),
    })
  })

  test('reads the file, the environment wins, an empty value counts as absent', () => {
    const file = join(folder, '.env')
    writeFileSync(file, 'PORT=4001\nKORRIGO_DATA="/srv/été"\nDATABASE_URL=\nKORRIGO_MAX_PAGES=12\n')
    const config = loadConfig({ PORT: '4002', KORRIGO_MAX_PAGES: '' }, file)
    expect(config).toMatchObject({ port: 4002, dataDir: '/srv/été', maxPages: 12, databaseUrl: undefined })
  })
})
