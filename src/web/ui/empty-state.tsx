import { Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** Says what is missing and what to do, and offers it (`children`: the button). */
export function EmptyState({
  title,
  hint,
  children,
}: {
  title: string
  hint?: ReactNode
  children?: ReactNode
}) {
  return (
    <Stack align="center" gap="xs" py={48} ta="center">
      <Title order={2}>{title}</Title>
      {hint !== undefined && (
        <Text c="dimmed" maw={480}>
          {hint}
        </Text>
      )}
      {children}
    </Stack>
  )
}
