create table identification_ocrresult (
  id uuid primary key default gen_random_uuid(),
  copy_id uuid not null unique references exams_copy on delete cascade,
  detected_text text not null,
  confidence double precision not null check (confidence >= 0 and confidence <= 1),
  candidates jsonb not null default '[]' check (jsonb_typeof(candidates) = 'array')
);
comment on column identification_ocrresult.candidates is 'Ranked students of the roster: [{studentId, score}]';
