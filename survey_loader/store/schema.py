"""The tables, as numbered migrations; a change is a new function at the end, never an edit."""

from __future__ import annotations

import json
import uuid

from sqlite_utils import Database, Migrations

from survey_loader.language import N_
from survey_loader.store import account_tables, desk_tables, review_tables, stage_tables, street_tables
from survey_loader.store.likeness import likeness

migrations = Migrations("machi_no_koe")
# The number of the last migration below.
LATEST = 13

# A batch is one import or one interview typed in: its rows become visible together when
# `change` is set, which is a single-row update however many rows it has.
FIRST = """
create table meta (name text primary key, value text not null);
create table surveys (
    slug text primary key, definition text not null, codebook integer references codebooks(number),
    revision integer not null default 0, created_at text not null);
create table waves (
    survey text not null references surveys(slug), label text not null, starts text, ends text,
    approached integer, declined integer, primary key (survey, label));
create table codebooks (
    number integer primary key, version text not null unique, themes text not null, created_at text not null);
create table batches (
    number integer primary key, survey text not null references surveys(slug), kind text not null,
    actor text not null, file text not null default '', sha256 text not null default '',
    recognised text not null default '{}', counts text not null default '{}',
    created_at text not null, touched_at text not null, change integer unique);
create index batches_survey on batches(survey, change);
create table rejects (
    number integer primary key, batch integer not null references batches(number) on delete cascade,
    row integer not null, reason text not null, "values" text not null, cells text not null);
create index rejects_batch on rejects(batch);
create table interviews (
    number integer primary key, id text not null, batch integer not null references batches(number),
    superseded integer not null default 0, survey text not null, source_key text not null,
    content text not null, wave text not null, at text, at_offset integer, day text, place text not null,
    interviewer text not null, board text not null, age text not null, relation text not null,
    language text not null, "group" text not null, quote integer not null,
    photo_committee text not null, photo_hall text not null, photo_web text not null,
    basis text not null, choices text not null, note text not null, row integer not null);
create index interviews_id on interviews(id);
create index interviews_batch on interviews(batch);
create table tokenizers (number integer primary key, name text not null, version text not null, unique (name, version));
create table comments (
    number integer primary key, id text not null, interview integer not null references interviews(number),
    batch integer not null, question text not null, ordinal integer not null, text text not null,
    normalised text not null, said text, tokenizer integer not null references tokenizers(number),
    morphemes text not null);
create index comments_id on comments(id);
create index comments_interview on comments(interview);
create index comments_batch on comments(batch);
create table vocabulary (number integer primary key, word text not null unique);
create table codings (
    comment integer not null, codebook integer not null references codebooks(number),
    axis text, axis_source text, tone text, tone_source text, clash integer not null,
    words blob not null, themes blob not null, because text not null,
    primary key (comment, codebook)) without rowid;
create table human_codings (
    comment_id text primary key, axis text, tone text, themes text not null, actor text not null, at text not null);
create table photos (
    number integer primary key, id text not null, interview_id text not null, kind text not null,
    name text not null, received_sha256 text not null, width integer not null, height integer not null,
    taken_at text, batch integer not null references batches(number), unique (interview_id, id, kind));
create index photos_id on photos(id);
create index photos_batch on photos(batch);
create table log (
    number integer primary key, at text not null, actor text not null, act text not null,
    survey text not null, record text not null, details text not null);
create table jobs (
    id text primary key, kind text not null, arguments text not null, actor text not null,
    state text not null, done integer not null default 0, total integer,
    message text not null default '', "values" text not null default '{}', result text not null default '{}',
    cancel integer not null default 0, created_at text not null, touched_at text not null);
create trigger log_is_append_only before update on log begin select raise(abort, 'the log is append-only'); end;
create trigger log_keeps_rows before delete on log begin select raise(abort, 'the log is append-only'); end;
"""


@migrations()
def m001_first(db: Database) -> None:
    """Create everything the first version needs."""
    for statement in _statements(FIRST):
        db.conn.execute(statement)
    # A restore writes a new epoch, so that no cache outlives the data it was made from.
    db.conn.execute("insert into meta values ('epoch', ?), ('change', '0')", [uuid.uuid4().hex])


