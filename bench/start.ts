import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, startInstallation } from '#test/installation.ts'

// Seconds from `node src/server/main.ts` to « Korrigo est prêt »: in an empty data folder, then again, then after kill -9.
// usage: node bench/start.ts

const dataDir = mkdtempSync(join(tmpdir(), 'korrigo-start-'))
chmodSync(dataDir, 0o755)
const port = await freePort()
try {
  for (const [label, signal] of [
    ['first start', 'SIGTERM'],
    ['second start', 'SIGTERM'],
    ['third start', 'SIGKILL'],
    ['start after kill -9', 'SIGTERM'],
  ] as const) {
    const korrigo = await startInstallation(dataDir, port)
    console.log(`${label}: ${(korrigo.startMs / 1000).toFixed(2)} s`)
    const stopping = performance.now()
    korrigo.signal(signal)
    await korrigo.ended
    if (signal !== 'SIGKILL')
      console.log(`  stopped in ${((performance.now() - stopping) / 1000).toFixed(2)} s`)
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 })
}
