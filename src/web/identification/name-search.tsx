import { NativeSelect, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { KeyboardEvent, RefObject } from 'react'
import classes from './identification.module.css'

interface NameSearchProps {
  field: RefObject<HTMLInputElement | null>
  listId: string
  activeId: string | undefined
  search: string
  onSearch: (text: string) => void
  className: string | null
  classNames: readonly string[]
  onClassName: (name: string | null) => void
  onEnter: () => void
  /** True when the figure chose somebody; otherwise it is typed. */
  onDigit: (digit: number) => boolean
}

/** Where the focus stays: what is typed searches the roster, and an empty field takes the keys of the desk. */
export function NameSearch(props: NameSearchProps) {
  const { search, onSearch } = props
  const onKeyDown = (event: KeyboardEvent) => {
    const isBare = !event.ctrlKey && !event.altKey && !event.metaKey
    if (event.key === 'Enter') {
      event.preventDefault()
      props.onEnter()
    } else if (event.key === 'Escape' && search !== '') {
      event.preventDefault()
      onSearch('')
    } else if (search === '' && isBare && /^[1-9]$/.test(event.key) && props.onDigit(Number(event.key))) {
      event.preventDefault()
    }
  }
  return (
    <div className={classes.search}>
      <TextInput
        ref={props.field}
        label="Nom lu sur la copie"
        placeholder="Nom, prénom, classe ou date de naissance"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-expanded="true"
        aria-controls={props.listId}
        aria-activedescendant={props.activeId}
        onChange={(event) => onSearch(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <NativeSelect
        label="Classe"
        value={props.className ?? ''}
        onChange={(event) => props.onClassName(event.currentTarget.value || null)}
        data={[
          { value: '', label: 'Toutes' },
          ...props.classNames.map((name) => ({ value: name, label: name })),
        ]}
      />
    </div>
  )
}
