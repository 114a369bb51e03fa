"""The tables of what leaves the house: outputs, checks before publishing, frozen figures, lists for the stage."""

from __future__ import annotations

# What left, with the ids of the comments and photos in it and what each stood under (`consent`). `consents` is the
# number of the log's last line at that moment: what everybody allowed is told by the lines before it. The same things
# handed out again name the output that lists them (`items_of`). A withdrawal writes `recalls`: outputs to call back.
# A decision of `public_checks` holds for the words it was made for (`content`, their SHA-256; '' for a photo, whose id
# is one): `blackened` are spans of them (JSON), it stands once somebody else confirmed it.
STAGE = """
create table outputs (
    number integer primary key, survey text not null references surveys(slug) on delete cascade, at text not null,
    actor text not null, kind text not null, name text not null default '', audience text not null,
    consents integer not null, codebook text not null default '', digest text not null default '',
    items_of integer, comments integer not null, photos integer not null, tables integer not null,
    held integer not null);
create index outputs_survey on outputs(survey, number);
create table output_items (
    output integer not null references outputs(number) on delete cascade,
    kind text not null check (kind in ('comment', 'photo')), id text not null, interview_id text not null,
    consent text not null, primary key (output, kind, id, interview_id)) without rowid;
create index output_items_of on output_items(interview_id);
create table recalls (
    output integer not null references outputs(number) on delete cascade, interview_id text not null,
    at text not null, why text not null check (why in ('erase', 'consent', 'held')),
    comments integer not null, photos integer not null,
    done_at text, done_by text not null default '', primary key (output, interview_id)) without rowid;
create table public_checks (
    survey text not null references surveys(slug) on delete cascade,
    kind text not null check (kind in ('comment', 'photo')), id text not null, interview_id text not null,
    content text not null, decision text not null check (decision in ('release', 'hold')), blackened text not null,
    actor text not null, at text not null, confirmed_by text not null default '', confirmed_at text,
    primary key (survey, kind, id)) without rowid;
create index public_checks_of on public_checks(interview_id);
create table frozen_figures (
    number integer primary key, survey text not null references surveys(slug) on delete cascade, name text not null,
    note text not null, actor text not null, at text not null, codebook text not null, interviews integer not null,
    comments integer not null, themes text not null, charts text not null);
create table frozen_interviews (
    edition integer not null references frozen_figures(number) on delete cascade, interview_id text not null,
    primary key (edition, interview_id)) without rowid;
create index frozen_interviews_of on frozen_interviews(interview_id);
create table frozen_comments (
    edition integer not null references frozen_figures(number) on delete cascade, comment_id text not null,
    interview_id text not null, coding text not null, primary key (edition, comment_id)) without rowid;
create index frozen_comments_of on frozen_comments(interview_id);
create table trays (
    id text primary key, survey text not null references surveys(slug) on delete cascade, name text not null,
    actor text not null, created_at text not null, touched_at text not null) without rowid;
create index trays_survey on trays(survey);
create table tray_items (
    number integer primary key, tray text not null references trays(id) on delete cascade, position integer not null,
    kind text not null check (kind in ('chart', 'comment', 'photo', 'theme')), key text not null,
    parameters text not null default '{}', interview_id text not null default '', title text not null default '',
    note text not null default '', actor text not null, at text not null);
create index tray_items_of on tray_items(tray, position);
create index tray_items_person on tray_items(interview_id) where interview_id <> '';
"""
