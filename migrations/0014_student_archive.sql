-- Students who left the school, and what its list is sorted, searched and paged by.

alter table students_student
  add column archived_at timestamptz,
  add column name_key text collate "C",
  add column search_text text collate "C",
  add constraint student_folded_whole check ((name_key is null) = (search_text is null));
comment on column students_student.archived_at is 'When the student left the school; proposed to no new roster since, copies and account stay';
comment on column students_student.name_key is 'Last name, tab, first name, folded as src/domain/names.ts does; two students with the same one are homonyms';
comment on column students_student.search_text is 'Names, birth date, class and e-mail, folded; null, as is name_key, in a row that Korrigo has not folded yet';
create index on students_student (name_key, id);
create index on students_student (id) where name_key is null;
