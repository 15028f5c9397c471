-- Scanned pages = those in copies + those in the bin: shown to the admin, and held to here.

alter table exams_copy add column accepted boolean not null default false;
comment on column exams_copy.accepted is 'A person has looked at what the machine was not sure of and takes the copy as it is; falls when pages come or go';

-- Pages with no place: those of scans still being split, and none other.
create index page_without_place on scans_page (scan_id) where copy_id is null and bin_reason is null;

-- Deferred: a change of the stapler may lift pages and put them down in any order.
create function guard_page_has_place() returns trigger language plpgsql as $$
declare
  of_scan uuid;
  missing bigint;
begin
  if tg_table_name = 'scans_scan' then of_scan := new.id; else of_scan := new.scan_id; end if;
  -- First, since it is false for every page of a scan being split.
  if not exists (select from scans_scan where id = of_scan and status = 'DONE') then
    return null;
  end if;
  select count(*) into missing from scans_page where scan_id = of_scan and copy_id is null and bin_reason is null;
  if missing > 0 then
    perform refuse('page_has_place', format('%s pages of scan %s are neither in a copy nor in the bin', missing, of_scan));
  end if;
  return null;
end $$;
create constraint trigger page_placed after insert or update of copy_id, bin_reason, scan_id on scans_page
  deferrable initially deferred for each row
  when (new.copy_id is null and new.bin_reason is null) execute function guard_page_has_place();
create constraint trigger scan_pages_placed after insert or update of status on scans_scan
  deferrable initially deferred for each row when (new.status = 'DONE') execute function guard_page_has_place();

-- Once a copy is validated its pages no longer move: a page that has no place by then might have been one of its own.
create function guard_pages_balanced() returns trigger language plpgsql as $$
declare
  missing bigint;
begin
  select count(*) into missing
  from scans_scan s join scans_page p on p.scan_id = s.id
  where s.exam_id = new.exam_id and s.status = 'DONE' and p.copy_id is null and p.bin_reason is null;
  if missing > 0 then
    perform refuse('copy_validated_pages_balanced', format('%s scanned pages are neither in a copy nor in the bin', missing));
  end if;
  return new;
end $$;
create trigger copy_validation before update of status on exams_copy
  for each row when (old.status = 'STAGING' and new.status = 'READY') execute function guard_pages_balanced();
