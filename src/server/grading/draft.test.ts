import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Draft, getDesk, lockCopy, type Marking, saveDraft } from '#contract/grading.ts'
import { openTestApp, type TestApp, type TestUser } from '#test/app.ts'
import { type MadeCopy, makeCopy, makeExam } from '#test/factories.ts'

let korrigo: TestApp
let anne: TestUser
let omar: TestUser
let examId: string
let copy: MadeCopy
let token: string

const CLIENT = randomUUID()
const VIEW = { activePage: 2, zoom: 1.5, scroll: 120, activeQuestion: 'ex2', unsavedText: 'À suivre' }
const EMPTY: Marking = { annotations: [], marks: {}, remarks: {}, appreciation: '' }

type Annotation = Marking['annotations'][number]

const annotation = (change: Partial<Annotation> = {}): Annotation => ({
  id: randomUUID(),
  pageIndex: 0,
  x: 0.1,
  y: 0.3,
  w: 0.3,
  h: 0.05,
  type: 'COMMENT',
  content: 'Oui',
  scoreDelta: null,
  questionId: null,
  ...change,
})

function save(
  baseVersion: number,
  change: Partial<Marking> = {},
  { by = anne, lockToken = token, clientId = CLIENT, view = VIEW, copyId = copy.id } = {},
) {
  return by.call(saveDraft, {
    params: { copyId },
    lockToken,
    body: { baseVersion, clientId, marking: { ...EMPTY, ...change }, view },
  })
}

const lock = async (by: TestUser, copyId = copy.id) =>
  (await by.call(lockCopy, { params: { copyId } })).json.token

const draftOf = async (by: TestUser): Promise<Draft> =>
  (await by.call(getDesk, { params: { copyId: copy.id } })).json.draft

/** Journal of the copy, without its lock. */
const events = async () =>
  (
    await korrigo.db
      .selectFrom('grading_gradingevent')
      .where('copy_id', '=', copy.id)
      .orderBy('timestamp')
      .select(['action', 'actor_id', 'metadata'])
      .execute()
  ).filter(({ action }) => action !== 'LOCK')

beforeAll(async () => {
  korrigo = await openTestApp()
  anne = await korrigo.newUser('corrector')
  omar = await korrigo.newUser('corrector')
})
afterAll(() => korrigo.close())

beforeEach(async () => {
  examId = (await makeExam(korrigo, { correctorIds: [anne.id, omar.id] })).id
  copy = await makeCopy(korrigo, { examId, correctorId: anne.id })
  token = await lock(anne)
})

