import { ActionIcon, Tooltip } from '@mantine/core'
import { IconKeyboard } from '@tabler/icons-react'
import { Link, Outlet } from '@tanstack/react-router'
import { useState } from 'react'
import type { Actor } from '#contract/auth.ts'
import type { Role } from '#contract/endpoint.ts'
import { AccountMenu } from './auth/account-menu.tsx'
import { useSession } from './session.queries.ts'
import classes from './shell.module.css'
import { useHotkeys } from './ui/hotkeys.ts'
import { Keys } from './ui/keys.tsx'
import { ShortcutSheet } from './ui/shortcut-sheet.tsx'
import { ThemeMenu } from './ui/theme-menu.tsx'
import { TopBarSlot } from './ui/top-bar-slot.tsx'

const SECTIONS = {
  admin: [
    { to: '/examens', label: 'Examens' },
    { to: '/eleves', label: 'Élèves' },
    { to: '/comptes', label: 'Comptes' },
  ],
  corrector: [{ to: '/corrections', label: 'Mes corrections' }],
  student: [{ to: '/mes-resultats', label: 'Mes résultats' }],
} as const satisfies Record<Role, readonly { to: string; label: string }[]>

/** Everything behind the login: the thin bar, and the page below it. */
export function Shell() {
  const { actor } = useSession()
  // The session has just ended: the guard is about to send to the login.
  return actor === null ? null : <SignedIn actor={actor} />
}

function SignedIn({ actor }: { actor: Actor }) {
  const [sheetOpened, setSheetOpened] = useState(false)
  useHotkeys([{ keys: '?', label: 'Voir les raccourcis de l’écran', run: () => setSheetOpened(true) }])
  return (
    <>
      <a href="#contenu" className={classes.skip}>
        Aller au contenu
      </a>
      <header className={classes.bar}>
        <Link to="/" className={classes.mark}>
          <img src="/icon.svg" alt="" width={22} height={22} />
          Korrigo
        </Link>
        <nav aria-label="Sections">
          {SECTIONS[actor.role].map(({ to, label }) => (
            <Link key={to} to={to} className={classes.section}>
              {label}
            </Link>
          ))}
        </nav>
        <TopBarSlot />
        <Tooltip
          label={
            <>
              Raccourcis clavier <Keys keys="?" />
            </>
          }
        >
          <ActionIcon
            className={classes.shortcuts}
            size={36}
            aria-label="Raccourcis clavier"
            onClick={() => setSheetOpened(true)}
          >
            <IconKeyboard size={20} />
          </ActionIcon>
        </Tooltip>
        <ThemeMenu />
        <AccountMenu actor={actor} />
      </header>
      <main id="contenu" className={classes.main} tabIndex={-1}>
        <Outlet />
      </main>
      <ShortcutSheet opened={sheetOpened} onClose={() => setSheetOpened(false)} />
    </>
  )
}
