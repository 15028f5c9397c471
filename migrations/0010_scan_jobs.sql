-- A split can be called off, and says how fast it goes.

alter table scans_scan drop constraint scan_status_known;
alter table scans_scan add constraint scan_status_known
  check (status in ('QUEUED', 'SPLITTING', 'DONE', 'REFUSED', 'FAILED', 'CANCELLED'));
alter table scans_scan drop constraint scan_finished_stamp;
alter table scans_scan add constraint scan_finished_stamp
  check ((status in ('DONE', 'REFUSED', 'FAILED', 'CANCELLED')) = (finished_at is not null));
comment on column scans_scan.status is
  'REFUSED: the file is at fault; FAILED: Korrigo is, and the job can be tried again; CANCELLED: a person called it off';

alter table scans_scan add column seconds_per_page real check (seconds_per_page > 0);
comment on column scans_scan.seconds_per_page is 'Pace of the split while it runs, waiting left out; null until it is known';
create index on scans_scan (status);
