import { ActionIcon } from '@mantine/core'
import { IconCheck, IconTrash } from '@tabler/icons-react'
import { HEADER_FIELDS, type HeaderField } from '#domain/header-fields.ts'
import { Keys } from '#web/ui/keys.tsx'
import { FIELD_WORDS } from './field-words.ts'
import classes from './header-layout.module.css'

interface FieldPickerProps {
  /** Those outlined. */
  fields: readonly HeaderField[]
  /** Those that may still be. */
  open: readonly HeaderField[]
  /** The one that the next box will be. */
  next: HeaderField | null
  selected: HeaderField | null
  onChoose: (field: HeaderField) => void
  onRemove: (field: HeaderField) => void
}

/** Which field is drawn next, and which are there. */
export function FieldPicker({ fields, open, next, selected, onChoose, onRemove }: FieldPickerProps) {
  return (
    <section aria-label="Champs">
      <h2 className={classes.title}>
        {next === null ? 'Tous les champs sont tracés' : `Tracez «\u00A0${FIELD_WORDS[next]}\u00A0»`}
      </h2>
      <p className={classes.hint}>
        Entourez l’endroit où l’élève écrit, sans l’intitulé imprimé, en laissant un peu de place autour.
      </p>
      <ul className={classes.fields}>
        {HEADER_FIELDS.map((field, index) => {
          const isThere = fields.includes(field)
          return (
            <li
              key={field}
              data-next={field === next || undefined}
              data-selected={field === selected || undefined}
            >
              <button
                type="button"
                className={classes.field}
                disabled={!isThere && !open.includes(field)}
                aria-pressed={field === next || field === selected}
                onClick={() => onChoose(field)}
              >
                <Keys keys={`Digit${index + 1}`} /> {FIELD_WORDS[field]}
                {isThere && (
                  <span className={classes.there}>
                    <IconCheck size={16} aria-hidden /> tracé
                  </span>
                )}
              </button>
              {isThere && (
                <ActionIcon
                  variant="subtle"
                  size={32}
                  aria-label={`Supprimer «\u00A0${FIELD_WORDS[field]}\u00A0»`}
                  onClick={() => onRemove(field)}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              )}
            </li>
          )
        })}
      </ul>
      <p className={`${classes.hint} ${classes.keysHint}`}>
        <Keys keys="z" /> pose le champ choisi, les flèches le déplacent, <Keys keys="alt" /> et les flèches
        changent sa taille, <Keys keys="Delete" /> le supprime.
      </p>
    </section>
  )
}
