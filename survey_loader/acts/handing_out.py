"""The gate: what may leave the house for an audience, what is held back and why, and a line for all that left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import pandas as pd
from sqlite_utils import Database

from survey_loader.access import FEWEST_PEOPLE, Actor, Audience, Role, require
from survey_loader.errors import SurveyError
from survey_loader.language import N_, Say
from survey_loader.settings import Settings
from survey_loader.store import outputs, public_checks, reads
from survey_loader.store import recalls as recalls_store
from survey_loader.store.connection import opened, transaction
from survey_loader.store.outputs import Item, Output
from survey_loader.store.photo_files import photo_path
from survey_loader.store.photos import photos_among
from survey_loader.store.public_checks import Kind
from survey_loader.store.recalls import Recall
from survey_loader.store.surveys import append_log

# What leaves, as it is called on screens; a test finds a kind without a name.
OUTPUTS: Mapping[str, str] = {
    "one page": N_("一枚まとめ（PDF）"),
    "comments": N_("声の一覧（CSV）"),
    "tool": N_("ほかの分析ツール用の声（CSV）"),
    "picture": N_("図の画像"),
    "figures": N_("図の表（CSV）"),
    "hall": N_("会場で映す写真とことば"),
    "slides": N_("スライド"),
    "sheets": N_("表の一式"),
    "cards": N_("カードとポスター"),
    "site": N_("公開サイト"),
}
AUDIENCES: Mapping[Audience, str] = {
    Audience.ORGANISER: N_("担当者だけ"),
    Audience.COMMITTEE: N_("実行委員会の中"),
    Audience.PUBLIC_HALL: N_("会場と紙"),
    Audience.PUBLIC_WEB: N_("ネットと新聞、外のツール"),
}
Why = Literal["gone", "consent", "undecided", "held", "few"]
REASONS: Mapping[Why, str] = {
    "gone": N_("もうありません"),
    "consent": N_("この相手に見せる同意がありません"),
    "undecided": N_("公開前チェックが済んでいません"),
    "held": N_("公開前チェックで止めています"),
    "few": N_("人数が少なすぎます（5人未満）"),
}
CHANGED = N_("作っているあいだに、同意か公開前チェックが変わりました（{why}）。もう一度作ってください。")
BUSY = N_("いま、データの変更が続いています。少し待って、もう一度お試しください。")
# So often the gate looks again where the data change while it looks.
MOST_TRIES = 5
# SQLite takes only so many values in one question, and writers wait for no long transaction.
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to leave, and for whom: comments by row number, photos by id, tables as {name: people behind it}.

    `kind` is one of OUTPUTS, `name` says which (a chart's key, a tool): never a text of somebody.
    """

    kind: str
    audience: Audience
    comments: Sequence[int] = ()
    photos: Sequence[str] = ()
    tables: Mapping[str, int] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Something that does not leave; `what` is comment, photo or table, `id` is "" for a comment that is gone."""

    what: Kind | Literal["table"]
    id: str
    why: Why


@dataclass(frozen=True, slots=True)
class Cleared:
    """What may leave: comments as store.reads.COMMENT_FRAME with the words for this audience, photos, tables.

    `photos` and `files` are the ids of photos and where they lie, in the order asked for; `number` is the output's,
    once it is written down.
    """

    comments: pd.DataFrame
    photos: tuple[str, ...]
    files: tuple[Path, ...]
    tables: tuple[str, ...]
    held: tuple[Held, ...]
    items: tuple[Item, ...]
    number: int = 0


def check(settings: Settings, actor: Actor, slug: str, asked: Asked) -> Cleared:
    """Return what of this may leave for its audience, and what is held back and why; nothing is written down.

    Comments and photos are the committee's (Role.MEMBER) to take, numbers whoever reads them. The store's reads for
    the audience decide; here is only told why.
    """
    require(actor, slug, Role.MEMBER if asked.comments or asked.photos else Role.VIEWER)
    with opened(settings.database) as db:
        frame, words, held = _comments(db, slug, asked)
        photos, files, pictures, unseen = _photos(settings, db, slug, asked)
    few = [name for name, people in asked.tables.items() if asked.audience.public and people < FEWEST_PEOPLE]
    return Cleared(
        comments=frame,
        photos=tuple(photos),
        files=tuple(files),
        tables=tuple(name for name in asked.tables if name not in few),
        held=(*held, *unseen, *(Held("table", name, "few") for name in few)),
        items=(*words, *pictures),
    )


def hand_out(settings: Settings, actor: Actor, slug: str, asked: Asked) -> Cleared:
    """Return what of this may leave, as `check` does, and write down that it left; what is held back stays here.

    The line says when, by whom, for whom, under which consents (the log's last line then) and which codebook, and the
    ids of the comments and photos. Where nothing is left to leave, nothing is written.
    """
    require(actor, slug, Role.MEMBER if asked.comments or asked.photos else Role.VIEWER)
    return _handed_out(settings, actor, slug, asked)


def _handed_out(
    settings: Settings, actor: Actor, slug: str, asked: Asked, refused: Callable[[Sequence[Held]], str] | None = None
) -> Cleared:
    """Check and write down as one step: where anything came between that may hold something back, look again.

    `refused` says why where nothing may be held back.
    """
    for _ in range(MOST_TRIES):
        with opened(settings.database) as db:
            before = outputs.last_change(db, slug)
            cleared = check(settings, actor, slug, asked)
            if refused and cleared.held:
                raise SurveyError(CHANGED, why=refused(cleared.held))
            if not (cleared.items or cleared.tables):
                return cleared
            if number := _write_down(db, actor, slug, asked, cleared, before):
                return replace(cleared, number=number)
    raise SurveyError(BUSY)


def hand_out_whole(settings: Settings, actor: Actor, slug: str, asked: Asked, say: Say) -> int:
    """Write down that something leaves which is made of all this already, and return its number.

    Raises SurveyError, and nothing is written, where some of it may not leave any more.
    """
    return _handed_out(settings, actor, slug, asked, lambda held: say("、").join(told(held, say))).number


def _comments(db: Database, slug: str, asked: Asked) -> tuple[pd.DataFrame, list[Item], list[Held]]:
    numbers = list(dict.fromkeys(int(number) for number in asked.comments))
    parts: list[pd.DataFrame] = []
    known: dict[int, Item] = {}
    for start in range(0, max(len(numbers), 1), CHUNK):
        part = numbers[start : start + CHUNK]
        found = outputs.comment_items(db, slug, part)
        known |= found
        parts.append(reads.comments(db, [number for number in part if number in found], asked.audience))
    frame = pd.concat(parts, ignore_index=True) if len(parts) > 1 else parts[0]
    going = set(frame["number"].tolist())
    left = {number: known[number] for number in numbers if number in known and number not in going}
    texts = reads.texts(db, list(left)) if left else {}
    reasons = public_checks.why_not(db, slug, "comment", {item.id: texts[number] for number, item in left.items()})
    held = [Held("comment", "", "gone") for number in numbers if number not in known]
    # Who never consented is told so, whatever was decided of the words.
    held += [
        Held("comment", item.id, "consent" if item.consent == "committee" else reasons.get(item.id, "undecided"))
        for item in left.values()
    ]
    return frame, [known[number] for number in frame["number"].tolist()], held


def _photos(
    settings: Settings, db: Database, slug: str, asked: Asked
) -> tuple[list[str], list[Path], list[Item], list[Held]]:
    ids = list(dict.fromkeys(asked.photos))
    known = outputs.photo_items(db, slug, ids, asked.audience)
    seen = photos_among(db, slug, ids, asked.audience)
    consented = photos_among(db, slug, ids, asked.audience, checked=False)
    reasons = public_checks.why_not(db, slug, "photo", dict.fromkeys(ids, ""))
    going, files, held = [], [], []
    for photo in ids:
        path = photo_path(settings.photos_dir, photo, "full")
        if photo in seen and path.is_file():
            going.append(photo)
            files.append(path)
        elif photo not in known or photo in seen:
            held.append(Held("photo", photo, "gone"))
        else:
            held.append(Held("photo", photo, reasons.get(photo, "undecided") if photo in consented else "consent"))
    return going, files, [item for photo in going for item in known[photo]], held


def _write_down(db: Database, actor: Actor, slug: str, asked: Asked, cleared: Cleared, before: int) -> int:
    """Write what left and return its number; 0, and nothing stays, where something changed since the line `before`."""
    counts = {
        "comments": len(cleared.comments), "photos": len(cleared.photos), "tables": len(cleared.tables),
        "held": len(cleared.held),
    }  # fmt: skip
    told = {"actor": actor.name, "kind": asked.kind, "name": asked.name, "audience": str(asked.audience)}
    found = outputs.digest(cleared.items)
    with transaction(db):
        listed = outputs.listed_as(db, slug, found)
        number = outputs.save(db, slug, {**told, **counts, "items_of": listed})
    for start in range(0, 0 if listed else len(cleared.items), CHUNK):
        with transaction(db):
            outputs.save_items(db, number, cleared.items[start : start + CHUNK])
    with transaction(db):
        same = outputs.last_change(db, slug) == before
        if same:
            outputs.settle(db, number, found)
            append_log(
                db, actor.name, "hand out", slug, str(number), kind=asked.kind, name=asked.name,
                audience=str(asked.audience), **counts,
            )  # fmt: skip
        else:
            outputs.remove(db, number)
    return number if same else 0


def told(held: Sequence[Held], say: Say) -> list[str]:
    """Return what was held back in plain words: how many of what, and why."""
    names = {"comment": say("声"), "photo": say("写真"), "table": say("図")}
    counts: dict[tuple[str, Why], int] = {}
    for one in held:
        counts[one.what, one.why] = counts.get((one.what, one.why), 0) + 1
    return [
        say("{what}{n}件：{why}", what=names[what], n=f"{n:,}", why=say(REASONS[why]))
        for (what, why), n in counts.items()
    ]


def left(settings: Settings, actor: Actor, slug: str, limit: int, offset: int = 0) -> tuple[int, list[Output]]:
    """Return how many outputs a survey had, and these of them, the latest first. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return outputs.count(db, slug), outputs.outputs(db, slug, limit, offset)


def recalls(settings: Settings, actor: Actor, slug: str) -> list[Recall]:
    """Return the outputs that hold what somebody took back, those not called back yet first. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return recalls_store.every(db, slug)


def taken_back(settings: Settings, actor: Actor, slug: str, number: int) -> bool:
    """Whether somebody took back what is in an output, or it was held back since."""
    require(actor, slug, Role.MEMBER)
    with opened(settings.database) as db:
        return recalls_store.is_recalled(db, slug, number)


def called_back(settings: Settings, actor: Actor, slug: str, number: int) -> int:
    """Write down that an output was called back (papers collected, files removed); returns of how many people.

    The organiser's act.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        people = recalls_store.called_back(db, slug, number, actor.name)
        if people:
            append_log(db, actor.name, "call back", slug, str(number), people=people)
    return people
