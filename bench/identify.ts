import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { assignCopies } from '#domain/assign-copies.ts'
import type { ReadingCandidate } from '#domain/header-fields.ts'
import { proposeStudents } from '#domain/propose-students.ts'
import { rankCandidates, type SeenSignal } from '#domain/student-odds.ts'
import { HeaderReader } from '#server/ocr/read-header.ts'
import { openRecogniser } from '#server/ocr/recogniser.ts'
import { inOrder } from '#server/specimen/in-order.ts'
import { seededRandom } from '#server/specimen/random.ts'
import { type ManyStudent, manyStudents } from './many-students.ts'
import { drawReliability, type Judged } from './reliability.ts'
import { decodeHeader, type Writing, type WrittenHeader, writeHeaderPage } from './written-headers.ts'

// Draws headers of any form, paper and scanner in hands that no threshold was fitted on, reads them and proposes students from
// rosters of 35, 120 and 1,000, some of the writers not on them. Then the time and the memory it takes.
// usage: node bench/identify.ts [headers of each writing, 120] [--seed text] [--diagram out.svg] [--list]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: 'b' },
    diagram: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
})
const count = Number(positionals[0] ?? 120)
/** One of so many writers is not on the roster; a class is smaller than its roster. */
const STRANGERS = 20
const ROSTERS = [
  { size: 35, sitting: 30 },
  { size: 120, sitting: 100 },
  { size: 1000, sitting: 120 },
]

interface Read {
  student: ManyStudent
  seen: SeenSignal[]
}

const recogniser = await openRecogniser()
const judged: Judged[] = []
const rows: Record<string, Record<string, string | number>> = {}
for (const writing of ['capitals', 'cursive'] as const) {
  const students = manyStudents(`${values.seed}/${writing}`, count + 1000)
  const { reads, msPerHeader } = await readAll(writing, students)
  for (const roster of ROSTERS) {
    const key = `${writing}, ${roster.size} on the roster`
    rows[key] = { ...proposeAll(writing, reads, students.slice(count), roster), 'read ms': msPerHeader }
  }
}
console.table(rows)
if (values.diagram !== undefined) await writeFile(values.diagram, drawReliability(judged))
console.log(`resident memory ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`)
timeAssignment(1000)

async function readAll(
  writing: Writing,
  students: ManyStudent[],
): Promise<{ reads: Read[]; msPerHeader: number }> {
  function* drawing() {
    for (const student of students.slice(0, count))
      yield async () => ({
        student,
        header: await writeHeaderPage(`${values.seed}/${writing}/${student.id}`, writing, student),
      })
  }
  const drawn: Array<{ student: ManyStudent; header: WrittenHeader }> = []
  for await (const { student, header } of inOrder(drawing(), 2))
    if (header !== null) drawn.push({ student, header })
  const reader = new HeaderReader(recogniser, null)
  const reads: Read[] = []
  const startedAt = performance.now()
  for (const { student, header } of drawn)
    reads.push({ student, seen: await reader.read(await decodeHeader(header)) })
  return { reads, msPerHeader: Math.round((performance.now() - startedAt) / Math.max(1, drawn.length)) }
}

/** Exams of as many copies as sit one; the roster is those who sit, without the strangers, and others who are absent. */
function proposeAll(
  writing: Writing,
  reads: Read[],
  others: ManyStudent[],
  { size, sitting }: { size: number; sitting: number },
) {
  const random = seededRandom(`${values.seed}/${writing}/${size}`)
  const counts = {
    known: 0,
    first: 0,
    right: 0,
    certain: 0,
    wrongCertain: 0,
    strangers: 0,
    certainStrangers: 0,
  }
  let scoringMs = 0
  for (let from = 0; from < reads.length; from += sitting) {
    const copies = reads
      .slice(from, from + sitting)
      .map((read) => ({ ...read, isStranger: random.chance(1 / STRANGERS) }))
    const present = copies.filter(({ isStranger }) => !isStranger).map(({ student }) => student)
    const roster = [...present, ...others.slice(0, size - present.length)]
    const startedAt = performance.now()
    const candidates = copies.map(({ seen }) => rankCandidates(seen, roster))
    scoringMs += performance.now() - startedAt
    const proposals = proposeStudents(candidates, new Set())
    copies.forEach((copy, i) => {
      const proposal = proposals[i]
      if (proposal !== undefined) judge(copy, candidates[i] ?? [], proposal)
    })
  }
  const share = (part: number, of: number) => (of === 0 ? '' : (part / of).toFixed(3))
  return {
    copies: counts.known,
    'first by itself': share(counts.first, counts.known),
    'right after assignment': share(counts.right, counts.known),
    certain: share(counts.certain, counts.known),
    'certain and wrong': counts.wrongCertain,
    strangers: counts.strangers,
    'strangers certain': counts.certainStrangers,
    'score ms': Math.round(scoringMs / reads.length),
  }

  function judge(
    { student, isStranger, seen }: Read & { isStranger: boolean },
    candidates: ReadingCandidate[],
    { status, studentId, confidence }: ReturnType<typeof proposeStudents>[number],
  ) {
    const isCertain = status === 'certain'
    const isRight = !isStranger && studentId === student.id
    if (studentId !== null) judged.push({ confidence, isRight })
    if (isStranger) {
      counts.strangers++
      if (isCertain) counts.certainStrangers++
      return
    }
    counts.known++
    if (candidates[0]?.studentId === student.id) counts.first++
    if (isRight) counts.right++
    if (isCertain) counts.certain++
    if (isCertain && !isRight) counts.wrongCertain++
    if (values.list && !isRight)
      console.log(
        `${writing} ${size}: ${student.lastName} ${student.firstName}, fields ${seen.map(({ field }) => field).join(' ')}`,
      )
  }
}

/** Dense, at random: the hardest there is. */
function timeAssignment(size: number): void {
  const random = seededRandom('assignment')
  const scores = Float64Array.from({ length: size * size }, () => random.between(-40, 20))
  const startedAt = performance.now()
  const { columns } = assignCopies(scores, size, new Float64Array(size).fill(-100))
  const given = columns.filter((column) => column >= 0).length
  console.log(
    `${size} copies × ${size} students: ${given} assigned with all regrets in ${Math.round(performance.now() - startedAt)} ms`,
  )
}
