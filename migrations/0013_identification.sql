-- What is read in a header, and whom it may be.

alter table identification_ocrresult
  add column page_id uuid references scans_page on delete set null,
  add column rotation smallint check (rotation in (0, 90, 180, 270)),
  add column fields jsonb not null default '[]' check (jsonb_typeof(fields) = 'array'),
  add column signal bytea,
  add column scored_for varchar(64),
  add column status varchar(10) not null default 'none' constraint reading_status_known check (status in ('certain', 'review', 'none')),
  add column proposed_student_id integer references students_student on delete set null,
  add column read_at timestamptz not null default clock_timestamp(),
  -- A student who was deleted leaves a proposal that names nobody, whatever its status says until the next assignment.
  add constraint reading_none_names_nobody check (status <> 'none' or proposed_student_id is null);
comment on column identification_ocrresult.confidence is 'Calibrated probability that the proposed student is right; 0 when nobody is proposed';
comment on column identification_ocrresult.candidates is 'Ranked students of the roster, best first: [{studentId, score, confidence, fields: [{field, agreement}]}]';
comment on column identification_ocrresult.page_id is 'The page that was read, and how it was turned: another first page, or another turn, is read again';
comment on column identification_ocrresult.fields is 'Where each field was found and what was read there: [{field, box: {x,y,w,h} in [0,1] of the upright page, text}]';
comment on column identification_ocrresult.signal is 'What the recogniser saw in each field, packed: names can be scored again without reading again';
comment on column identification_ocrresult.scored_for is 'Digest of the roster that the candidates were drawn from';
comment on column identification_ocrresult.status is 'certain: proposed without review; review: a person must look; none: nobody is proposed';
create index on identification_ocrresult (page_id);
create index on identification_ocrresult (proposed_student_id);

create table identification_headerlayout (
  exam_id uuid primary key references exams_exam on delete cascade,
  sample_page_id uuid references scans_page on delete set null,
  fields jsonb not null check (jsonb_typeof(fields) = 'array' and jsonb_array_length(fields) > 0),
  updated_by_id uuid not null references auth_user on delete restrict,
  updated_at timestamptz not null default clock_timestamp()
);
comment on table identification_headerlayout is 'Where the fields of the header stand, outlined by a person on a sample page; without it they are found by their labels';
comment on column identification_headerlayout.fields is '[{field, box: {x,y,w,h} in [0,1] of the upright sample page}]';
create index on identification_headerlayout (sample_page_id);
create index on identification_headerlayout (updated_by_id);
