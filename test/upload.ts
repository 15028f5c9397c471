import { Problem } from '#contract/problem.ts'
import type { Answer, Caller, TestApp } from './app.ts'

export interface UploadedFile {
  name: string
  bytes: Uint8Array
}

const BOUNDARY = '----essai-korrigo'

/** The body of a multipart request with these files, each in the field `file`. */
export function multipart(files: UploadedFile[]): { headers: Record<string, string>; payload: Buffer } {
  const parts = files.flatMap(({ name, bytes }) => [
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`,
    ),
    bytes,
    Buffer.from('\r\n'),
  ])
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    payload: Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]),
  }
}

/** Sends files to an endpoint that takes multipart, as a browser does. */
export async function upload<T>(
  { app }: TestApp,
  caller: Caller,
  url: string,
  files: UploadedFile[],
): Promise<Answer<T>> {
  const { headers, payload } = multipart(files)
  const response = await app.inject({
    method: 'POST',
    url,
    headers: { ...caller.headers, ...headers },
    payload,
  })
  const isProblem = String(response.headers['content-type']).startsWith('application/problem+json')
  const problem = isProblem ? Problem.parse(response.json()) : null
  return {
    status: response.statusCode,
    headers: response.headers,
    bytes: response.rawPayload,
    code: problem?.code ?? null,
    problem,
    get json() {
      if (problem !== null) throw new Error(`POST ${url}: ${response.body}`)
      return response.json()
    },
  }
}
