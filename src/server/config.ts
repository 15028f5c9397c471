import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'

const projectDir = resolve(import.meta.dirname, '../..')

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max)

/** What each variable may be, and the French sentence shown when it is not. */
const variables = {
  PORT: {
    schema: wholeNumber(1, 65_535).default(3000),
    expected: 'un numéro de port entre 1 et 65535',
  },
  HOST: {
    schema: z.string().min(1).default('127.0.0.1'),
    expected: 'une adresse ou un nom d’hôte',
  },
  KORRIGO_DATA: {
    schema: z.string().min(1).default('./data'),
    expected: 'un chemin de dossier',
  },
  DATABASE_URL: {
    schema: z
      .string()
      .regex(/^postgres(ql)?:\/\/./)
      .optional(),
    expected: 'une adresse de la forme postgres://nom:motdepasse@hôte:5432/base',
  },
  KORRIGO_MAX_UPLOAD_MB: {
    schema: wholeNumber(1, 100_000).default(500),
    expected: 'un nombre entier de mégaoctets, entre 1 et 100000',
  },
  KORRIGO_MAX_PAGES: {
    schema: wholeNumber(1, 100_000).default(2000),
    expected: 'un nombre entier de pages, entre 1 et 100000',
  },
  KORRIGO_SPLIT_PROCESSES: {
    // More than four would read the disk rather than the pages.
    schema: wholeNumber(1, 64).default(() => Math.min(4, availableParallelism())),
    expected: 'un nombre de processus, entre 1 et 64',
  },
}

export type Config = {
  port: number
  host: string
  /** Absolute. Everything Korrigo keeps is below it. */
  dataDir: string
  /** The embedded cluster, its log and its locks; unused with `databaseUrl`. */
  postgresDir: string
  /** Scans, page images, final PDFs. */
  filesDir: string
  /** Mode 0700: passwords and keys made at the first start. */
  secretsDir: string
  /** Scratch space of jobs; may be emptied while nothing runs. */
  workDir: string
  /** Compiled code, made again when it is missing. */
  compileCacheDir: string
  databaseUrl: string | undefined
  maxUploadBytes: number
  maxPages: number
  /** Processes that read the pages of a scan side by side. */
  splitProcesses: number
}

/** A variable of the environment or of `.env` has a value Korrigo cannot use; the message is French. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/**
 * Reads the configuration once, at boot: `env` first, then the file `.env` beside package.json.
 * A relative KORRIGO_DATA counts from the project, so that every command means the same folder
 * wherever it is started from. An empty value counts as absent. Throws ConfigError.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env, envFile = join(projectDir, '.env')): Config {
  const fromFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {}
  const read = <T>(name: keyof typeof variables, schema: z.ZodType<T>): T => {
    const value = env[name] || fromFile[name] || undefined
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    // A database address carries a password, which has no place in a log.
    const received = name === 'DATABASE_URL' ? '' : ` ; valeur reçue : « ${value} »`
    throw new ConfigError(`La variable ${name} doit être ${variables[name].expected}${received}.`)
  }
  const dataDir = resolve(projectDir, read('KORRIGO_DATA', variables.KORRIGO_DATA.schema))
  return {
    port: read('PORT', variables.PORT.schema),
    host: read('HOST', variables.HOST.schema),
    dataDir,
    postgresDir: join(dataDir, 'postgres'),
    filesDir: join(dataDir, 'files'),
    secretsDir: join(dataDir, 'secrets'),
    workDir: join(dataDir, 'work'),
    compileCacheDir: join(dataDir, 'cache'),
    databaseUrl: read('DATABASE_URL', variables.DATABASE_URL.schema),
    maxUploadBytes: read('KORRIGO_MAX_UPLOAD_MB', variables.KORRIGO_MAX_UPLOAD_MB.schema) * 1024 * 1024,
    maxPages: read('KORRIGO_MAX_PAGES', variables.KORRIGO_MAX_PAGES.schema),
    splitProcesses: read('KORRIGO_SPLIT_PROCESSES', variables.KORRIGO_SPLIT_PROCESSES.schema),
  }
}
