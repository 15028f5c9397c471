import { type QueryClient, type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { isProblem } from '#web/api.ts'
import { ActSession } from '#web/ui/act-session.ts'
import { notifyProblem } from '#web/ui/notify.tsx'

interface ExamActs<Act, Known> {
  /** Key of what the acts change. */
  keyOf: (examId: string) => QueryKey
  /** The act that takes this one back. */
  invert: (act: Act) => Act
  /** Sends the act; gives what it makes of what is known. */
  send: (examId: string, act: Act) => Promise<(known: Known) => Known>
  /** How things are, where the refusal says so; without it they are read again. */
  toldBy?: (refusal: unknown) => Known | undefined
}

const RETRY_AFTER_MS = 3000

/**
 * The acts of a person on an exam, of one kind; gives the hook that screens use. One session per exam for as long as the page is open:
 * what was not sent yet and what can be undone outlive the screen.
 */
export function examActs<Act, Known>({ keyOf, invert, send, toldBy }: ExamActs<Act, Known>) {
  const sessions = new Map<string, ActSession<Act>>()

  function sessionOf(client: QueryClient, examId: string): ActSession<Act> {
    const existing = sessions.get(examId)
    if (existing !== undefined) return existing
    const queryKey = keyOf(examId)
    const session = new ActSession<Act>({
      invert,
      send: async (act) => {
        const apply = await send(examId, act)
        // A reading begun before this change must not put the old state back.
        await client.cancelQueries({ queryKey })
        client.setQueryData<Known>(queryKey, (known) => known && apply(known))
      },
      isOffline: (error) => isProblem(error, 'network'),
      onRefused: (error, dropped) => {
        const told = toldBy?.(error)
        if (told === undefined) void client.invalidateQueries({ queryKey })
        else client.setQueryData<Known>(queryKey, told)
        notifyProblem(dropped === 0 || !(error instanceof Error) ? error : withDropped(error, dropped))
      },
      retryAfterMs: RETRY_AFTER_MS,
    })
    sessions.set(examId, session)
    return session
  }

  return (examId: string) => {
    const session = sessionOf(useQueryClient(), examId)
    const state = useSyncExternalStore(
      (listener) => session.subscribe(listener),
      () => session.state,
    )
    return { session, state }
  }
}

const withDropped = (error: Error, dropped: number): Error =>
  new Error(
    `${error.message} ${dropped === 1 ? 'Le geste suivant a' : `Les ${dropped} gestes suivants ont`} été abandonné${dropped === 1 ? '' : 's'} aussi.`,
  )
