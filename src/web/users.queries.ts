import { queryOptions } from '@tanstack/react-query'
import { listUsers } from '#contract/auth.ts'
import type { Role } from '#contract/endpoint.ts'
import { call } from '#web/api.ts'

export const usersKey = ['users'] as const

/** Accounts of one role, by name; for admins. */
export const usersQuery = (role: Role) =>
  queryOptions({
    queryKey: [...usersKey, role],
    queryFn: async ({ signal }) => (await call(listUsers, { query: { role, limit: 500 }, signal })).users,
  })
