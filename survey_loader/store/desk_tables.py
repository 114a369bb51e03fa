"""The tables of the desk: what is half typed in, targets of street work, typing from photos; `schema` makes them."""

from __future__ import annotations

# What somebody is typing in and has not saved (JSON: field names and what stands in them); `holder` is the session that
# writes it, so that two of them never fight over one.
DRAFTS = """
create table entry_drafts (
    id text primary key, survey text not null references surveys(slug) on delete cascade, actor text not null,
    holder text not null, content text not null, touched_at text not null) without rowid;
create index entry_drafts_of on entry_drafts(survey, actor);
"""

# How many people a wave wants to ask: `all` (label ''), or of one place, interviewer, relation or age band.
TARGETS = """
create table field_targets (
    survey text not null references surveys(slug) on delete cascade, wave text not null,
    kind text not null check (kind in ('all', 'place', 'interviewer', 'relation', 'age')), label text not null,
    wanted integer not null, actor text not null, at text not null,
    primary key (survey, wave, kind, label)) without rowid;
"""

# Typing from photos. `item` is the id of an interview, or of a photo whose interview nobody knows. What was typed is
# the interview itself; here stands who typed it and who read it again, with the rows of `interviews` that they made
# (null where nothing was written). A lease is what somebody has in hand, in one session (`holder`), until a moment.
TYPING = """
create table typing_settings (
    survey text primary key references surveys(slug) on delete cascade, students integer not null,
    waiting integer not null, actor text not null, at text not null) without rowid;
create table typed_boards (
    item text primary key, survey text not null references surveys(slug) on delete cascade,
    unreadable integer not null, typed_by text not null, typed_at text not null, typed_version integer,
    proofed_by text not null default '', proofed_at text, proofed_version integer) without rowid;
create index typed_boards_survey on typed_boards(survey);
create table typing_leases (
    item text primary key, survey text not null references surveys(slug) on delete cascade,
    purpose text not null check (purpose in ('type', 'proof')), actor text not null, holder text not null,
    until text not null) without rowid;
create index typing_leases_actor on typing_leases(actor);
"""
