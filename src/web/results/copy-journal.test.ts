import { describe, expect, it } from 'vitest'
import { type JournalEvent, journalLines } from './copy-journal.ts'

let minute = 0
const event = (action: string, over: Partial<JournalEvent> = {}): JournalEvent => {
  minute += 1
  const timestamp = `2026-06-15T10:${String(minute % 60).padStart(2, '0')}:00Z`
  return { id: `e${minute}`, action, actor: 'Mme Durand', timestamp, metadata: {}, ...over }
}
const texts = (...events: JournalEvent[]) =>
  journalLines(events, (id) => (id === 'c1' ? 'M. Petit' : undefined)).map(({ text, count }) => [text, count])

describe('the journal of a copy', () => {
  it('is empty for no event', () => {
    expect(journalLines([], () => undefined)).toEqual([])
  })

  it('shows an action it does not know as it is', () => {
    expect(texts(event('SOMETHING_NEW'))).toEqual([['SOMETHING_NEW', 1]])
  })

  it('tells a name confirmed among others from one given alone', () => {
    expect(texts(event('IDENTIFY'), event('IDENTIFY', { metadata: { in_bulk: true } }))).toEqual([
      ['Nom donné à la copie', 1],
      ['Nom confirmé avec d’autres, sur le mur des en-têtes', 1],
    ])
  })

  it('joins the same work of the same person, and nothing else', () => {
    const lines = texts(
      event('LOCK'),
      event('MARK'),
      event('MARK'),
      event('MARK'),
      event('MARK', { actor: 'M. Petit' }),
      event('UNLOCK'),
      event('LOCK'),
      event('LOCK'),
      event('MARK'),
    )
    expect(lines).toEqual([
      ['Copie ouverte pour correction', 1],
      ['Note saisie', 3],
      ['Note saisie', 1],
      ['Copie refermée', 1],
      ['Copie ouverte pour correction', 1],
      ['Copie ouverte pour correction', 1],
      ['Note saisie', 1],
    ])
  })

  it('says what an act of the stapler did to the copy', () => {
    const still = { before: ['p1'], after: ['p1'] }
    const accepted = (after: boolean) => ({ ...still, accepted: { before: !after, after } })
    expect(
      texts(
        event('STAPLE', { metadata: { before: ['p1'], after: ['p1', 'p2'] } }),
        event('STAPLE', { metadata: { before: ['p1', 'p2'], after: ['p1'], pages: [{}] } }),
        event('STAPLE', { metadata: { ...still, pages: [{}] } }),
        event('STAPLE', { metadata: accepted(true) }),
        event('STAPLE', { metadata: accepted(false) }),
      ),
    ).toEqual([
      ['Pages réarrangées', 2],
      ['Pages tournées ou dites blanches', 1],
      ['Arrangement accepté tel quel', 1],
      ['Acceptation de l’arrangement retirée', 1],
    ])
  })

  it('keeps the time of the first and the last of a joined line', () => {
    const [first, second, third] = [event('MARK'), event('MARK'), event('MARK')]
    expect(journalLines([first, second, third], () => undefined)[0]).toMatchObject({
      from: first.timestamp,
      to: third.timestamp,
      count: 3,
    })
  })

  it('says to whom and why', () => {
    expect(
      texts(
        event('ASSIGN', { metadata: { corrector_id: 'c1' } }),
        event('ASSIGN', { metadata: { corrector_id: 'gone' } }),
        event('ASSIGN', { metadata: { corrector_id: null } }),
        event('REOPEN', { metadata: { reason: 'erreur de total' } }),
      ).map(([text]) => text),
    ).toEqual([
      'Copie attribuée à M. Petit',
      'Copie attribuée',
      'Copie reprise au correcteur',
      'Copie rouverte\u00A0: erreur de total',
    ])
  })
})
