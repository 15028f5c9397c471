import { z } from 'zod'
import { endpoint, ROLES } from './endpoint.ts'

const tag = 'Comptes'

export const Actor = z.object({
  id: z.uuid(),
  username: z.string(),
  displayName: z.string(),
  role: z.enum(ROLES),
})
export type Actor = z.infer<typeof Actor>

export const Session = z.object({
  actor: Actor.nullable(),
  /** To be sent back in `x-csrf-token` with every request that changes something; null when nobody is logged in. */
  csrfToken: z.string().nullable(),
  /** True until the first admin exists. */
  setupRequired: z.boolean(),
  /** Accounts of the demonstration, on a demonstration installation only. */
  demoAccounts: z.array(z.object({ username: z.string(), password: z.string(), label: z.string() })),
})
export type Session = z.infer<typeof Session>

const username = z.string().trim().min(1).max(150)
const password = z.string().min(10, 'Au moins 10 caractères.').max(200)

export const getSession = endpoint({
  method: 'GET',
  path: '/api/session',
  access: 'public',
  tag,
  summary: 'Who am I, and what must be done first',
  response: Session,
})

export const logIn = endpoint({
  method: 'POST',
  path: '/api/session',
  access: 'public',
  tag,
  summary: 'Log in',
  body: z.object({ username, password: z.string().min(1).max(200) }),
  response: Session,
})

export const logOut = endpoint({
  method: 'DELETE',
  path: '/api/session',
  access: 'signedIn',
  tag,
  summary: 'Log out',
  status: 204,
})

export const createFirstAdmin = endpoint({
  method: 'POST',
  path: '/api/setup',
  access: 'public',
  tag,
  summary: 'Create the first administrator with the one-time code printed at start',
  body: z.object({
    code: z.string().trim().min(1).max(50),
    username,
    password,
    firstName: z.string().trim().max(150),
    lastName: z.string().trim().max(150),
  }),
  response: Session,
  status: 201,
})

export const changePassword = endpoint({
  method: 'PUT',
  path: '/api/session/password',
  access: 'signedIn',
  tag,
  summary: 'Change my password; other sessions of mine end',
  body: z.object({ current: z.string().min(1).max(200), next: password }),
  status: 204,
})

export const User = z.object({
  id: z.uuid(),
  username: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  displayName: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  isActive: z.boolean(),
})
export type User = z.infer<typeof User>

export const listUsers = endpoint({
  method: 'GET',
  path: '/api/users',
  access: ['admin'],
  tag,
  summary: 'Accounts of one role, by name',
  query: z.object({
    role: z.enum(ROLES),
    search: z.string().trim().max(100).default(''),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  response: z.object({ users: z.array(User) }),
})

export const createUser = endpoint({
  method: 'POST',
  path: '/api/users',
  access: ['admin'],
  tag,
  summary: 'Create an administrator or corrector account',
  body: z.object({
    username,
    password,
    firstName: z.string().trim().max(150),
    lastName: z.string().trim().max(150),
    email: z.union([z.email(), z.literal('')]).default(''),
    role: z.enum(['admin', 'corrector']),
  }),
  response: User,
  status: 201,
})

export const updateUser = endpoint({
  method: 'PATCH',
  path: '/api/users/:userId',
  access: ['admin'],
  tag,
  summary: 'Close or reopen an account, or give it a new password',
  params: z.object({ userId: z.uuid() }),
  body: z.object({ isActive: z.boolean().optional(), password: password.optional() }),
  response: User,
})
