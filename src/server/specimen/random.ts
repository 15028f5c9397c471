/** A small repeatable source of chance: the same seed gives the same numbers on every machine. Not for secrets. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [min, max). */
  between(min: number, max: number): number
  /** Whole number, both ends included. */
  integer(min: number, max: number): number
  chance(share: number): boolean
  /** Throws on an empty list. */
  pick<T>(list: readonly T[]): T
  /** Roughly normal, mean 0, standard deviation 1, never beyond ±3. */
  normal(): number
}

/**
 * Independent streams come from independent seeds, so that one more draw for the paper does not change the handwriting:
 * seed them by name, as in `seededRandom('7/hand/s003')`.
 */
export function seededRandom(seed: string | number): Random {
  let state = hashText(String(seed))
  // mulberry32: 32 bits of state, good enough for looks.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const integer = (min: number, max: number) => min + Math.floor(next() * (max - min + 1))
  return {
    next,
    integer,
    between: (min, max) => min + next() * (max - min),
    chance: (share) => next() < share,
    pick: (list) => {
      const item = list[integer(0, list.length - 1)]
      if (item === undefined) throw new Error('nothing to pick from')
      return item
    },
    // Three uniform draws: variance 3/12, so twice their centred sum has standard deviation 1.
    normal: () => (next() + next() + next() - 1.5) * 2,
  }
}

/** FNV-1a, 32 bits. */
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}
