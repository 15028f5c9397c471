import type { Sql } from './on-both-versions.ts'

/**
 * A table as the catalogue of PostgreSQL knows it, one line per column, constraint and further index, sorted within each group:
 * `name type [not null] [default …]`, `check name`, `unique (…)`, `foreign key (…) references … on delete …`, `index (…)`.
 */
export async function describeTable(db: Sql, table: string): Promise<string[]> {
  const columns = await db.query(
    `select attname || ' ' || format_type(atttypid, atttypmod)
       || case when attnotnull then ' not null' else '' end
       || case when attidentity <> '' then ' identity' else '' end
       || coalesce(' default ' || pg_get_expr(adbin, adrelid), '') as line
     from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
     where attrelid = $1::regclass and attnum > 0 and not attisdropped
     order by attname`,
    [table],
  )
  // PostgreSQL 18 also keeps NOT NULL as constraints; they are with the columns here.
  const constraints = await db.query(
    `select case when contype = 'c' then 'check ' || conname else pg_get_constraintdef(oid) end as line
     from pg_constraint where conrelid = $1::regclass and contype in ('p', 'u', 'f', 'c')
     order by 1`,
    [table],
  )
  const indexes = await db.query(
    `select regexp_replace(pg_get_indexdef(indexrelid), '^CREATE (UNIQUE )?INDEX \\S+ ON \\S+ USING btree', '\\1INDEX') as line
     from pg_index
     where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid and conrelid = indrelid)
     order by 1`,
    [table],
  )
  return [...columns, ...constraints, ...indexes].map(({ line }) => plainWords(String(line)))
}

const plainWords = (line: string): string =>
  line
    .replaceAll('character varying', 'varchar')
    .replaceAll('timestamp with time zone', 'timestamptz')
    .replaceAll('double precision', 'float')
    .replace(/::(varchar|jsonb)/, '')
    .replace(
      /\b(PRIMARY KEY|FOREIGN KEY|REFERENCES|ON DELETE|CASCADE|SET NULL|RESTRICT|UNIQUE|INDEX|WHERE|DESC|DEFERRABLE INITIALLY DEFERRED)\b/g,
      (word) => word.toLowerCase(),
    )

/** The lines of a written table, in the order the catalogue is read. */
export const writtenTable = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('--'))
