import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { describeProblem } from '#contract/problem.ts'
import { SYSTEM_ACTOR_ID } from '#server/audit/audit.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { importStudents as importFile } from '#server/students/roster-import.ts'
import { withDeps } from './with-deps.ts'

/** Prints what was done and every problem by line; sets exit code 2 when a line was left out. */
export async function importStudents(
  path: string,
  { exam, dryRun }: { exam?: string; dryRun: boolean },
): Promise<void> {
  const file = { name: basename(path), bytes: await readFile(path) }
  const result = await withDeps((deps) =>
    importFile(deps, SYSTEM_ACTOR_ID, exam ?? null, file, { dryRun }),
  ).catch((error: unknown) => {
    throw error instanceof DomainError ? new Error(describeProblem(error.code, error.facts).detail) : error
  })
  for (const { line, severity, message } of result.problems) {
    console.log(`ligne ${line} : ${severity === 'error' ? 'laissée de côté' : 'attention'} : ${message}`)
  }
  const { created, updated, unchanged, restored } = result
  console.log(
    `${created} créés, ${updated} mis à jour (dont ${restored} qui étaient archivés), ${unchanged} inchangés${dryRun ? ' (essai, rien n’est enregistré)' : ''}`,
  )
  if (result.problems.some(({ severity }) => severity === 'error')) process.exitCode = 2
}
