create table audit_event (
  id uuid primary key default gen_random_uuid(),
  at timestamptz not null default clock_timestamp(),
  actor_id uuid not null references auth_user on delete restrict,
  action varchar(40) not null check (action <> ''),
  exam_id uuid,
  copy_id uuid,
  metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object')
);
comment on table audit_event is 'Acts on exams and accounts, and the journals of copies that were deleted. No foreign key to exam or copy: it outlives them';
create index on audit_event (exam_id, at);
create index on audit_event (at);
create index on audit_event (actor_id);
