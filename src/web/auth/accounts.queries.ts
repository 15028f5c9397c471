import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { createUser, updateUser } from '#contract/auth.ts'
import { call } from '#web/api.ts'
import { usersKey } from '#web/users.queries.ts'

export type NewAccount = z.output<NonNullable<typeof createUser.body>>

function useRefreshAccounts() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: usersKey })
}

export function useCreateAccount() {
  const refresh = useRefreshAccounts()
  return useMutation({
    mutationFn: (body: NewAccount) => call(createUser, { body }),
    onSuccess: refresh,
  })
}

export function useUpdateAccount() {
  const refresh = useRefreshAccounts()
  return useMutation({
    mutationFn: ({ userId, ...body }: { userId: string; isActive?: boolean; password?: string }) =>
      call(updateUser, { params: { userId }, body }),
    onSuccess: refresh,
  })
}
