import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '#test/app.ts'
import { until } from '#test/installation.ts'
import { type JobDefinition, type Jobs, openJobs } from './jobs.ts'

const done: string[] = []
const job: JobDefinition<{ name: string }> = {
  name: 'test.write-down',
  concurrency: 1,
  load:
    async () =>
    async (_, { name }) => {
      done.push(name)
    },
}

let korrigo: TestApp
let jobs: Jobs
beforeAll(async () => {
  korrigo = await openTestApp()
  jobs = await openJobs(korrigo.connectionString, {
    works: true,
    definitions: [job],
    onError: (error) => {
      throw error
    },
  })
})
afterAll(async () => {
  await jobs.stop()
  await korrigo.close()
})

test('jobs are done one right after the other, first what is due first, and what is due together in the order of sending', async () => {
  const at = (time: string) => ({ dueAt: new Date(`2026-05-18T${time}Z`) })
  await korrigo.db.transaction().execute(async (trx) => {
    await jobs.send(trx, job, { name: 'evening' }, at('18:00'))
    await jobs.send(trx, job, { name: 'noon' }, at('12:00'))
    await jobs.send(trx, job, { name: 'noon too' }, at('12:00'))
    await jobs.send(trx, job, { name: 'morning' }, at('08:00'))
    await jobs.send(trx, job, { name: 'in a hundred years' }, { dueAt: new Date('2126-01-01') })
  })
  const startedAt = performance.now()
  await jobs.work(korrigo, [job])
  await until(() => done.length === 5)
  expect(done).toEqual(['morning', 'noon', 'noon too', 'evening', 'in a hundred years'])
  // Far from the eight seconds of waiting for the interval after each.
  expect(performance.now() - startedAt).toBeLessThan(4000)
})
