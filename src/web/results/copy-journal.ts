export interface JournalEvent {
  id: string
  action: string
  actor: string
  timestamp: string
  metadata: Record<string, unknown>
}

export interface JournalLine {
  id: string
  text: string
  actor: string
  /** ISO instants of the first and the last event of the line; the same when there is one. */
  from: string
  to: string
  count: number
}

const WORDS: Record<string, string> = {
  IMPORT: 'Copie créée à partir du scan',
  VALIDATE: 'Copie validée',
  LOCK: 'Copie ouverte pour correction',
  UNLOCK: 'Copie refermée',
  CREATE_ANN: 'Annotation ajoutée',
  UPDATE_ANN: 'Annotation modifiée',
  DELETE_ANN: 'Annotation supprimée',
  FINALIZE: 'Correction terminée, PDF final construit',
  EXPORT: 'Note exportée pour Pronote',
  STAPLE: 'Pages réarrangées',
  IDENTIFY: 'Nom donné à la copie',
  UNIDENTIFY: 'Nom retiré de la copie',
  ASSIGN: 'Copie attribuée',
  MARK: 'Note saisie',
  REMARK: 'Remarque saisie',
  APPRECIATION: 'Appréciation saisie',
  LOCK_TAKEN_OVER: 'Copie reprise sur un autre poste',
  LOCK_EXPIRED: 'Copie refermée d’elle-même, faute d’activité',
  LOCK_RELEASED: 'Copie libérée par l’administration',
  REOPEN: 'Copie rouverte',
  RELEASE: 'Résultats publiés',
  UNRELEASE: 'Publication retirée',
  LIFT_ANONYMITY: 'Anonymat levé',
  RESTORE_ANONYMITY: 'Anonymat rétabli',
  PAINT: 'Zones masquées modifiées',
}

/** Actions repeated by the same person tell one thing: a corrector marks, and marks again. */
const JOINED = new Set([
  'CREATE_ANN',
  'UPDATE_ANN',
  'DELETE_ANN',
  'MARK',
  'REMARK',
  'APPRECIATION',
  'STAPLE',
  'PAINT',
])

/**
 * The journal in words, same order as the events. Like actions of one person in a row make one line.
 * `nameOf` tells the name of a corrector by id.
 */
export function journalLines(
  events: readonly JournalEvent[],
  nameOf: (correctorId: string) => string | undefined,
): JournalLine[] {
  const lines: Array<JournalLine & { action: string }> = []
  for (const event of events) {
    const last = lines.at(-1)
    const text = wordsOf(event, nameOf)
    if (
      last !== undefined &&
      last.action === event.action &&
      last.text === text &&
      last.actor === event.actor &&
      JOINED.has(event.action)
    ) {
      last.to = event.timestamp
      last.count += 1
      continue
    }
    lines.push({
      id: event.id,
      action: event.action,
      text,
      actor: event.actor,
      from: event.timestamp,
      to: event.timestamp,
      count: 1,
    })
  }
  return lines.map(({ action: _, ...line }) => line)
}

function wordsOf({ action, metadata }: JournalEvent, nameOf: (id: string) => string | undefined): string {
  const words = WORDS[action] ?? action
  if (action === 'REOPEN' && typeof metadata.reason === 'string') return `${words}\u00A0: ${metadata.reason}`
  if (action === 'ASSIGN') {
    if (metadata.corrector_id === null) return 'Copie reprise au correcteur'
    const name = typeof metadata.corrector_id === 'string' ? nameOf(metadata.corrector_id) : undefined
    return name === undefined ? words : `${words} à ${name}`
  }
  if (action === 'IDENTIFY' && metadata.in_bulk === true)
    return 'Nom confirmé avec d’autres, sur le mur des en-têtes'
  if (action === 'STAPLE') return wordsOfStaple(metadata) ?? words
  return words
}

/** Undefined for what simply rearranges pages. */
function wordsOfStaple({ before, after, accepted, pages }: Record<string, unknown>): string | undefined {
  if (JSON.stringify(before) !== JSON.stringify(after)) return undefined
  if (pages !== undefined) return 'Pages tournées ou dites blanches'
  if (accepted === undefined) return undefined
  return (accepted as { after?: unknown }).after === true
    ? 'Arrangement accepté tel quel'
    : 'Acceptation de l’arrangement retirée'
}
