create table upkeep_forgotten (
  path varchar(255) primary key,
  forgotten_at timestamptz not null default now()
);
comment on table upkeep_forgotten is 'Stored files and folders whose rows were deleted: to be removed from the store after the deletion is committed';
