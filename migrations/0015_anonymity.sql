-- What a corrector must not see of a page, where a person says so, and when the names of an exam may be seen after all.

alter table exams_exam
  add column header_margin double precision not null default 0.015
    constraint exam_header_margin_within check (header_margin >= 0 and header_margin <= 0.3),
  add column anonymity_lifted_at timestamptz;
comment on column exams_exam.header_margin is 'Share of the height of a page that is painted out below a detected header as well';
comment on column exams_exam.anonymity_lifted_at is 'Since when the correctors of the exam see whose copy each marked copy is; null: they do not';

create table anonymity_band (
  page_id uuid primary key references scans_page on delete cascade,
  height double precision not null,
  rotation smallint not null,
  created_by_id uuid not null references auth_user on delete restrict,
  created_at timestamptz not null default clock_timestamp(),
  constraint band_height_within check (height >= 0 and height <= 1),
  constraint band_rotation_known check (rotation in (0, 90, 180, 270))
);
comment on table anonymity_band is 'The band painted out along an edge of a page, set by a person instead of what was detected';
comment on column anonymity_band.height is 'Share of the upright page; 0: nothing of the page needs a band';
comment on column anonymity_band.rotation is 'How the page was turned then: the edge that was its top is the one painted, however the page is turned later';
create index on anonymity_band (created_by_id);

create table anonymity_zone (
  id uuid primary key default gen_random_uuid(),
  page_id uuid not null references scans_page on delete cascade,
  x double precision not null,
  y double precision not null,
  w double precision not null,
  h double precision not null,
  created_by_id uuid not null references auth_user on delete restrict,
  created_at timestamptz not null default clock_timestamp(),
  constraint zone_within_page check (
    x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 1.000001 and y + h <= 1.000001
  )
);
comment on table anonymity_zone is 'A part of a page that is painted out for correctors, wherever it is';
comment on column anonymity_zone.x is 'In [0,1] of the half as it lies in the scan, before its rotation: a later turn of the page does not move it';
create index on anonymity_zone (page_id);
create index on anonymity_zone (created_by_id);

alter table grading_gradingevent
  drop constraint event_action_known,
  add constraint event_action_known check (action in (
    'IMPORT', 'VALIDATE', 'LOCK', 'UNLOCK', 'CREATE_ANN', 'UPDATE_ANN', 'DELETE_ANN', 'FINALIZE', 'EXPORT',
    'STAPLE', 'IDENTIFY', 'UNIDENTIFY', 'ASSIGN', 'MARK', 'REMARK', 'APPRECIATION',
    'LOCK_TAKEN_OVER', 'LOCK_EXPIRED', 'LOCK_RELEASED', 'REOPEN', 'RELEASE', 'UNRELEASE', 'LIFT_ANONYMITY',
    'PAINT', 'RESTORE_ANONYMITY'
  ));

-- Names are shown once nothing is left to mark, and only as long.
create function guard_anonymity_lifted() returns trigger language plpgsql as $$
begin
  if exists (select from exams_copy where exam_id = new.id and status <> 'GRADED') then
    perform refuse('anonymity_lifted_when_graded', 'copies of the exam are not marked');
  end if;
  return new;
end $$;
create trigger anonymity_lifted before update of anonymity_lifted_at on exams_exam
  for each row when (old.anonymity_lifted_at is null and new.anonymity_lifted_at is not null)
  execute function guard_anonymity_lifted();

create function guard_marking_anonymous() returns trigger language plpgsql as $$
begin
  if exists (select from exams_exam where id = new.exam_id and anonymity_lifted_at is not null) then
    perform refuse('copy_marked_anonymously', 'the anonymity of the exam is lifted');
  end if;
  return new;
end $$;
create trigger copy_anonymous before update of status on exams_copy
  for each row when (new.status in ('READY', 'LOCKED') and old.status is distinct from new.status)
  execute function guard_marking_anonymous();
