import { describe, expect, test } from 'vitest'
import { describeTable, writtenTable } from './described-table.ts'
import { onBothVersions, refusal } from './on-both-versions.ts'
import { make, makeId } from './rows.ts'

const TABLES = {
  auth_user: `
    date_joined timestamptz not null default now()
    email varchar(254) not null default ''
    first_name varchar(150) not null default ''
    id uuid not null default gen_random_uuid()
    is_active boolean not null default true
    is_staff boolean not null default false
    is_superuser boolean not null default false
    last_login timestamptz
    last_name varchar(150) not null default ''
    password varchar(255) not null
    username varchar(150) not null
    primary key (id)
    unique index (lower((username)::text))
    check auth_user_username_check
  `,
  auth_group: `
    id integer not null identity
    name varchar(150) not null
    primary key (id)
    unique (name)
  `,
  auth_permission: `
    codename varchar(100) not null
    id integer not null identity
    name varchar(255) not null
    primary key (id)
    unique (codename)
  `,
  auth_user_groups: `
    group_id integer not null
    id bigint not null identity
    user_id uuid not null
    primary key (id)
    unique (user_id, group_id)
    foreign key (group_id) references auth_group(id) on delete cascade
    foreign key (user_id) references auth_user(id) on delete cascade
    index (group_id)
  `,
  auth_group_permissions: `
    group_id integer not null
    id bigint not null identity
    permission_id integer not null
    primary key (id)
    unique (group_id, permission_id)
    foreign key (group_id) references auth_group(id) on delete cascade
    foreign key (permission_id) references auth_permission(id) on delete cascade
    index (permission_id)
  `,
  auth_user_user_permissions: `
    id bigint not null identity
    permission_id integer not null
    user_id uuid not null
    primary key (id)
    unique (user_id, permission_id)
    foreign key (permission_id) references auth_permission(id) on delete cascade
    foreign key (user_id) references auth_user(id) on delete cascade
    index (permission_id)
  `,
  auth_session: `
    created_at timestamptz not null default now()
    csrf_token varchar(64) not null
    expires_at timestamptz not null
    token_hash bytea not null
    user_id uuid not null
    primary key (token_hash)
    foreign key (user_id) references auth_user(id) on delete cascade
    check auth_session_check
    check auth_session_token_hash_check
    index (expires_at)
    index (user_id)
  `,
}

onBothVersions((db) => {
  test.each(Object.entries(TABLES))('%s is as written', async (table, text) => {
    expect((await describeTable(db, table)).sort()).toEqual(writtenTable(text).sort())
  })

  test.each([
    ['auth_user', { username: '' }, 'auth_user_username_check'],
    ['auth_session', { token_hash: Buffer.alloc(31) }, 'auth_session_token_hash_check'],
    ['auth_session', { created_at: '2026-01-02', expires_at: '2026-01-02' }, 'auth_session_check'],
  ])('%s: %o is refused', async (table, change, rule) => {
    expect(await refusal(make(db, table, change))).toBe(rule)
  })

  test('a session ends after it begins', async () => {
    await make(db, 'auth_session', { created_at: '2026-01-02', expires_at: '2026-01-02 00:00:01' })
  })

  test('user names differ by more than case; groups, permissions and memberships are there once', async () => {
    await make(db, 'auth_user', { username: 'Zoé' })
    expect(await refusal(make(db, 'auth_user', { username: 'zOÉ' }))).toBe('auth_user_username_key')
    expect(await refusal(make(db, 'auth_group', { name: 'admin' }))).toBe('auth_group_name_key')
    expect(await refusal(make(db, 'auth_permission', { codename: 'mark_copies' }))).toBe(
      'auth_permission_codename_key',
    )
    for (const table of ['auth_user_groups', 'auth_group_permissions', 'auth_user_user_permissions']) {
      const { id, ...row } = await make(db, table)
      expect(await refusal(make(db, table, row))).toMatch(new RegExp(`^${table}_.*_key$`))
    }
  })

  test('the three roles are there, each with what it may do', async () => {
    const rows = await db.query(
      `select g.name, array_agg(p.codename::text order by p.codename) as permissions
       from auth_group g join auth_group_permissions gp on gp.group_id = g.id join auth_permission p on p.id = gp.permission_id
       where g.name in ('admin', 'corrector', 'student') group by g.name order by g.name`,
    )
    expect(rows).toEqual([
      { name: 'admin', permissions: ['manage_exams', 'manage_students', 'manage_users', 'release_results'] },
      { name: 'corrector', permissions: ['mark_copies'] },
      { name: 'student', permissions: ['view_own_results'] },
    ])
  })

  test('Korrigo itself is somebody the journal can name, and nobody can log in as', async () => {
    const rows = await db.query(
      `select is_active, password from auth_user where id = '00000000-0000-0000-0000-000000000000'`,
    )
    expect(rows).toEqual([{ is_active: false, password: '!' }])
  })

  describe('deletion', () => {
    const count = async (table: string, column: string, id: string) =>
      (await db.query(`select from ${table} where ${column} = $1`, [id])).length

    test('a user takes their sessions, memberships and permissions along', async () => {
      const userId = await makeId(db, 'auth_user')
      const tables = ['auth_session', 'auth_user_groups', 'auth_user_user_permissions']
      for (const table of tables) await make(db, table, { user_id: userId })
      await db.query('delete from auth_user where id = $1', [userId])
      for (const table of tables) expect(await count(table, 'user_id', userId)).toBe(0)
    })

    test('a group, and a permission, take along what ties them to others', async () => {
      const groupId = await makeId(db, 'auth_group')
      for (const table of ['auth_user_groups', 'auth_group_permissions'])
        await make(db, table, { group_id: groupId })
      await db.query('delete from auth_group where id = $1', [groupId])
      for (const table of ['auth_user_groups', 'auth_group_permissions'])
        expect(await count(table, 'group_id', groupId)).toBe(0)

      const permissionId = await makeId(db, 'auth_permission')
      for (const table of ['auth_group_permissions', 'auth_user_user_permissions'])
        await make(db, table, { permission_id: permissionId })
      await db.query('delete from auth_permission where id = $1', [permissionId])
      for (const table of ['auth_group_permissions', 'auth_user_user_permissions'])
        expect(await count(table, 'permission_id', permissionId)).toBe(0)
    })
  })
})
