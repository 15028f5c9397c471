import {
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
  useSuspenseQuery,
} from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { changeStaples, getStapler, Stapler, validateCopies } from '#contract/stapler.ts'
import { call, isProblem } from '#web/api.ts'
import { expectOwnChange, refreshExam, staplerKey } from '#web/exam.queries.ts'
import { ActSession } from '#web/ui/act-session.ts'
import { newUuid } from '#web/ui/new-uuid.ts'
import { notifyDone, notifyProblem } from '#web/ui/notify.tsx'
import { countOf } from '#web/ui/number-format.ts'
import { applyAct, invertAct, type StaplerAct, settleAct } from './arrangement.ts'

export const staplerQuery = (examId: string) =>
  queryOptions({
    queryKey: staplerKey(examId),
    queryFn: ({ signal }) => call(getStapler, { params: { examId }, signal }),
  })

const RETRY_AFTER_MS = 3000
const sessions = new Map<string, ActSession<StaplerAct>>()

/** One per exam for as long as the page is open: what was not sent yet and what can be undone outlive the screen. */
function sessionOf(client: QueryClient, examId: string): ActSession<StaplerAct> {
  const existing = sessions.get(examId)
  if (existing !== undefined) return existing
  const { queryKey } = staplerQuery(examId)

  async function send(act: StaplerAct): Promise<void> {
    const id = newUuid()
    expectOwnChange(id)
    const outcome = await call(changeStaples, { params: { examId }, body: { id, ...act.change } })
    // A reading begun before this change must not put the old state back.
    await client.cancelQueries({ queryKey })
    client.setQueryData(queryKey, (stapler) => stapler && settleAct(stapler, act, outcome))
  }

  const session = new ActSession<StaplerAct>({
    invert: invertAct,
    send,
    isOffline: (error) => isProblem(error, 'network'),
    onRefused: (error, dropped) => {
      const current = isProblem(error, 'staple_conflict') ? Stapler.safeParse(error.problem.current) : null
      if (current?.success === true) client.setQueryData(queryKey, current.data)
      else void client.invalidateQueries({ queryKey })
      notifyProblem(dropped === 0 || !(error instanceof Error) ? error : withDropped(error, dropped))
    },
    retryAfterMs: RETRY_AFTER_MS,
  })
  sessions.set(examId, session)
  return session
}

const withDropped = (error: Error, dropped: number): Error =>
  new Error(
    `${error.message} ${dropped === 1 ? 'Le geste suivant a' : `Les ${dropped} gestes suivants ont`} été abandonné${dropped === 1 ? '' : 's'} aussi.`,
  )

/** The stapler as the person sees it (`stapler`: the server's state with the gestures under way already made) and as it is saved. */
export function useStapling(examId: string) {
  const client = useQueryClient()
  const session = sessionOf(client, examId)
  const state = useSyncExternalStore(
    (listener) => session.subscribe(listener),
    () => session.state,
  )
  const { data } = useSuspenseQuery(staplerQuery(examId))
  const stapler = useMemo(() => state.queue.reduce(applyAct, data), [state.queue, data])
  return { stapler, onServer: data, session, state }
}

/** Validates these copies, or all of those in staging, and says how many. */
export function useValidateCopies(examId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (copyIds: string[] | undefined) =>
      call(validateCopies, { params: { examId }, body: copyIds === undefined ? {} : { copyIds } }),
    // Not a callback of `mutate`: the button goes once nothing is left to validate, and its callbacks with it.
    onSuccess: ({ validated }) => notifyDone(`${countOf(validated, 'copie validée', 'copies validées')}.`),
    onSettled: () => refreshExam(client, examId),
  })
}
