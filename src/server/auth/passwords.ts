import { randomInt } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** argon2id, 19 MiB, 2 passes: OWASP's choice, about 15 ms. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** No letter or digit that reads like another. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

export const hashPassword = (password: string): Promise<string> => hash(password, COST)

/** False for the wrong password, and for an account nobody can log in to ("!"). */
export async function passwordMatches(stored: string, password: string): Promise<boolean> {
  if (!stored.startsWith('$argon2')) return false
  return verify(stored, password).catch(() => false)
}

/** A first password to be written down: 12 letters in three groups, about 59 bits. */
export const makePassword = (): string =>
  Array.from({ length: 3 }, () =>
    Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join(''),
  ).join('-')
