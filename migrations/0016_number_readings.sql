-- « 2/3 », as pupils number their sheets or pages.

alter table scans_page add column number_readings jsonb
  constraint page_number_readings_listed check (jsonb_typeof(number_readings) = 'array');
comment on column scans_page.number_readings is
  'What may stand on the page as its number, the likeliest first: [{number, of, score}]; null until it was looked at, the way it is turned now';
-- The pages still to be looked at: few, and soon none.
create index page_number_unread on scans_page (scan_id) where number_readings is null and copy_id is not null and not blank;
