import { queryOptions, useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { type Actor, createFirstAdmin, getSession, logIn, logOut, type Session } from '#contract/auth.ts'
import { ApiProblem, call, rememberSession } from '#web/api.ts'

const key = ['session'] as const
const remembered = (session: Session): Session => {
  rememberSession(session)
  return session
}

export const sessionQuery = queryOptions({
  queryKey: key,
  queryFn: async ({ signal }) => remembered(await call(getSession, { signal })),
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
})

/** The session as known now; the router has loaded it before any page is shown. */
export const useSession = (): Session => useSuspenseQuery(sessionQuery).data

/** Who is logged in. Only for pages behind the login. */
export function useActor(): Actor {
  const { actor } = useSession()
  if (actor === null) {
    throw new ApiProblem({
      type: 'about:blank',
      title: 'Connexion nécessaire',
      status: 401,
      code: 'not_authenticated',
      detail: 'Connectez-vous pour continuer.',
    })
  }
  return actor
}

/** A new session replaces everything that was read under the old one. */
function useNewSession() {
  const client = useQueryClient()
  return (session: Session): void => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== key[0] })
    client.setQueryData(key, remembered(session))
  }
}

export function useLogIn() {
  const begin = useNewSession()
  return useMutation({
    mutationFn: (body: { username: string; password: string }) => call(logIn, { body }),
    onSuccess: begin,
  })
}

export function useCreateFirstAdmin() {
  const begin = useNewSession()
  return useMutation({
    mutationFn: (body: {
      code: string
      username: string
      password: string
      firstName: string
      lastName: string
    }) => call(createFirstAdmin, { body }),
    onSuccess: begin,
  })
}

export function useLogOut() {
  const begin = useNewSession()
  return useMutation({
    mutationFn: async () => {
      await call(logOut)
      return call(getSession)
    },
    onSuccess: begin,
  })
}
