import { API } from '#contract/api.ts'
import type { Endpoint } from '#contract/endpoint.ts'
import { viewPdf } from '#server/pdf/final-pdf.viewer.ts'
import { tracesIn } from './anonymity-stage.ts'
import type { Answer, Caller } from './app.ts'

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const DOCUMENTATION = ['/api/openapi.json', '/api/docs', '/'].map(
  (path): Endpoint => ({ method: 'GET', path, access: 'public', summary: '', tag: '' }),
)
/** Pages of the longest copy here, and one more. */
const INDEXES = [0, 1, 2, 3, 4, 5, 6, 7, 8]
/** A stream never ends; nobody but an admin gets beyond its refusal. */
export const isStream = ({ produces }: Endpoint): boolean => produces === 'text/event-stream'
/** These end the session that looks. */
const ENDS_SESSION = ['/api/session', '/api/setup', '/api/session/password']

export interface Fetched {
  endpoint: Endpoint
  params: Record<string, unknown>
  answer: Pick<Answer<unknown>, 'status' | 'headers' | 'bytes'>
}

/**
 * Calls every endpoint of that method with every id known, and with every id found in an answer, until nothing new turns up. Ids are
 * tried whatever they are the id of.
 */
export async function crawl(
  caller: Caller,
  method: 'GET' | 'other',
  known: Iterable<string>,
): Promise<Fetched[]> {
  const fetched: Fetched[] = []
  const ids = new Set(known)
  const ask = async (endpoint: Endpoint, params: Record<string, unknown>, query: object = {}) => {
    const answer = await caller.call(endpoint, {
      ...{ params, query },
      ...(endpoint.method !== 'GET' && { body: {} }),
    } as never)
    fetched.push({ endpoint, params, answer })
    if (answer.status < 400 && !String(answer.headers['content-type']).startsWith('image/'))
      for (const id of answer.bytes.toString().match(UUID) ?? []) ids.add(id)
  }
  const endpoints = [...DOCUMENTATION, ...API].filter((endpoint) =>
    method === 'GET'
      ? endpoint.method === 'GET'
      : endpoint.method !== 'GET' && !ENDS_SESSION.includes(endpoint.path),
  )
  for (const endpoint of endpoints) if (!endpoint.path.includes(':')) await ask(endpoint, {})
  // A set is walked through to what is added meanwhile.
  for (const id of ids)
    for (const endpoint of endpoints) {
      const [idName, ...others] = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '')
      if (idName === undefined) continue
      const sizes = endpoint.produces === 'image/jpeg' ? ['thumb', 'desk', 'header'] : [undefined]
      for (const index of others.length === 0 ? [undefined] : INDEXES)
        for (const size of sizes)
          await ask(endpoint, { [idName]: id, index }, size === undefined ? {} : { size })
    }
  return fetched
}

/** Everything readable in an answer: headers, body in any encoding, and the text of a PDF. */
async function readableIn({ answer: { headers, bytes } }: Fetched): Promise<string> {
  const type = String(headers['content-type'])
  const parts = [JSON.stringify(headers), safelyDecoded(JSON.stringify(headers))]
  parts.push(...(['utf8', 'latin1', 'utf16le'] as const).map((encoding) => bytes.toString(encoding)))
  if (type.startsWith('application/pdf')) parts.push(...(await viewPdf(bytes)).map(({ text }) => text))
  return parts.join('\n')
}

const safelyDecoded = (text: string): string =>
  text.replace(/(%[0-9a-f]{2})+/gi, (part) => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })

/** Where a trace of a pupil is found, and which. */
export const tracesOf = async (fetched: readonly Fetched[]) => {
  const found: string[] = []
  for (const one of fetched)
    for (const trace of tracesIn(await readableIn(one)))
      found.push(`${one.endpoint.method} ${one.endpoint.path} ${JSON.stringify(one.params)}: ${trace}`)
  return found
}
export const isImage = ({ answer }: Fetched): boolean =>
  answer.status === 200 && String(answer.headers['content-type']) === 'image/jpeg'
