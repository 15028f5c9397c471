import { ActionIcon, Menu } from '@mantine/core'
import { IconBook, IconCheck, IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react'
import { chooseTheme, THEMES, useThemeChoice } from './theme-choice.ts'

const LOOKS = {
  system: { label: 'Comme le système', Icon: IconDeviceDesktop },
  light: { label: 'Clair', Icon: IconSun },
  dark: { label: 'Sombre', Icon: IconMoon },
  sepia: { label: 'Sépia', Icon: IconBook },
} as const

export function ThemeMenu() {
  const choice = useThemeChoice()
  const { Icon } = LOOKS[choice]
  return (
    <Menu position="bottom-end" width={200}>
      <Menu.Target>
        <ActionIcon size={36} aria-label={`Thème\u00A0: ${LOOKS[choice].label}`}>
          <Icon size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Thème</Menu.Label>
        {THEMES.map((theme) => {
          const { label, Icon: ThemeIcon } = LOOKS[theme]
          return (
            <Menu.Item
              key={theme}
              leftSection={<ThemeIcon size={16} />}
              rightSection={theme === choice ? <IconCheck size={16} aria-label="choisi" /> : undefined}
              onClick={() => chooseTheme(theme)}
            >
              {label}
            </Menu.Item>
          )
        })}
      </Menu.Dropdown>
    </Menu>
  )
}
