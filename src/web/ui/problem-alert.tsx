import { Alert, Button, Group } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { ApiProblem } from '#web/api.ts'

/** A refusal in place, in the server's words. Nothing when `error` is null or undefined. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  if (error === null || error === undefined) return null
  const title = error instanceof ApiProblem ? error.problem.title : 'Erreur'
  const detail = error instanceof Error ? error.message : 'Une erreur inattendue s’est produite.'
  return (
    <Alert color="red" title={title} icon={<IconAlertTriangle size={18} />} role="alert" my="xs">
      <Group justify="space-between">
        <span>{detail}</span>
        {onRetry !== undefined && (
          <Button size="compact-sm" variant="default" onClick={onRetry}>
            Réessayer
          </Button>
        )}
      </Group>
    </Alert>
  )
}
