-- What came out of the scanner, page by page.

create table scans_scan (
  id uuid primary key default gen_random_uuid(),
  exam_id uuid not null references exams_exam on delete cascade,
  file_name varchar(255) not null,
  sha256 varchar(64) not null check (sha256 ~ '^[0-9a-f]{64}$'),
  storage_key varchar(255) not null,
  byte_size bigint not null check (byte_size > 0),
  status varchar(20) not null default 'QUEUED',
  page_count integer check (page_count >= 1),
  pages_done integer not null default 0 check (pages_done >= 0),
  problems jsonb not null default '[]' check (jsonb_typeof(problems) = 'array'),
  error_code varchar(50),
  error_detail text,
  error_page integer,
  timings jsonb not null default '{}',
  uploaded_by_id uuid not null references auth_user on delete restrict,
  uploaded_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  constraint scan_once_per_exam unique (exam_id, sha256),
  constraint scan_status_known check (status in ('QUEUED', 'SPLITTING', 'DONE', 'REFUSED', 'FAILED')),
  constraint scan_pages_done_within check (pages_done <= page_count),
  constraint scan_error_says_why check ((status in ('REFUSED', 'FAILED')) = (error_code is not null)),
  constraint scan_finished_stamp check ((status in ('DONE', 'REFUSED', 'FAILED')) = (finished_at is not null))
);
comment on column scans_scan.status is 'REFUSED: the file is at fault; FAILED: Korrigo is, and the job can be tried again';
comment on column scans_scan.problems is 'What a person should look at: [{code, sourcePage, detail}]';
create index on scans_scan (exam_id, uploaded_at);
create index on scans_scan (uploaded_by_id);
create index on scans_scan (storage_key);

create table exams_exampdf (
  id uuid primary key default gen_random_uuid(),
  exam_id uuid not null references exams_exam on delete cascade,
  pdf_file varchar(255) not null,
  student_identifier varchar(255),
  uploaded_at timestamptz not null default now(),
  scan_id uuid unique references scans_scan on delete cascade
);
create index on exams_exampdf (exam_id);

create table scans_page (
  id uuid primary key default gen_random_uuid(),
  scan_id uuid not null references scans_scan on delete cascade,
  source_page integer not null check (source_page >= 1),
  half varchar(5) not null check (half in ('left', 'right', 'full')),
  sheet_key varchar(255) not null,
  box_x double precision not null,
  box_y double precision not null,
  box_w double precision not null,
  box_h double precision not null,
  width_px integer not null check (width_px > 0),
  height_px integer not null check (height_px > 0),
  rotation smallint not null default 0 check (rotation in (0, 90, 180, 270)),
  blank boolean not null default false,
  header_box jsonb,
  analysis jsonb not null,
  booklet_id uuid references exams_booklet on delete set null,
  copy_id uuid,
  position integer check (position >= 0),
  bin_reason varchar(50),
  constraint page_each_half_once unique (scan_id, source_page, half),
  constraint page_position_once unique (copy_id, position) deferrable initially deferred,
  -- Deferred, so that deleting an exam may remove copies before pages; a copy that still holds pages cannot go alone.
  constraint page_copy_exists foreign key (copy_id) references exams_copy on delete no action deferrable initially deferred,
  constraint page_placed_has_position check ((copy_id is null) = (position is null)),
  constraint page_placed_or_binned check (copy_id is null or bin_reason is null),
  constraint page_box_within check (
    box_x >= 0 and box_y >= 0 and box_w > 0 and box_h > 0 and box_x + box_w <= 1.000001 and box_y + box_h <= 1.000001
  )
);
comment on table scans_page is 'One A4 page of a scan; each half of each scanned page exactly once';
comment on column scans_page.sheet_key is 'Storage key of a one-page PDF holding the whole scanned page untouched';
comment on column scans_page.box_x is 'The half, in [0,1] of the scanned page as displayed (its own /Rotate applied), origin top left';
comment on column scans_page.rotation is 'Clockwise turn, in degrees, that makes the half upright';
comment on column scans_page.width_px is 'Pixels of the upright half at the resolution of the scan';
comment on column scans_page.header_box is '{x,y,w,h} in [0,1] of the upright half: what anonymity has to cover';
comment on column scans_page.bin_reason is 'Why the page is in no copy; null while the scan is still being split';
create index on scans_page (booklet_id);
