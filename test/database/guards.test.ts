import { describe, expect, test } from 'vitest'
import { COPY_STATUSES, TRANSITIONS } from '#domain/copy-status.ts'
import { onBothVersions, type Row, refusal } from './on-both-versions.ts'
import { gradeCopy, lockCopy, make, makeCopyIn, makeId, unlockCopy } from './rows.ts'

/** What a copy must carry in each state, besides the lock row of LOCKED. */
const CARRIED = {
  STAGING: { validated_at: null, locked_by_id: null, graded_at: null, final_pdf: null },
  READY: { validated_at: 'now', locked_by_id: null, graded_at: null, final_pdf: null },
  LOCKED: { validated_at: 'now', locked_at: 'now', graded_at: null, final_pdf: null },
  GRADED: { validated_at: 'now', locked_by_id: null, graded_at: 'now', final_pdf: 'final.pdf' },
}
const PAIRS = COPY_STATUSES.flatMap((from) => COPY_STATUSES.map((to) => [from, to] as const))
const isAllowed = (from: string, to: string): boolean =>
  from === to || Object.values(TRANSITIONS).some((step) => step.from === from && step.to === to)

onBothVersions((db) => {
  describe('the states of a copy', () => {
    test.each(PAIRS)('%s → %s', async (from, to) => {
      const copyId = await makeCopyIn(db, from)
      const ownerId = await makeId(db, 'auth_user')
      const change = db.transact(async () => {
        if (from !== to) await db.query('delete from grading_copylock where copy_id = $1', [copyId])
        if (from !== to && to === 'LOCKED')
          await make(db, 'grading_copylock', { copy_id: copyId, owner_id: ownerId })
        const owner = from !== to && to === 'LOCKED' ? { locked_by_id: ownerId } : {}
        await db.update('exams_copy', copyId, { status: to, ...CARRIED[to], ...owner })
      })
      if (isAllowed(from, to)) await change
      else expect(await refusal(change)).toBe('copy_transition_allowed')
      const [copy] = await db.query('select status from exams_copy where id = $1', [copyId])
      expect(copy?.status).toBe(isAllowed(from, to) ? to : from)
    })

    test('a copy without a page is not validated', async () => {
      const copyId = await makeId(db, 'exams_copy')
      expect(await refusal(db.update('exams_copy', copyId, { status: 'READY', validated_at: 'now' }))).toBe(
        'copy_validated_has_pages',
      )
    })
  })

  describe('the balance of scanned pages', () => {
    const DONE = { status: 'DONE', finished_at: 'now' }
    const begin = async (scan: Row = DONE) => {
      const copyId = await makeCopyIn(db, 'STAGING')
      const [copy] = await db.query('select exam_id from exams_copy where id = $1', [copyId])
      return { copyId, scanId: await makeId(db, 'scans_scan', { exam_id: copy?.exam_id, ...scan }) }
    }
    const validate = (copyId: string) =>
      db.update('exams_copy', copyId, { status: 'READY', validated_at: 'now' })

    test('a page of a scan that is split is in a copy or in the bin', async () => {
      const { copyId, scanId } = await begin()
      expect(await refusal(make(db, 'scans_page', { scan_id: scanId }))).toBe('page_has_place')
      const binned = await makeId(db, 'scans_page', { scan_id: scanId, bin_reason: 'dropped' })
      const placed = await makeId(db, 'scans_page', {
        scan_id: scanId,
        half: 'right',
        copy_id: copyId,
        position: 1,
      })
      for (const [page, lost] of [
        [binned, { bin_reason: null }],
        [placed, { copy_id: null, position: null }],
      ] as const)
        expect(await refusal(db.update('scans_page', page, lost))).toBe('page_has_place')
    })

    test('a page may be lifted from its place and put elsewhere within a change', async () => {
      const { copyId, scanId } = await begin()
      const page = await makeId(db, 'scans_page', { scan_id: scanId, copy_id: copyId, position: 1 })
      await db.transact(async () => {
        await db.update('scans_page', page, { copy_id: null, position: null })
        await db.update('scans_page', page, { bin_reason: 'dropped' })
      })
    })

    test('a scan is not split while a page of it has no place', async () => {
      const { scanId } = await begin({ status: 'SPLITTING' })
      const page = await makeId(db, 'scans_page', { scan_id: scanId })
      expect(await refusal(db.update('scans_scan', scanId, DONE))).toBe('page_has_place')
      await db.transact(async () => {
        await db.update('scans_scan', scanId, DONE)
        await db.update('scans_page', page, { bin_reason: 'dropped' })
      })
    })

    test('no copy of the exam is validated while a page has no place, whoever lost it', async () => {
      const { copyId, scanId } = await begin()
      const page = await makeId(db, 'scans_page', { scan_id: scanId, bin_reason: 'dropped' })
      const other = await makeCopyIn(db, 'STAGING')
      await db.query('alter table scans_page disable trigger page_placed')
      await db.update('scans_page', page, { bin_reason: null })
      await db.query('alter table scans_page enable trigger page_placed')
      expect(await refusal(validate(copyId))).toBe('copy_validated_pages_balanced')
      await validate(other)
      await db.update('scans_page', page, { bin_reason: 'dropped' })
      await validate(copyId)
    })

    test('pages still being split have no place yet, and hold nobody up here', async () => {
      const { copyId, scanId } = await begin({ status: 'SPLITTING' })
      await make(db, 'scans_page', { scan_id: scanId })
      await validate(copyId)
    })
  })

  describe('LOCKED, the lock row and its owner', () => {
    const begin = async () => ({
      copyId: await makeCopyIn(db, 'READY'),
      ownerId: await makeId(db, 'auth_user'),
    })
    const addLock = (copy_id: string, owner_id: string) => make(db, 'grading_copylock', { copy_id, owner_id })
    const setLocked = (copyId: string, ownerId: string) =>
      db.update('exams_copy', copyId, { status: 'LOCKED', locked_by_id: ownerId, locked_at: 'now' })

    test('go together, in either order', async () => {
      const one = await begin()
      await db.transact(async () => {
        await addLock(one.copyId, one.ownerId)
        await setLocked(one.copyId, one.ownerId)
      })
      await db.transact(() => unlockCopy(db, one.copyId))
      await db.transact(async () => {
        await setLocked(one.copyId, one.ownerId)
        await addLock(one.copyId, one.ownerId)
      })
      await db.transact(async () => {
        await db.update('exams_copy', one.copyId, { status: 'READY', locked_by_id: null })
        await db.query('delete from grading_copylock where copy_id = $1', [one.copyId])
      })
    })

    test('neither comes alone', async () => {
      const { copyId, ownerId } = await begin()
      expect(await refusal(setLocked(copyId, ownerId))).toBe('copy_locked_has_lock')
      expect(await refusal(addLock(copyId, ownerId))).toBe('copy_locked_has_lock')
      const alone = { status: 'LOCKED', validated_at: 'now', locked_at: 'now', locked_by_id: ownerId }
      expect(await refusal(make(db, 'exams_copy', alone))).toBe('copy_locked_has_lock')
    })

    test('neither goes alone', async () => {
      const copyId = await makeCopyIn(db, 'LOCKED')
      const remove = db.query('delete from grading_copylock where copy_id = $1', [copyId])
      expect(await refusal(remove)).toBe('copy_locked_has_lock')
      expect(await refusal(db.update('exams_copy', copyId, { status: 'READY', locked_by_id: null }))).toBe(
        'copy_locked_has_lock',
      )
      const grade = { status: 'GRADED', locked_by_id: null, graded_at: 'now', final_pdf: 'final.pdf' }
      expect(await refusal(db.update('exams_copy', copyId, grade))).toBe('copy_locked_has_lock')
      await db.transact(() => gradeCopy(db, copyId))
    })

    test('name the same person; they change together', async () => {
      const copyId = await makeCopyIn(db, 'LOCKED')
      const next = await makeId(db, 'auth_user')
      const setLock = () =>
        db.query('update grading_copylock set owner_id = $2 where copy_id = $1', [copyId, next])
      const setCopy = () => db.update('exams_copy', copyId, { locked_by_id: next })
      expect(await refusal(setLock())).toBe('copy_locked_has_lock')
      expect(await refusal(setCopy())).toBe('copy_locked_has_lock')
      await db.transact(async () => {
        await setLock()
        await setCopy()
      })
    })

    test('a lock row cannot be moved from a locked copy to another', async () => {
      const { copyId: target, ownerId } = await begin()
      const source = await makeCopyIn(db, 'LOCKED', { ownerId })
      const move = db.transact(async () => {
        await db.query('update grading_copylock set copy_id = $2 where copy_id = $1', [source, target])
        await setLocked(target, ownerId)
      })
      expect(await refusal(move)).toBe('copy_locked_has_lock')
    })

    test('one lock per copy', async () => {
      const copyId = await makeCopyIn(db, 'LOCKED')
      expect(await refusal(addLock(copyId, await makeId(db, 'auth_user')))).toBe(
        'grading_copylock_copy_id_key',
      )
    })

    test('of many who lock one copy at once, one does', async () => {
      const { copyId } = await begin()
      const owners: string[] = []
      for (let i = 0; i < 8; i++) owners.push(await makeId(db, 'auth_user'))
      const answers = await Promise.allSettled(
        owners.map(async (ownerId) => {
          const client = await db.connect()
          await client.query('begin')
          await client.query(
            `insert into grading_copylock (copy_id, owner_id, expires_at) values ($1, $2, now() + interval '1 hour')`,
            [copyId, ownerId],
          )
          await client.query(
            `update exams_copy set status = 'LOCKED', locked_by_id = $2, locked_at = now() where id = $1`,
            [copyId, ownerId],
          )
          await client.query('commit')
        }),
      )
      expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })
  })

  describe('the pages of a validated copy', () => {
    test.each(['READY', 'LOCKED', 'GRADED'] as const)('are settled: %s', async (status) => {
      const copyId = await makeCopyIn(db, status)
      const [page] = await db.query('select id, scan_id from scans_page where copy_id = $1', [copyId])
      const { id, scan_id } = page ?? {}
      const moves = [{ copy_id: null, position: null }, { position: 1 }, { rotation: 180 }, { blank: true }]
      for (const change of moves)
        expect(await refusal(db.update('scans_page', id, change))).toBe('page_copy_staging')
      const added = { scan_id, half: 'right', copy_id: copyId, position: 1 }
      expect(await refusal(make(db, 'scans_page', added))).toBe('page_copy_staging')
      const binned = await makeId(db, 'scans_page', { scan_id, half: 'right', bin_reason: 'dropped' })
      const restored = { copy_id: copyId, position: 1, bin_reason: null }
      expect(await refusal(db.update('scans_page', binned, restored))).toBe('page_copy_staging')
      expect(await refusal(db.query('delete from scans_page where id = $1', [id]))).toBe('page_copy_staging')
      expect(await refusal(db.query('delete from scans_scan where id = $1', [scan_id]))).toBe(
        'page_copy_staging',
      )
    })

    test('are free while it is being stapled; what was seen on them may always be refined', async () => {
      const staging = await makeCopyIn(db, 'STAGING')
      await db.query(`update scans_page set rotation = 180, blank = true, position = 3 where copy_id = $1`, [
        staging,
      ])
      const ready = await makeCopyIn(db, 'READY')
      await db.query(`update scans_page set header_box = '{}' where copy_id = $1`, [ready])
    })
  })

  test('a corrector who opens a copy, closes it and opens it again leaves no lock behind', async () => {
    const ownerId = await makeId(db, 'auth_user')
    const copyId = await makeCopyIn(db, 'READY')
    for (const act of [lockCopy, unlockCopy, lockCopy]) await db.transact(() => act(db, copyId, ownerId))
    await db.transact(() => unlockCopy(db, copyId))
    expect(await db.query('select from grading_copylock where copy_id = $1', [copyId])).toEqual([])
  })
})
