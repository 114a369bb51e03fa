"""Coding by people: drawing comments, judging them blind, settling disagreements, correcting, taking back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from sqlite_utils import Database

from survey_loader.access import Actor, Audience, Role, require
from survey_loader.acts import learning
from survey_loader.errors import SurveyError, UnusableEntry
from survey_loader.language import N_
from survey_loader.models import AXES, TONES
from survey_loader.settings import Settings
from survey_loader.store import cache, erasing, judgements, reads
from survey_loader.store.codebooks import named_themes
from survey_loader.store.connection import opened, transaction
from survey_loader.store.judgements import Judgement, Purpose
from survey_loader.store.surveys import append_log, known_survey

# Comments drawn at a time: an hour of work for one person.
RANDOM_SIZE, UNCERTAIN_SIZE = 200, 50
LONGEST_CODER = 40


@dataclass(frozen=True, slots=True)
class Queue:
    """What a coder has before them: the comments in order, and how many of those drawn they have done."""

    purpose: Purpose
    comments: tuple[str, ...]
    done: int

    @property
    def drawn(self) -> int:
        """How many were drawn for this purpose."""
        return self.done + len(self.comments)


def queue(settings: Settings, slug: str, purpose: Purpose, coder: str) -> Queue:
    """Return what waits for a coder; of `settled`, what people coded differently."""
    with opened(settings.database) as db:
        if purpose == "settled":
            return Queue(purpose, tuple(judgements.disputed(db, slug)), 0)
        left = judgements.waiting(db, slug, purpose, coder)
        total = len(judgements.drawn(db, slug, purpose) & set(judgements.visible(db, slug)))
    return Queue(purpose, tuple(comment for _, comment in left), total - len(left))


def draw_random(settings: Settings, actor: Actor, slug: str, size: int = RANDOM_SIZE, seed: int | None = None) -> int:
    """Draw comments at random, each as likely as any other, never one drawn before; return how many."""
    require(actor, slug, Role.ORGANISER)
    seed = random.SystemRandom().randrange(2**31) if seed is None else seed
    with opened(settings.database) as db, transaction(db):
        before = judgements.drawn(db, slug, "random")
        left = [comment for comment in judgements.visible(db, slug) if comment not in before]
        chosen = random.Random(seed).sample(left, min(size, len(left)))
        return _keep(db, actor, slug, "random", seed, chosen)


def draw_uncertain(settings: Settings, actor: Actor, slug: str, comments: Sequence[int]) -> int:
    """Queue the comments (row numbers, the least certain first) that nobody has judged yet; return how many."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        before = judgements.judged(db, slug) | judgements.drawn(db, slug, "uncertain")
        rows = reads.comments(db, comments, Audience.COMMITTEE)
        chosen = [comment for comment in rows["comment_id"] if comment not in before][:UNCERTAIN_SIZE]
        return _keep(db, actor, slug, "uncertain", 0, chosen)


def _keep(db: Database, actor: Actor, slug: str, purpose: Purpose, seed: int, chosen: Sequence[str]) -> int:
    if chosen:
        number = judgements.save_sample(db, slug, purpose, seed, chosen, actor.name)
        append_log(db, actor.name, "draw sample", slug, str(number), purpose=purpose, comments=len(chosen))
    return len(chosen)


def judge(settings: Settings, actor: Actor, slug: str, judgement: Judgement) -> int:
    """Write down how a person codes a comment and return the judgement's number.

    It stands above every automatic coding from now on, unless somebody else has coded the comment differently: then
    it waits to be settled. Raises UnusableEntry where a part of it is missing or unknown, and then nothing is written.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        known_survey(db, slug)
        checked = _checked(db, slug, judgement)
        with transaction(db):
            if not judgements.numbers_of(db, [judgement.comment], slug):
                raise SurveyError(N_("この声は、もうありません。次の声に進んでください。"))
            number = judgements.add(db, slug, checked)
            judgements.settle(db, slug, [judgement.comment])
            append_log(db, actor.name, "judge", slug, judgement.comment, number=number, purpose=judgement.purpose)
            erasing.bump(db, [slug])
    cache.forget(settings, slug)
    return number


def _checked(db: Database, slug: str, judgement: Judgement) -> Judgement:
    coder = " ".join(judgement.coder.split())
    if not 0 < len(coder) <= LONGEST_CODER:
        raise UnusableEntry(
            N_("お名前（イニシャルでも）を{limit}文字までで入れてください。"), field="coder", limit=LONGEST_CODER
        )
    if judgement.axis not in (None, *AXES) or judgement.tone not in (None, *TONES):
        raise UnusableEntry(N_("だれのため・気持ちを、選択肢から選んでください。"), field="axis")
    known = {theme.key for theme in named_themes(db, slug)}
    if unknown := [key for key in judgement.themes if key not in known]:
        raise UnusableEntry(
            N_("テーマ「{key}」は、今のコードブックにありません。画面を開き直してください。"),
            field="themes",
            key=unknown[0],
        )
    return replace(judgement, coder=coder, themes=tuple(dict.fromkeys(judgement.themes)))


def take_back(settings: Settings, actor: Actor, slug: str, number: int, coder: str, purpose: Purpose) -> Judgement:
    """Take a coder's last judgement for a purpose back and return it; the log and the trail keep it.

    Raises SurveyError where `number` is another's, for another purpose, not the last one, or taken back already.
    """
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db, transaction(db):
        last = judgements.latest_of(db, slug, coder, purpose)
        if last is None or last[0] != number or not judgements.take_back(db, slug, number, actor.name):
            raise SurveyError(N_("取り消せる判断がありません。"))
        taken = last[1]
        judgements.settle(db, slug, [taken.comment])
        append_log(db, actor.name, "take judgement back", slug, taken.comment, number=number)
        erasing.bump(db, [slug])
    cache.forget(settings, slug)
    return taken


def last_judgement(settings: Settings, slug: str, coder: str, purpose: Purpose) -> tuple[int, Judgement] | None:
    """Return (number, judgement) of what a coder judged last for a purpose, None where there is nothing."""
    with opened(settings.database) as db:
        return judgements.latest_of(db, slug, coder, purpose)


def comment(settings: Settings, identity: str, slug: str | None = None) -> pd.DataFrame:
    """Return one comment as the committee may see it; empty where it is gone, or not of the survey `slug`."""
    with opened(settings.database) as db:
        return reads.comments(db, judgements.numbers_of(db, [identity], slug), Audience.COMMITTEE)


def judgements_of(settings: Settings, slug: str, identity: str) -> list[Judgement]:
    """Return the judgements in force of one comment, in the order of time, their themes by the codebook on show."""
    with opened(settings.database) as db:
        return judgements.as_read(db, slug, judgements.of_comments(db, [identity])[identity])


def measured(settings: Settings, slug: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return all judgements of a survey, and how the judged comments are coded without people.

    Where something was learned from a comment, its label is that of a model which had not seen it.
    """
    with opened(settings.database) as db:
        judged, machine = judgements.frame(db, slug), judgements.machine(db, slug)
        for kind, unseen in learning.folds(db).items():
            known = machine["comment"].isin(list(unseen))
            labels = [unseen[comment] for comment in machine.loc[known, "comment"]]
            machine.loc[known, kind] = np.array(labels, dtype=object)
    return judged, machine
