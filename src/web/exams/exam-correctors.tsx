import { MultiSelect, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Exam } from '#contract/exams.ts'
import { LinkAnchor } from '#web/ui/links.tsx'
import { matchesSearch } from '#web/ui/search-text.ts'
import { usersQuery } from '#web/users.queries.ts'
import { useChooseCorrectors } from './exams.queries.ts'

/** Who marks the exam; saved as it is chosen. */
export function ExamCorrectors({ exam }: { exam: Exam }) {
  const users = useQuery(usersQuery('corrector'))
  const choose = useChooseCorrectors(exam.id)
  // Those chosen stay listed even when their account was closed since.
  const names = new Map(exam.correctors.map(({ id, displayName }) => [id, displayName]))
  for (const user of users.data ?? []) if (user.isActive) names.set(user.id, user.displayName)
  const chosen = choose.isPending ? choose.variables : exam.correctors.map(({ id }) => id)
  return (
    <section aria-labelledby="correctors-title">
      <Title order={2} id="correctors-title" mb={8}>
        Correcteurs
      </Title>
      <MultiSelect
        aria-labelledby="correctors-title"
        placeholder={chosen.length === 0 ? 'Choisir les correcteurs' : ''}
        data={[...names].map(([value, label]) => ({ value, label }))}
        value={chosen}
        onChange={(correctorIds) => choose.mutate(correctorIds)}
        filter={({ options, search }) =>
          options.filter((option) => 'label' in option && matchesSearch(search, option.label))
        }
        searchable
        hidePickedOptions
        nothingFoundMessage="Aucun correcteur de ce nom"
        maxDropdownHeight={280}
        error={users.error?.message}
      />
      <Text size="xs" c="dimmed" mt={4}>
        Un correcteur manque{'\u202F'}?{' '}
        <LinkAnchor to="/comptes" size="xs" underline="always">
          Créez son compte
        </LinkAnchor>
        .
      </Text>
    </section>
  )
}