# What the first version did not know: mappings kept per survey, imports undone, photos that wait for
# their interview (interview_id ''), the likeness by which the same words are found again, rows without a key
# of which a person said whose new writing they are, and what an import met that was there already.
# Photos remember by what their interview was found (store/photos.py: Matched), the names under which a table
# spoke of them are kept, and one batch may bring again what a dead one had staged.
SECOND = """
alter table batches add column undone_at text;
alter table batches add column undone_by text not null default '';
alter table rejects add column kind text not null default 'row';
alter table comments add column likeness integer;
create table mappings (
    survey text not null references surveys(slug), name text not null, mapping text not null,
    actor text not null, saved_at text not null, primary key (survey, name));
create table same_as (
    id text primary key, interview_id text not null, batch integer not null references batches(number));
create table met (
    interview integer not null references interviews(number) on delete cascade,
    batch integer not null references batches(number), primary key (interview, batch)) without rowid;
create index met_batch on met(batch);
create view shown as
    select i.*, b.change from interviews i join batches b on b.number = i.batch
    where b.change is not null and i.superseded = 0;
create table photo_names (
    interview integer not null references interviews(number) on delete cascade,
    name text not null, also text not null, kind text not null);
create index photo_names_interview on photo_names(interview);
create table photos_2 (
    number integer primary key, id text not null, interview_id text not null, kind text not null,
    name text not null, received_sha256 text not null, width integer not null, height integer not null,
    taken_at text, batch integer not null references batches(number), matched text not null default 'name');
insert into photos_2 select *, 'name' from photos;
drop table photos;
alter table photos_2 rename to photos;
create index photos_id on photos(id);
create index photos_batch on photos(batch);
create unique index photos_once on photos(interview_id, id, kind, batch);
"""


@migrations()
def m002_everything_comes_in(db: Database) -> None:
    """Add what undoing, saved mappings, waiting photos and near-duplicates need."""
    for statement in _statements(SECOND):
        db.conn.execute(statement)
    # Their arguments were written down another way.
    db.conn.execute(
        "update jobs set state = 'failed', message = ? where state in ('waiting', 'running')",
        [N_("ソフトが新しくなりました。お手数ですが、もう一度取り込んでください。")],
    )
    db.conn.create_function("likeness", 1, likeness, deterministic=True)
    db.conn.execute("update comments set likeness = likeness(normalised)")


# What people do with the words: codebooks and term lists of a survey, version by version (`editions`), what a set of
# codings was derived with (so that a small change re-codes only what it touches), themes under numbers that stay
# theirs, what single people judged, which comments were drawn for it, suggestions that were refused, and what was
# learned from people. `unread` names the language of a comment that is not analysed by words.
THIRD = """
create table editions (
    number integer primary key, survey text not null references surveys(slug),
    kind text not null check (kind in ('codebook', 'terms')), content text not null,
    note text not null default '', actor text not null, at text not null);
create index editions_survey on editions(survey, kind, number);
create table theme_keys (number integer primary key, key text not null unique);
alter table codebooks add column survey text not null default '';
alter table codebooks add column recipe blob;
alter table codings add column unread text not null default '';
alter table human_codings add column clash integer not null default 0;
create table samples (
    number integer primary key, survey text not null references surveys(slug),
    purpose text not null check (purpose in ('random', 'uncertain')), seed integer not null,
    size integer not null, actor text not null, at text not null);
create table sample_comments (
    sample integer not null references samples(number), position integer not null, comment_id text not null,
    primary key (sample, position)) without rowid;
create index sample_comments_id on sample_comments(comment_id);
create table judgements (
    number integer primary key, survey text not null, comment_id text not null, coder text not null,
    purpose text not null check (purpose in ('random', 'uncertain', 'correction', 'settled')),
    sample integer references samples(number), axis text, tone text, themes text not null,
    clash integer not null default 0, note text not null default '', at text not null,
    undone_at text, undone_by text not null default '');
create index judgements_comment on judgements(comment_id);
create index judgements_survey on judgements(survey, coder);
create table refused_suggestions (
    survey text not null references surveys(slug), signature text not null, words text not null,
    actor text not null, at text not null, primary key (survey, signature));
create table learned (
    number integer primary key, kind text not null check (kind in ('axis', 'tone')), model text not null default '',
    report text not null, actor text not null, at text not null);
"""


@migrations()
def m003_what_the_words_say(db: Database) -> None:
    """Add what editing codebooks and term lists, coding by hand, measuring and learning need."""
    for statement in _statements(THIRD):
        db.conn.execute(statement)
    # Theme numbers were positions in the codebook in force; they keep them.
    row = db.conn.execute("select themes from codebooks order by number desc limit 1").fetchone()
    keys = [theme["key"] for theme in json.loads(row[0])] if row else []
    db.conn.executemany("insert into theme_keys values (?, ?)", list(enumerate(keys)))
    # What people coded before stands as a correction, so that it can be seen and undone like any other.
    db.conn.execute(
        "insert into judgements (survey, comment_id, coder, purpose, axis, tone, themes, clash, at) "
        "select i.survey, h.comment_id, h.actor, 'correction', h.axis, h.tone, h.themes, 0, h.at from human_codings h "
        "join comments c on c.id = h.comment_id join interviews i on i.number = c.interview group by h.comment_id"
    )


