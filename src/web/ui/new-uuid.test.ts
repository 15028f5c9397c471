import { expect, it } from 'vitest'
import { z } from 'zod'
import { newUuid } from './new-uuid.ts'

it('makes UUIDs that the contract accepts, each different', () => {
  const made = Array.from({ length: 500 }, newUuid)
  for (const uuid of made) expect(z.uuidv4().safeParse(uuid).success).toBe(true)
  expect(new Set(made).size).toBe(500)
})
