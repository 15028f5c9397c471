import { Button, Group, Stack } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ProblemAlert } from './problem-alert.tsx'

interface DialogFormProps<Body, Answer> {
  form: { check: () => Body | undefined; refuse: (error: unknown) => void }
  mutation: Pick<UseMutationResult<Answer, unknown, Body>, 'mutate' | 'isPending' | 'error'>
  submitLabel: ReactNode
  /** At the other end of the line of buttons. */
  aside?: ReactNode
  onDone: (answer: Answer, body: Body) => void
  onClose: () => void
  /** The fields. */
  children: ReactNode
}

/** The form of a dialog: checked here, then by the server, whose refusal shows at its fields; closed without sending by « Annuler ». */
export function DialogForm<Body, Answer>({
  form,
  mutation,
  submitLabel,
  aside,
  onDone,
  onClose,
  children,
}: DialogFormProps<Body, Answer>) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const body = form.check()
        if (body === undefined) return
        mutation.mutate(body, { onSuccess: (answer) => onDone(answer, body), onError: form.refuse })
      }}
    >
      <Stack gap="sm">
        {children}
        <ProblemAlert error={mutation.error} />
        <Group gap="xs">
          {aside}
          <Button variant="default" ml="auto" onClick={onClose}>
            Annuler
          </Button>
          <Button type="submit" loading={mutation.isPending}>
            {submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
