import { Container } from '@mantine/core'
import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { ApiProblem } from './api.ts'
import { EmptyState } from './ui/empty-state.tsx'
import { LinkAnchor, LinkButton } from './ui/links.tsx'
import { ProblemAlert } from './ui/problem-alert.tsx'

/** Shown in place of a page whose data or code could not be loaded. */
export function RouteProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  const retry = () => {
    queries.reset()
    reset()
    void router.invalidate()
  }
  return (
    <Container size="sm" py="xl">
      <ProblemAlert
        // What is not a refusal is a fault of the page: its words are not for the reader.
        error={
          error instanceof ApiProblem ? error : new Error('Cette page n’a pas pu s’afficher. Réessayez.')
        }
        onRetry={error instanceof ApiProblem ? retry : () => location.reload()}
      />
      <LinkAnchor to="/">Revenir à l’accueil</LinkAnchor>
    </Container>
  )
}

export function NotFoundPage() {
  return (
    <EmptyState title="Cette page n’existe pas" hint="L’adresse est peut-être incomplète.">
      <LinkButton to="/">Revenir à l’accueil</LinkButton>
    </EmptyState>
  )
}
