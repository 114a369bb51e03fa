"""The tables of what phones in the street send; `schema` makes them, and never again otherwise."""

from __future__ import annotations

# Who may send interviews from a phone without an account: of the token only the hash is kept. What a phone told beyond
# the interview itself: in which words and when consent was asked, and the SHA-256 of all it sent, by which the same
# thing sent again is known; `photos` is JSON of what it said would follow. Counts are people a phone's owner spoke to,
# absolute numbers of a day of the survey.
STREET = """
create table invitations (
    number integer primary key, survey text not null references surveys(slug) on delete cascade,
    token text not null unique, label text not null, wave text not null, interviewer text not null,
    place text not null, expires text not null, made_by text not null, made_at text not null,
    revoked_at text, revoked_by text not null default '', seen_at text);
create index invitations_survey on invitations(survey);
create table street_records (
    interview_id text primary key, invitation integer references invitations(number) on delete set null,
    body text not null, consent_version text not null, consent_language text not null, tapped_at text,
    guardian integer, illegible text not null, words_later integer not null, photos text not null,
    first_at text not null, last_at text not null) without rowid;
create index street_records_invitation on street_records(invitation);
create table street_counts (
    survey text not null references surveys(slug) on delete cascade, device text not null, day text not null,
    wave text not null, place text not null, approached integer not null, declined integer not null,
    invitation integer references invitations(number) on delete set null, at text not null,
    primary key (survey, device, day)) without rowid;
"""

# What respondents ask to take back, by the number on their slip. An open one stands once; a closed one has no number
# any more. `survey` is null where nobody could tell.
STOPS = """
create table stop_requests (
    number integer primary key, survey text references surveys(slug) on delete cascade, board integer,
    at text not null, closed_at text, closed_by text not null default '', outcome text not null default '');
create unique index stop_requests_open on stop_requests(coalesce(survey, ''), board) where closed_at is null;
"""
