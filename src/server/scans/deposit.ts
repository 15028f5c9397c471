import { describeProblem, type RefusedFile } from '#contract/problem.ts'
import type { Scan } from '#contract/scans.ts'
import type { Deps } from '#server/deps.ts'
import { DomainError } from '#server/http/domain-error.ts'
import { discardFile, type IncomingFile } from './incoming-file.ts'
import { depositScan, type ScanFile } from './scans.ts'
import { readZip } from './zip.ts'

/** What became of one file: a scan, or the refusal that names it. */
export type DepositOutcome = Scan | DomainError

/**
 * Receives a file and deposits it, or each file of an archive. A file that is refused is an outcome like the others; what stops everything (the
 * line broke, the exam is gone, the disk is full) is thrown.
 */
export async function* depositFile(
  deps: Deps,
  actorId: string,
  examId: string,
  receive: () => Promise<IncomingFile>,
): AsyncGenerator<DepositOutcome> {
  const file = await orRefusal(receive())
  if (file instanceof DomainError) {
    yield file
    return
  }
  if (isScanFile(file)) {
    yield await orRefusal(depositScan(deps, actorId, examId, file))
    return
  }
  try {
    const { workDir, maxUploadBytes: maxBytes } = deps.config
    for await (const unpacked of readZip(file, { workDir, maxBytes })) {
      if (unpacked instanceof DomainError) yield unpacked
      else if (isScanFile(unpacked)) yield await orRefusal(depositScan(deps, actorId, examId, unpacked))
    }
  } catch (error) {
    yield refusalOf(error)
  } finally {
    await discardFile(file)
  }
}

/** The answer to an upload. Throws when nothing was taken: the one refusal, or `upload_all_refused` with each. */
export function summariseDeposit(outcomes: readonly DepositOutcome[]): {
  scans: Scan[]
  refused: RefusedFile[]
} {
  const scans = outcomes.filter((outcome): outcome is Scan => !(outcome instanceof DomainError))
  const refusals = outcomes.filter((outcome) => outcome instanceof DomainError)
  const refused = refusals.map(toRefusedFile)
  const [only] = refusals
  if (scans.length === 0 && only !== undefined) {
    if (refusals.length === 1) throw only
    throw new DomainError('upload_all_refused', { count: refusals.length }, { refused })
  }
  return { scans, refused }
}

export const toRefusedFile = ({ code, facts }: DomainError): RefusedFile => ({
  file: String(facts.file),
  code,
  detail: describeProblem(code, facts).detail,
})

const isScanFile = (file: IncomingFile): file is ScanFile => file.kind !== 'zip'

const orRefusal = <T>(work: Promise<T>): Promise<T | DomainError> => work.catch(refusalOf)

/** The error back if it says what is wrong with one file, or thrown on. */
function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError && error.facts.file !== undefined && error.code !== 'upload_interrupted')
    return error
  throw error
}
