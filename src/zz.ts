import { mkdtemp, rm } from 'node:fs/promises'
import { run } from '#server/pdf/split-scan.task.ts'

const [f, rounds = '1'] = process.argv.slice(2)
const w = await mkdtemp('/tmp/zz-')
for (let r = 0; r < Number(rounds); r++) {
  let page = 0,
    count = 0,
    n = 0
  const c = process.cpuUsage()
  await run({ pdfPath: f, workDir: w, maxPages: 3000 }, async (m: any) => {
    if (m.type === 'opened') count = m.pageCount
    if (m.type === 'take') return page < count ? { page: ++page, alone: false, deadly: false } : null
    if (m.type === 'made') n++
    return undefined
  })
  const u = process.cpuUsage(c)
  console.log(
    f,
    n,
    'cpu/page',
    ((u.user + u.system) / 1000 / n).toFixed(1),
    'user',
    (u.user / 1000 / n).toFixed(1),
  )
}
await rm(w, { recursive: true })
