import { Command } from 'commander'
import { loadConfig } from './config.ts'
import { openConnection } from './db/connection.ts'

const program = new Command('korrigo')
  .description('Correction à l’écran de copies d’examen')
  .showHelpAfterError()

program
  .command('serve')
  .description('l’API et la page web')
  .action(async () => {
    const { serve } = await import('./serve.ts')
    await runUntilStopped(serve)
  })

program
  .command('worker')
  .description('les travaux de fond (découpage…)')
  .action(async () => {
    const { work } = await import('./work.ts')
    await runUntilStopped(work)
  })

program
  .command('migrate')
  .description('met la base de données à jour')
  .action(async () => {
    const { release } = await openConnection(loadConfig())
    await release()
  })

program
  .command('create-user')
  .description('crée un compte')
  .argument('<identifiant>')
  .requiredOption('--role <rôle>', 'admin, corrector ou student')
  .option('--password <mot de passe>', 'sinon un mot de passe est tiré au sort et affiché')
  .option('--first-name <prénom>', '', '')
  .option('--last-name <nom>', '', '')
  .option('--email <adresse>', '', '')
  .option('--student <numéro>', 'l’élève à qui appartient le compte')
  .action(async (username, options) =>
    (await import('./commands/create-user.ts')).createUser(username, options),
  )

program
  .command('import-students')
  .description('importe une liste d’élèves (CSV de Pronote ou semblable)')
  .argument('<fichier>')
  .option('--exam <id>', 'les inscrit aussi à cet examen')
  .option('--dry-run', 'dit ce qui serait fait sans rien enregistrer', false)
  .action(async (file, options) =>
    (await import('./commands/import-students.ts')).importStudents(file, options),
  )

program
  .command('ingest')
  .description('crée un examen à partir de numérisations et attend la fin du découpage')
  .argument('<fichier...>', 'PDF, TIFF, JPEG, PNG, ou ZIP qui en contient')
  .requiredOption('--name <nom>')
  .requiredOption('--date <AAAA-MM-JJ>')
  .option('--mode <mode>', 'BATCH_A3 ou INDIVIDUAL_A4', 'BATCH_A3')
  .option('--pages-per-booklet <n>', 'pages par fascicule', '4')
  .option('--roster <fichier>', 'liste des élèves')
  .option('--json <fichier>', 'écrit le rapport ; « - » pour la sortie standard')
  .action(async (files, options) => (await import('./commands/ingest.ts')).ingest(files, options))

program
  .command('demo')
  .description('charge une démonstration dans une installation neuve')
  .action(async () => (await import('./commands/demo.ts')).demo())

/** Runs a process of the house until it is told to stop, or until the supervisor that forked it is gone. */
async function runUntilStopped(
  start: (
    config: ReturnType<typeof loadConfig>,
    connectionString: string,
  ) => Promise<{ close: () => Promise<void> }>,
): Promise<void> {
  const config = loadConfig()
  const { connectionString, release } = await openConnection(config)
  const { close } = await start(config, connectionString)
  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await close()
    await release()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, () => void stop())
  process.send?.('ready')
}

await program.parseAsync().catch((error: unknown) => {
  console.error(`korrigo: ${error instanceof Error ? error.message : String(error)}`)
  process.exit(1)
})
