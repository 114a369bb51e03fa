"""The tables of accounts, what they may do and who is in; `schema` makes them, and never again otherwise."""

from __future__ import annotations

# Who may come in, what they may do where ('' for every survey), and who is in at the moment. Of passwords and of
# the tokens that browsers hold only hashes are kept. A password may be missing: who comes by
# the city's own sign-in has none.
ACCOUNTS = """
create table accounts (
    name text primary key, shown text not null, hash text not null default '', must_change integer not null default 0,
    disabled integer not null default 0, failures integer not null default 0, locked_until text,
    email text not null default '', subject text not null default '', created_at text not null);
create unique index accounts_email on accounts(email) where email <> '';
create unique index accounts_subject on accounts(subject) where subject <> '';
create table grants (
    account text not null references accounts(name), survey text not null, role text not null,
    primary key (account, survey)) without rowid;
create table sessions (
    token text primary key, account text not null references accounts(name),
    kind text not null check (kind in ('local', 'oidc')), started text not null, seen text not null,
    expires text not null, ended text) without rowid;
create index sessions_account on sessions(account);
"""