describe('saveDraft refuses', () => {
  test('everybody but the corrector of the copy', async () => {
    expect(
      await korrigo.stranger.call(saveDraft, {
        params: { copyId: copy.id },
        body: { baseVersion: 0, clientId: CLIENT, marking: EMPTY, view: VIEW },
      }),
    ).toMatchObject({ status: 401 })
    for (const role of ['student', 'admin'] as const)
      expect(await save(0, {}, { by: await korrigo.newUser(role) })).toMatchObject({ status: 403 })
    expect(await save(0, {}, { by: omar })).toMatchObject({ status: 404 })
    expect(await save(0, {}, { copyId: randomUUID() })).toMatchObject({ status: 404 })
  })

  test('a token that is missing, stale or out of time, and changes nothing', async () => {
    const marking = { marks: { ex2: 1 } }
    expect(await save(0, marking, { lockToken: '' })).toMatchObject({ status: 409, code: 'lock_lost' })
    expect(await save(0, marking, { lockToken: randomUUID() })).toMatchObject({
      status: 409,
      code: 'lock_lost',
    })
    const stale = token
    token = await lock(anne)
    expect(await save(0, marking, { lockToken: stale })).toMatchObject({ status: 409, code: 'lock_lost' })
    const past = new Date(Date.now() - 1000)
    await korrigo.db
      .updateTable('grading_copylock')
      .set({ locked_at: new Date(past.getTime() - 1000), expires_at: past })
      .where('copy_id', '=', copy.id)
      .execute()
    expect(await save(0, marking)).toMatchObject({ status: 409, code: 'lock_lost' })
    expect(await draftOf(anne)).toMatchObject({ version: 0, marking: EMPTY })
  })

  const refusals: Array<[what: string, marking: Partial<Marking>, code: string]> = [
    ['a mark above the maximum', { marks: { ex2: 2.25 } }, 'mark_invalid'],
    ['a negative mark', { marks: { ex2: -0.25 } }, 'mark_invalid'],
    ['a mark between two steps', { marks: { ex2: 0.3 } }, 'mark_invalid'],
    ['a mark of an exercise with questions', { marks: { ex1: 1 } }, 'question_unknown'],
    ['a mark of an unknown question', { marks: { constructor: 1 } }, 'question_unknown'],
    ['a remark of an unknown question', { remarks: { nope: 'Bien' } }, 'question_unknown'],
    [
      'a delta of an unknown question',
      { annotations: [annotation({ questionId: 'nope' })] },
      'question_unknown',
    ],
    ['an annotation on a fifth page', { annotations: [annotation({ pageIndex: 4 })] }, 'annotation_invalid'],
    ['an annotation over the edge', { annotations: [annotation({ x: 0.8 })] }, 'annotation_invalid'],
    [
      'a stroke outside of its box',
      { annotations: [annotation({ content: '{"shape":"ink","strokes":[[[0.5,1.5,0.5]]]}' })] },
      'annotation_invalid',
    ],
    [
      'two annotations of one id',
      { annotations: [annotation({ id: CLIENT }), annotation({ id: CLIENT })] },
      'annotation_invalid',
    ],
  ]
  test.each(refusals)('%s', async (_, marking, code) => {
    expect(await save(0, { marks: { 'ex1-q1': 1 }, ...marking })).toMatchObject({ status: 422, code })
    expect(await draftOf(anne)).toMatchObject({ version: 0, marking: EMPTY })
    expect(await events()).toEqual([])
  })

  test('an annotation id of another copy, which stays as it is', async () => {
    const theirs = annotation({ content: 'À moi' })
    const other = await makeCopy(korrigo, { examId, correctorId: omar.id })
    const otherToken = await lock(omar, other.id)
    await save(0, { annotations: [theirs] }, { by: omar, lockToken: otherToken, copyId: other.id })
    const answer = await save(0, { annotations: [{ ...theirs, content: 'Volé' }], marks: { ex2: 1 } })
    expect(answer).toMatchObject({ status: 422, code: 'annotation_invalid' })
    expect(await draftOf(anne)).toMatchObject({ version: 0, marking: EMPTY })
    const row = await korrigo.db
      .selectFrom('grading_annotation')
      .where('id', '=', theirs.id)
      .select(['copy_id', 'content'])
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ copy_id: other.id, content: 'À moi' })
  })

  test('what the contract does not allow', async () => {
    for (const change of [{ x: -0.1 }, { w: Number.NaN }, { scoreDelta: 0.1 }, { type: 'NOTE' as 'BONUS' }])
      expect(await save(0, { annotations: [annotation(change)] })).toMatchObject({ status: 400 })
  })

  test('an older version, with what stands on the server', async () => {
    await save(0, { marks: { ex2: 1 } })
    const answer = await save(0, { marks: { ex2: 2 } }, { clientId: randomUUID() })
    expect(answer).toMatchObject({ status: 409, code: 'draft_conflict' })
    expect(answer.problem?.current).toEqual(await draftOf(anne))
    expect(await draftOf(anne)).toMatchObject({ version: 1, marking: { marks: { ex2: 1 } } })
    expect(await save(5)).toMatchObject({ status: 409, code: 'draft_conflict' })
  })
})

