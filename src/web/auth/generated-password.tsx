import { ActionIcon, CopyButton, TextInput, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconRefresh } from '@tabler/icons-react'
import { newPassword } from '#web/ui/new-password.ts'

/** A password the admin will hand over: shown in clear, made on demand, copied in one click. */
export function GeneratedPassword({
  value,
  error,
  onChange,
}: {
  value: string
  error?: string | undefined
  onChange: (password: string) => void
}) {
  return (
    <TextInput
      label="Mot de passe à remettre"
      description={`10 caractères au moins. Notez-le\u00A0: il ne sera plus affiché.`}
      autoComplete="off"
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      rightSectionWidth={72}
      rightSection={
        <>
          <Tooltip label="En tirer un autre">
            <ActionIcon aria-label="Tirer un autre mot de passe" onClick={() => onChange(newPassword())}>
              <IconRefresh size={16} />
            </ActionIcon>
          </Tooltip>
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Tooltip label={copied ? 'Copié' : 'Copier'}>
                <ActionIcon aria-label="Copier le mot de passe" onClick={copy}>
                  {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
        </>
      }
    />
  )
}
