import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CSRF_HEADER } from '#contract/endpoint.ts'
import { freePort, Person, startInstallation } from '#test/installation.ts'

// What an upload costs the api: seconds, and how far its resident memory grows. `node bench/upload.ts [megabytes]`

const MB = 1024 * 1024
const megabytes = Number(process.argv[2] ?? 200)
const dataDir = mkdtempSync(join(tmpdir(), 'korrigo-upload-'))
chmodSync(dataDir, 0o755)
const korrigo = await startInstallation(dataDir, await freePort())
try {
  const admin = new Person(korrigo.origin)
  await admin.setUp(dataDir)
  const examId = await admin.createExam('Envoi')
  const residentMb = () =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${korrigo.api()}/status`, 'utf8'))?.[1]) / 1024

  // A small one first: what a first upload loads is no cost of a large one.
  await admin.deposit(examId, { name: 'petit.pdf', bytes: Buffer.from('%PDF-1.7\n') })
  const before = residentMb()
  let peak = before
  const watch = setInterval(() => {
    peak = Math.max(peak, residentMb())
  }, 20)
  const startedAt = performance.now()
  const status = await send(admin, `${korrigo.origin}/api/exams/${examId}/scans`)
  const seconds = (performance.now() - startedAt) / 1000
  clearInterval(watch)
  console.log(`upload: ${megabytes} MB in ${seconds.toFixed(2)} s (answer ${status})`)
  console.log(
    `memory of the api: ${before.toFixed(0)} MB before, ${peak.toFixed(0)} MB at most, +${(peak - before).toFixed(0)} MB`,
  )
} finally {
  korrigo.signal('SIGTERM')
  await korrigo.ended
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
}

async function send(admin: Person, url: string): Promise<number | undefined> {
  const sent = request(url, {
    method: 'POST',
    headers: {
      cookie: admin.headers.cookie,
      [CSRF_HEADER]: admin.headers[CSRF_HEADER],
      'content-type': 'multipart/form-data; boundary=gros',
    },
  })
  const status = new Promise<number | undefined>((resolve, reject) => {
    sent.once('response', (response) => {
      response.resume()
      resolve(response.statusCode)
    })
    sent.once('error', reject)
  })
  await pipeline(function* () {
    yield '--gros\r\ncontent-disposition: form-data; name="file"; filename="gros.pdf"\r\n\r\n%PDF-1.7\n'
    const piece = Buffer.alloc(MB, 'x')
    for (let i = 0; i < megabytes; i++) yield piece
    yield '\r\n--gros--\r\n'
  }, sent)
  return status
}