describe('saveDraft', () => {
  test('keeps the whole desk, which comes back as it was', async () => {
    const marking: Marking = {
      annotations: [
        annotation({ x: 1 / 3, y: 0.1 + 0.2, scoreDelta: -0.25, questionId: 'ex2' }),
        annotation({
          pageIndex: 3,
          type: 'ERROR',
          content: JSON.stringify({ shape: 'ink', strokes: [[[0, 0.123456789, 0.5]]] }),
        }),
      ],
      marks: { 'ex1-q1': 1.5, ex2: 0 },
      remarks: { ex1: 'Exercice réussi', 'ex1-q2': 'Revoir le signe' },
      appreciation: 'Très bon travail 😀',
    }
    expect((await save(0, marking)).json.version).toBe(1)
    const draft = await draftOf(anne)
    expect(draft).toMatchObject({ version: 1, view: VIEW })
    expect(draft.marking).toEqual({ ...marking, annotations: expect.arrayContaining(marking.annotations) })
    const row = await korrigo.db
      .selectFrom('grading_draftstate')
      .where('copy_id', '=', copy.id)
      .selectAll()
      .executeTakeFirstOrThrow()
    expect(row).toMatchObject({
      owner_id: anne.id,
      client_id: CLIENT,
      lock_token: token,
      payload: { ...marking, view: VIEW },
    })
  })

  test('writes the journal of what changed, with the old value and the new', async () => {
    const kept = annotation({ content: 'Bien' })
    const moved = annotation({ content: 'Ici' })
    const gone = annotation({ content: 'Non', scoreDelta: 0.5, questionId: 'ex2' })
    await save(0, { annotations: [kept, moved, gone], marks: { ex2: 1 } })
    const before = await events()
    expect(before.map(({ action }) => action)).toEqual(['CREATE_ANN', 'CREATE_ANN', 'CREATE_ANN', 'MARK'])
    await save(1, {
      annotations: [kept, { ...moved, x: 0.2 }],
      marks: { ex2: 1.5, 'ex1-q1': 1 },
      remarks: { ex2: 'Bien' },
      appreciation: 'Solide.',
    })
    expect((await events()).slice(before.length)).toEqual([
      {
        action: 'UPDATE_ANN',
        actor_id: anne.id,
        metadata: { annotation_id: moved.id, changed: { x: { old: 0.1, new: 0.2 } } },
      },
      {
        action: 'DELETE_ANN',
        actor_id: anne.id,
        metadata: {
          annotation_id: gone.id,
          type: 'COMMENT',
          page_index: 0,
          box: [0.1, 0.3, 0.3, 0.05],
          content: 'Non',
          score_delta: 0.5,
          question_id: 'ex2',
        },
      },
      { action: 'MARK', actor_id: anne.id, metadata: { question_id: 'ex2', old: 1, new: 1.5 } },
      { action: 'MARK', actor_id: anne.id, metadata: { question_id: 'ex1-q1', old: null, new: 1 } },
      { action: 'REMARK', actor_id: anne.id, metadata: { question_id: 'ex2', old: null, new: 'Bien' } },
      { action: 'APPRECIATION', actor_id: anne.id, metadata: { old: '', new: 'Solide.' } },
    ])
  })

  test('that changes nothing but the view leaves no trace in the journal', async () => {
    await save(0, { marks: { ex2: 1 } })
    const before = await events()
    await save(1, { marks: { ex2: 1 } }, { view: { ...VIEW, zoom: 2 } })
    expect(await events()).toEqual(before)
    expect(await draftOf(anne)).toMatchObject({ version: 2, view: { zoom: 2 } })
  })

  test('sent again because its answer was lost is one save', async () => {
    const marking = { annotations: [annotation()], marks: { ex2: 1 } }
    const first = await save(0, marking)
    expect((await save(0, marking)).json).toEqual(first.json)
    expect((await events()).filter(({ action }) => action === 'CREATE_ANN')).toHaveLength(1)
    // The same desk with something else to say is not a repeat.
    expect(await save(0, { ...marking, appreciation: 'Bien' })).toMatchObject({ code: 'draft_conflict' })
  })

  test('twice at once with one version: one wins, the other gets what stands', async () => {
    const answers = await Promise.all(
      [0.5, 1, 1.5, 2].map((mark) => save(0, { marks: { ex2: mark } }, { clientId: randomUUID() })),
    )
    const winners = answers.filter(({ status }) => status === 200)
    const losers = answers.filter(({ code }) => code === 'draft_conflict')
    expect([winners.length, losers.length]).toEqual([1, 3])
    const standing = await draftOf(anne)
    expect(standing.version).toBe(1)
    for (const { problem } of losers) expect(problem?.current).toEqual(standing)
    expect((await events()).filter(({ action }) => action === 'MARK')).toHaveLength(1)
  })

  test('drops the characters that a database cannot hold, not the save', async () => {
    const appreciation = `Bien\0 joué \ud83d`
    expect((await save(0, { appreciation, remarks: { ex2: '\udc00' } })).status).toBe(200)
    expect((await draftOf(anne)).marking).toMatchObject({
      appreciation: 'Bien joué \ufffd',
      remarks: { ex2: '\ufffd' },
    })
    expect((await save(0, { appreciation, remarks: { ex2: '\udc00' } })).json.version).toBe(1)
  })

  test('goes on after the barème lost a question that was remarked', async () => {
    const tied = annotation({ questionId: 'ex2' })
    await save(0, { annotations: [tied], remarks: { ex2: 'Bien' } })
    await korrigo.db
      .updateTable('exams_exam')
      .set({ grading_structure: JSON.stringify([{ id: 'new', label: 'Exercice', points: 1 }]) })
      .where('id', '=', examId)
      .execute()
    expect(await save(1, { annotations: [tied], remarks: { ex2: 'Bien' }, marks: { new: 1 } })).toMatchObject(
      {
        status: 200,
      },
    )
  })

  test('of 2000 annotations and their change stays one act', async () => {
    const annotations = Array.from({ length: 2000 }, () => annotation())
    expect(await save(0, { annotations })).toMatchObject({ status: 200 })
    const changed = annotations.map((one) => ({ ...one, content: 'Vu' }))
    expect(await save(1, { annotations: changed.slice(1) })).toMatchObject({ status: 200 })
    expect((await draftOf(anne)).marking.annotations).toHaveLength(1999)
  })
})

