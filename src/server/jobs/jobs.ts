import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { fromKysely, PgBoss } from 'pg-boss'
import { type Executor, isConnectionLost, type Trx } from '#server/db/database.ts'
import type { Deps } from '#server/deps.ts'

/** Where a kind of background work waits. Data holds ids only. */
export interface JobQueue<Data extends object> {
  name: string
  /** Never there: it only ties the data to the queue. */
  takes?: (data: Data) => void
}

/** A kind of background work: the handler reads its rows again, and may run twice without harm. */
export interface JobDefinition<Data extends object> extends JobQueue<Data> {
  /** Runs at once in one worker process. */
  concurrency: number
  /** Cron expression, for work that is nobody's request. */
  schedule?: string
  /** The handler's module is loaded when the first job comes, so that the api never loads it. */
  load: () => Promise<(deps: Deps, data: Data, signal: AbortSignal) => Promise<void>>
}

export interface SendOptions {
  /** What is due earlier is done before, to the minute. */
  dueAt?: Date
  /**
   * Sent again and again within two seconds, the work is done once at the beginning and once at the end of them. Waits for another
   * transaction that sends the same: to be sent last in one's own.
   */
  mergedAs?: string
}

export interface Jobs {
  /** Queued with the transaction: the job exists if and only if what it works on does. */
  send<Data extends object>(trx: Trx, queue: JobQueue<Data>, data: Data, options?: SendOptions): Promise<void>
  /** When the job that will be taken next is due; null when none waits. */
  findNextDueTime<Data extends object>(db: Executor, queue: JobQueue<Data>): Promise<Date | null>
  work(deps: Deps, definitions: ReadonlyArray<JobDefinition<never>>): Promise<void>
  /** Breaks running jobs off; the next worker does them again. */
  stop(): Promise<void>
}

/** Seconds without a sign of life after which a job is given to another worker. The least pg-boss allows is 10. */
const HEARTBEAT_SECONDS = 10
const STOP_TIMEOUT_MS = 5000
/** A priority of pg-boss is a whole number of 32 bits: seconds would not last. */
const MINUTE_MS = 60_000

const MERGE_SECONDS = 2

/** A notification may be missed, and none tells of a job to be tried again: pg-boss would look only every 30 seconds. */
const LOOK_AGAIN_SECONDS = 2

/** Between two tries while the database is away. */
const DATABASE_AWAY_MS = 500

/**
 * Does the work again when the database went away under it. A failure cannot be noted in a database that is away,
 * and pg-boss would give the job to somebody else only a minute later.
 */
async function outlastDatabase(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (signal.aborted || !isConnectionLost(error)) throw error
      await sleep(DATABASE_AWAY_MS, undefined, { signal })
    }
  }
}

/** `works: false` for a process that only sends, as the api does. */
export async function openJobs(
  connectionString: string,
  {
    works,
    definitions,
    onError,
  }: { works: boolean; definitions: ReadonlyArray<JobDefinition<never>>; onError: (error: Error) => void },
): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString,
    application_name: 'korrigo',
    max: works ? 6 : 2,
    supervise: works,
    schedule: works,
    useListenNotify: works,
    superviseIntervalSeconds: HEARTBEAT_SECONDS,
    monitorIntervalSeconds: HEARTBEAT_SECONDS,
  })
  boss.on('error', onError)
  await boss.start()
  for (const { name } of definitions) {
    await boss.createQueue(name, {
      notify: true,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      retryLimit: 5,
      retryDelay: 1,
      expireInSeconds: 6 * 3600,
    })
  }

  const stopping = new AbortController()
  return {
    async send(trx, queue, data, options = {}) {
      const { dueAt, mergedAs } = options
      const priority = dueAt && { priority: -Math.floor(dueAt.getTime() / MINUTE_MS) }
      const merged = mergedAs !== undefined && {
        ...{ singletonKey: mergedAs, singletonSeconds: MERGE_SECONDS, singletonNextSlot: true },
      }
      await boss.send(queue.name, data, { db: fromKysely(trx), ...priority, ...merged })
    },
    async findNextDueTime(db, queue) {
      const { rows } = await sql<{ priority: number }>`
        select priority from pgboss.job
        where name = ${queue.name} and state < 'active' and not blocked and start_after <= now()
        order by priority desc limit 1
      `.execute(db)
      return rows[0] === undefined ? null : new Date(-rows[0].priority * MINUTE_MS)
    },
    async work(deps, jobs) {
      for (const job of jobs) {
        if (job.schedule !== undefined) await boss.schedule(job.name, job.schedule)
        const worker: string = await boss.work<object>(
          job.name,
          {
            batchSize: 1,
            localConcurrency: job.concurrency,
            notifyPollingIntervalSeconds: LOOK_AGAIN_SECONDS,
          },
          async ([queued]) => {
            if (queued === undefined) return
            const run = await job.load()
            const signal = AbortSignal.any([queued.signal, stopping.signal])
            await outlastDatabase(() => run(deps, queued.data as never, signal), signal)
            // Without it, pg-boss would let the interval pass before it takes the next of those that wait.
            boss.notifyWorker(worker)
          },
        )
      }
    },
    async stop() {
      stopping.abort(new Error('the worker is told to stop'))
      await boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS })
    },
  }
}
