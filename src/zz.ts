import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { splitScan } from '#server/pdf/split-scan.ts'
for (const f of ['clean','realistic','defects']) for (const lanes of [1,2]) {
  const w=await mkdtemp('/tmp/zz-'); const t=performance.now(); let n=0
  const r=await splitScan({pdfPath:`/work/shared/data/scans/${f}/batch.pdf`,workDir:w,lanes,limits:{maxPages:3000},onSheet:()=>{n++}})
  const ms=performance.now()-t; console.log(f,lanes,n,'pages',(ms/n).toFixed(1),'ms/page', r)
  await rm(w,{recursive:true})
}
process.exit(0)