# What happened in the town while people were asked (雪まつり, 協定締結, 駅前改装): what a trend is read beside.
# Days are local dates of the survey as ISO text; an event of one day, or one that has not ended, has no end.
FOURTH = """
create table events (
    number integer primary key, survey text not null references surveys(slug) on delete cascade,
    name text not null, starts text not null, ends text, actor text not null, at text not null);
create index events_survey on events(survey, starts);
"""


@migrations()
def m004_what_happened_in_the_town(db: Database) -> None:
    """Add the events of a survey's town."""
    for statement in _statements(FOURTH):
        db.conn.execute(statement)


# Where the places of a survey are, and its town's outline (JSON: lines of longitude and latitude), for the map.
PLACES = """
create table place_points (
    survey text not null references surveys(slug), place text not null, latitude real not null,
    longitude real not null, actor text not null, at text not null, primary key (survey, place)) without rowid;
create table place_outlines (
    survey text primary key references surveys(slug), outline text not null, actor text not null, at text not null);
"""


@migrations()
def m005_where_places_are(db: Database) -> None:
    """Add what the map of places needs."""
    for statement in _statements(PLACES):
        db.conn.execute(statement)


@migrations()
def m006_who_may_come_in(db: Database) -> None:
    """Add accounts, what they may do, and sessions."""
    for statement in _statements(account_tables.ACCOUNTS):
        db.conn.execute(statement)


# What somebody's consents were changed to after the interview (acts/consents.py), above what any file says.
# Until when a wave is kept, of which date the organisers were warned and when, and when it was purged (local dates of
# the survey as ISO text). The log takes no line in the place of another: `insert or replace` asks no delete trigger.
KEEPING = """
create table consent_changes (
    interview_id text primary key, quote integer not null, photo_committee text not null, photo_hall text not null,
    photo_web text not null, basis text not null, actor text not null, at text not null) without rowid;
create table wave_retention (
    survey text not null references surveys(slug) on delete cascade, wave text not null,
    keep_until text, warned_of text, warned_on text, purged_on text, primary key (survey, wave)) without rowid;
create trigger log_replaces_no_row before insert on log when exists (select 1 from log where number = new.number)
    begin select raise(abort, 'the log is append-only'); end;
"""


@migrations()
def m007_what_is_kept_and_until_when(db: Database) -> None:
    """Add what changed consents and retention need."""
    for statement in _statements(KEEPING):
        db.conn.execute(statement)


@migrations()
def m008_what_is_being_typed(db: Database) -> None:
    """Add the drafts of interviews typed in."""
    for statement in _statements(desk_tables.DRAFTS):
        db.conn.execute(statement)


@migrations()
def m009_in_the_street(db: Database) -> None:
    """Add invitations, what phones tell of interviews, and how many people were spoken to."""
    for statement in _statements(street_tables.STREET):
        db.conn.execute(statement)


@migrations()
def m010_who_asks_to_stop(db: Database) -> None:
    """Add what respondents ask to take back."""
    for statement in _statements(street_tables.STOPS):
        db.conn.execute(statement)


@migrations()
def m011_what_was_checked(db: Database) -> None:
    """Add what organisers checked, and what they set aside, which readers see no more."""
    for statement in _statements(review_tables.REVIEWS):
        db.conn.execute(statement)


@migrations()
def m012_in_the_field_and_at_the_desk(db: Database) -> None:
    """Add targets of street work, and what typing from photos needs."""
    for statement in _statements(desk_tables.TARGETS + desk_tables.TYPING):
        db.conn.execute(statement)


@migrations()
def m013_what_leaves_the_house(db: Database) -> None:
    """Add outputs and recalls, what is fit for the public, frozen figures, and lists for the stage."""
    for statement in _statements(stage_tables.STAGE):
        db.conn.execute(statement)


def schema_of(db: Database) -> int:
    """Return the number of the schema a database has, 0 for a new one."""
    return max((int(migration.name[1:4]) for migration in migrations.applied(db)), default=0)


def _statements(script: str) -> list[str]:
    """Split a script at the semicolons that end a line; executescript would commit by itself."""
    return [part for part in script.split(";\n") if part.strip()]
