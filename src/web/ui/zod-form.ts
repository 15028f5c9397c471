import { useState } from 'react'
import type { z } from 'zod'
import { ApiProblem } from '#web/api.ts'

type Errors<V> = Partial<Record<keyof V, string>>

/** What is wrong with a value, where the schema itself brings no sentence. */
function sentenceOf(issue: z.core.$ZodRawIssue): string {
  if (issue.code === 'too_small') {
    if (issue.origin === 'string')
      return Number(issue.minimum) <= 1 ? 'À remplir.' : `Au moins ${issue.minimum} caractères.`
    return issue.inclusive ? `Au moins ${issue.minimum}.` : `Plus de ${issue.minimum}.`
  }
  if (issue.code === 'too_big') {
    return issue.origin === 'string' ? `Au plus ${issue.maximum} caractères.` : `Au plus ${issue.maximum}.`
  }
  if (issue.code === 'invalid_format' && issue.format === 'email') return 'Adresse e-mail incorrecte.'
  if (issue.code === 'invalid_type') return issue.expected === 'int' ? 'Un nombre entier.' : 'À remplir.'
  return 'Valeur incorrecte.'
}

/** State of a form checked by the schema of the request it will send; refused fields of the server show in place. */
export function useZodForm<S extends z.ZodObject, V extends z.input<S>>(schema: S, initial: V) {
  const [values, setValues] = useState(initial)
  const [errors, setErrors] = useState<Errors<V>>({})

  const set = <K extends keyof V>(name: K, value: V[K]): void => {
    setValues((before) => ({ ...before, [name]: value }))
    setErrors(({ [name]: _, ...others }) => others as Errors<V>)
  }

  /** The values as the request wants them, or undefined once the faults are shown. */
  const check = (): z.output<S> | undefined => {
    const result = schema.safeParse(values, { error: sentenceOf })
    if (result.success) return result.data
    const found: Record<string, string> = {}
    for (const issue of result.error.issues) found[String(issue.path[0])] ??= issue.message
    setErrors(found as Errors<V>)
    return undefined
  }

  /** Puts the server's word on each refused field. */
  const refuse = (error: unknown): void => {
    if (error instanceof ApiProblem && error.problem.fields) setErrors(error.problem.fields as Errors<V>)
  }

  /** Props of a text field. */
  const text = <K extends keyof V & string>(name: K) => ({
    name,
    value: String(values[name] ?? ''),
    error: errors[name],
    onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value as V[K]),
  })

  return { values, errors, set, setValues, check, refuse, text }
}
