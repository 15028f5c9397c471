import { Container, Group, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { ThemeMenu } from '#web/ui/theme-menu.tsx'

/** The bare page before the login: word-mark, title, one narrow column. */
export function FrontDoor({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Container component="main" size={400} py={{ base: 32, sm: 80 }}>
      <Group justify="space-between" mb="lg">
        <Group gap={10}>
          <img src="/icon.svg" alt="" width={28} height={28} />
          <span style={{ fontSize: 20, fontWeight: 600 }}>Korrigo</span>
        </Group>
        <ThemeMenu />
      </Group>
      <Title order={1} mb="md">
        {title}
      </Title>
      {children}
    </Container>
  )
}
