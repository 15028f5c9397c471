import { Group, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'

/** Title of a screen, one line of facts below it, and its actions on the right (`children`). */
export function PageHeader({
  title,
  facts,
  children,
}: {
  title: ReactNode
  facts?: ReactNode
  children?: ReactNode
}) {
  return (
    <Group justify="space-between" align="flex-start" gap="sm" mb="md">
      <div>
        <Title order={1}>{title}</Title>
        {facts && (
          <Text c="dimmed" size="xs">
            {facts}
          </Text>
        )}
      </div>
      {children !== undefined && <Group gap="xs">{children}</Group>}
    </Group>
  )
}