test('whatever is saved after whatever, the desk comes back as it was last', async () => {
  const ids = Array.from({ length: 4 }, () => randomUUID())
  const marking: fc.Arbitrary<Marking> = fc.record({
    annotations: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom(...ids),
        pageIndex: fc.nat(3),
        x: fc.double({ min: 0, max: 0.5, noNaN: true }),
        y: fc.double({ min: 0, max: 0.5, noNaN: true }),
        w: fc.double({ min: 0, max: 0.5, noNaN: true }),
        h: fc.double({ min: 0, max: 0.5, noNaN: true }),
        type: fc.constantFrom('COMMENT', 'HIGHLIGHT', 'ERROR', 'BONUS'),
        content: fc.option(fc.string({ unit: 'grapheme' })),
        scoreDelta: fc.option(fc.integer({ min: -40, max: 40 }).map((quarters) => quarters / 4)),
        questionId: fc.constantFrom(null, 'ex1-q1', 'ex2'),
      }),
      { selector: ({ id }) => id },
    ),
    marks: fc.dictionary(fc.constantFrom('ex1-q1', 'ex2'), fc.constantFrom(0, 0.25, 1.5)),
    remarks: fc.dictionary(fc.constantFrom('ex1', 'ex2'), fc.string({ unit: 'grapheme', minLength: 1 })),
    appreciation: fc.string({ unit: 'grapheme' }),
  })
  let version = 0
  await fc.assert(
    fc.asyncProperty(marking, async (wanted) => {
      const answer = await save(version, wanted)
      expect(answer.status).toBe(200)
      version++
      const { marking: kept } = await draftOf(anne)
      const byId = (a: Annotation, b: Annotation) => (a.id < b.id ? -1 : 1)
      expect({ ...kept, annotations: kept.annotations.toSorted(byId) }).toEqual(
        // JSON has no negative zero.
        JSON.parse(JSON.stringify({ ...wanted, annotations: wanted.annotations.toSorted(byId) })),
      )
    }),
    { numRuns: 40 },
  )
})

test('a copy handed to another corrector goes on from what is on it, each annotation keeping its author', async () => {
  const hers = annotation()
  await save(0, { annotations: [hers], marks: { ex2: 1 }, appreciation: 'Bien' })
  await korrigo.db.transaction().execute(async (trx) => {
    await trx.deleteFrom('grading_copylock').where('copy_id', '=', copy.id).execute()
    await trx
      .updateTable('exams_copy')
      .set({ status: 'READY', locked_by_id: null, locked_at: null, assigned_corrector_id: omar.id })
      .where('id', '=', copy.id)
      .execute()
  })
  expect(await draftOf(omar)).toMatchObject({
    version: 1,
    marking: { annotations: [hers], marks: { ex2: 1 }, appreciation: 'Bien' },
    view: { activePage: 0, zoom: 1 },
  })
  const his = annotation({ content: 'Vu' })
  const lockToken = await lock(omar)
  const saved = await save(
    1,
    { annotations: [{ ...hers, y: 0.4 }, his], marks: { ex2: 1 } },
    { by: omar, lockToken },
  )
  expect(saved.json.version).toBe(2)
  const rows = await korrigo.db
    .selectFrom('grading_annotation')
    .where('copy_id', '=', copy.id)
    .select(['id', 'y', 'created_by_id'])
    .execute()
  expect(rows).toHaveLength(2)
  expect(rows).toEqual(
    expect.arrayContaining([
      { id: hers.id, y: 0.4, created_by_id: anne.id },
      { id: his.id, y: 0.3, created_by_id: omar.id },
    ]),
  )
})

test('work left unsent on the computer of the corrector before cannot overwrite what a colleague saved since', async () => {
  await save(0, { marks: { ex2: 1 } })
  const handTo = (correctorId: string) =>
    korrigo.db.transaction().execute(async (trx) => {
      await trx.deleteFrom('grading_copylock').where('copy_id', '=', copy.id).execute()
      await trx
        .updateTable('exams_copy')
        .set({ status: 'READY', locked_by_id: null, locked_at: null, assigned_corrector_id: correctorId })
        .where('id', '=', copy.id)
        .execute()
    })
  await handTo(omar.id)
  await save(1, { marks: { ex2: 2 } }, { by: omar, lockToken: await lock(omar) })
  await handTo(anne.id)
  const stale = await save(1, { marks: { ex2: 0 } }, { lockToken: await lock(anne) })
  expect(stale).toMatchObject({ status: 409, code: 'draft_conflict' })
  expect(stale.problem?.current).toMatchObject({ version: 2, marking: { marks: { ex2: 2 } } })
  expect((await draftOf(anne)).marking.marks).toEqual({ ex2: 2 })
})
