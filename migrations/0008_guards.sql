-- What must hold even if the code is wrong. Every refusal is a check_violation whose constraint name says which rule it was.

create function refuse(rule text, detail text) returns void language plpgsql as $$
begin
  raise exception using errcode = 'check_violation', constraint = rule, message = rule || ': ' || detail;
end $$;

-- The state machine of a copy.
create function guard_copy_transition() returns trigger language plpgsql as $$
begin
  if (old.status, new.status) not in (
    ('STAGING', 'READY'), ('READY', 'LOCKED'), ('LOCKED', 'READY'), ('LOCKED', 'GRADED'), ('GRADED', 'READY')
  ) then
    perform refuse('copy_transition_allowed', format('%s cannot become %s', old.status, new.status));
  end if;
  if old.status = 'STAGING' and not exists (select from scans_page where copy_id = new.id) then
    perform refuse('copy_validated_has_pages', 'a copy without a page cannot be validated');
  end if;
  return new;
end $$;
create trigger copy_transition before update of status on exams_copy
  for each row when (old.status is distinct from new.status) execute function guard_copy_transition();

-- Deleting a student empties student_id; the copy is then no longer identified.
create function follow_student_removal() returns trigger language plpgsql as $$
begin
  new.is_identified := false;
  return new;
end $$;
create trigger copy_student_removed before update of student_id on exams_copy
  for each row when (new.student_id is null) execute function follow_student_removal();

-- LOCKED <=> a lock row held by locked_by_id. Deferred: lock row and status change in one transaction, in either order.
create function guard_copy_lock() returns trigger language plpgsql as $$
declare
  key text := case tg_table_name when 'exams_copy' then 'id' else 'copy_id' end;
  disagreeing uuid;
begin
  -- A lock row moved to another copy concerns both copies.
  select c.id into disagreeing
  from exams_copy c left join grading_copylock l on l.copy_id = c.id
  where c.id in ((to_jsonb(old) ->> key)::uuid, (to_jsonb(new) ->> key)::uuid)
    and c.locked_by_id is distinct from l.owner_id
  limit 1;
  if found then
    perform refuse('copy_locked_has_lock', format('copy %s: status and lock row disagree', disagreeing));
  end if;
  return null;
end $$;
create constraint trigger copy_lock_agrees after insert or update of status, locked_by_id on exams_copy
  deferrable initially deferred for each row execute function guard_copy_lock();
create constraint trigger lock_copy_agrees after insert or update or delete on grading_copylock
  deferrable initially deferred for each row execute function guard_copy_lock();

-- The pages of a copy are settled once it is validated.
create function guard_page_settled() returns trigger language plpgsql as $$
begin
  if exists (
    select from exams_copy where id in (old.copy_id, new.copy_id) and status <> 'STAGING'
  ) then
    perform refuse('page_copy_staging', 'pages of a validated copy cannot change');
  end if;
  return new;
end $$;
create trigger page_settled before update of copy_id, position, rotation, blank on scans_page
  for each row when (
    (old.copy_id, old.position, old.rotation, old.blank) is distinct from (new.copy_id, new.position, new.rotation, new.blank)
  ) execute function guard_page_settled();
create trigger page_added before insert on scans_page
  for each row when (new.copy_id is not null) execute function guard_page_settled();
-- Deferred: an exam takes its copies along with its pages, in whatever order.
create constraint trigger page_removed after delete on scans_page deferrable initially deferred
  for each row when (old.copy_id is not null) execute function guard_page_settled();

-- A draft only moves forward.
create function guard_draft_version() returns trigger language plpgsql as $$
begin
  if new.version <= old.version then
    perform refuse('draft_version_increases', format('version %s is not newer than %s', new.version, old.version));
  end if;
  return new;
end $$;
create trigger draft_version before update on grading_draftstate
  for each row execute function guard_draft_version();

-- An exam is not deleted under the people who use it.
create function guard_exam_deletion() returns trigger language plpgsql as $$
begin
  if old.results_released_at is not null then
    perform refuse('exam_deleted_unreleased', 'results are released');
  end if;
  if exists (select from exams_copy where exam_id = old.id and status = 'LOCKED') then
    perform refuse('exam_deleted_unlocked', 'copies are being marked');
  end if;
  return old;
end $$;
create trigger exam_deletion before delete on exams_exam for each row execute function guard_exam_deletion();

-- A copy goes with its exam (or alone, without pages). Its journal moves to the audit log, where it still says which exam it was.
create function keep_journal_of_copy() returns trigger language plpgsql as $$
begin
  -- Somebody may have begun to mark it since the exam was looked at.
  if old.status = 'LOCKED' then
    perform refuse('exam_deleted_unlocked', format('copy %s is being marked', old.id));
  end if;
  insert into audit_event (at, actor_id, action, exam_id, copy_id, metadata)
  select timestamp, actor_id, action, old.exam_id, copy_id, metadata || jsonb_build_object('event_id', id)
  from grading_gradingevent where copy_id = old.id;
  return old;
end $$;
create trigger copy_deletion before delete on exams_copy for each row execute function keep_journal_of_copy();

-- The journals are append-only. Events leave only with their copy.
create function guard_journal() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name = 'grading_gradingevent'
    -- Rows of a cascade are deleted after their parent: while the copy is there, somebody is deleting the event itself.
    and not exists (select from exams_copy where id = old.copy_id)
  then
    return old;
  end if;
  perform refuse('journal_append_only', format('%s on %s', tg_op, tg_table_name));
  return null;
end $$;
create trigger journal_kept before update or delete on grading_gradingevent for each row execute function guard_journal();
create trigger journal_kept_whole before truncate on grading_gradingevent for each statement execute function guard_journal();
create trigger audit_kept before update or delete on audit_event for each row execute function guard_journal();
create trigger audit_kept_whole before truncate on audit_event for each statement execute function guard_journal();
