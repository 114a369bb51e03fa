"""The tables of what organisers checked and set aside; `schema` makes them, and never again otherwise."""

from __future__ import annotations

# Which content of which interview somebody checked: another content of it is unchecked again. What was set aside, why,
# in what words, and for a duplicate into which interview it was merged, and the batch that gave that one its photos.
# Both indexes are for what organisers wait for at each press: who was asked on one day, and what phones saved as files.
# `in_force` is what is stored and published, also where it was set aside; `shown` is what readers see of it.
REVIEWS = """
create table reviews (
    interview_id text not null, content text not null, actor text not null, at text not null,
    primary key (interview_id, content)) without rowid;
create table set_aside (
    interview_id text primary key, survey text not null references surveys(slug) on delete cascade,
    reason text not null, words text not null default '', merged_into text not null default '', photos_batch integer,
    actor text not null, at text not null) without rowid;
create index set_aside_merged on set_aside(merged_into) where merged_into <> '';
create index interviews_day on interviews(day) where day is not null;
create index interviews_street on interviews(survey) where substr(source_key, 1, 7) = 'street:';
drop view shown;
create view in_force as
    select i.*, b.change from interviews i join batches b on b.number = i.batch
    where b.change is not null and i.superseded = 0;
create view shown as
    select i.*, b.change from interviews i join batches b on b.number = i.batch
    where b.change is not null and i.superseded = 0
    and not exists (select 1 from set_aside a where a.interview_id = i.id);
"""
