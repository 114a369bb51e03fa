"""Street work while it goes on: how many were asked, by whom and where, against what the organiser aims at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter

from survey_loader import ages
from survey_loader.access import Actor, Role, require
from survey_loader.acts.entering import LONGEST_LABEL
from survey_loader.errors import SurveyError
from survey_loader.language import N_
from survey_loader.models import RELATIONS, Survey
from survey_loader.settings import Settings
from survey_loader.store import fieldwork
from survey_loader.store.connection import opened, transaction
from survey_loader.store.fieldwork import Asked, Spoken, TargetKind
from survey_loader.store.surveys import append_log, known_survey

# More is a mistake of typing.
MOST_WANTED = 100_000
MOST_LABELS = 200
# The groups people are counted in.
GROUPED: tuple[TargetKind, ...] = ("place", "interviewer", "relation", "age")


@dataclass(frozen=True, slots=True)
class Group:
    """People of one place, interviewer, relation or age: on the day, in the wave, and how many are wanted (None: no
    target). Moments are in the survey's zone."""

    label: str
    today: int
    total: int
    wanted: int | None
    last_at: datetime | None
    came_at: datetime | None

    @property
    def missing(self) -> int:
        """How many people are still to be asked."""
        return max(0, (self.wanted or 0) - self.total)


@dataclass(frozen=True, slots=True)
class Field:
    """A wave on a day. `elsewhere` are people of the day who stand under another wave; `spoken` is by place, empty
    where no phone counted."""

    wave: str
    day: date
    everybody: Group
    groups: Mapping[TargetKind, tuple[Group, ...]]
    spoken: tuple[Spoken, ...]
    elsewhere: int

    @property
    def response(self) -> Spoken | None:
        """All places together, None where no phone counted."""
        if not self.spoken:
            return None
        return Spoken("", *(sum(numbers) for numbers in zip(*(one[1:] for one in self.spoken), strict=True)))


def today(survey: Survey) -> date:
    """Return the day it is where the survey is made."""
    return datetime.now(survey.zone).date()


def waves(settings: Settings, actor: Actor, survey: Survey) -> list[str]:
    """Return the waves to choose from, the one worked on latest first; never empty. The organiser's read."""
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db:
        found = fieldwork.waves(db, survey.slug)
    day = today(survey)
    return found or [f"{day.year}年{day.month}月"]


def days(settings: Settings, actor: Actor, survey: Survey, wave: str) -> list[date]:
    """Return the days of a wave on which somebody was asked, the latest first. The organiser's read."""
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return [date.fromisoformat(day) for day in fieldwork.days(db, survey.slug, wave)]


def look(settings: Settings, actor: Actor, survey: Survey, wave: str, day: date) -> Field:
    """Return how a wave stands on a day. The organiser's read."""
    require(actor, survey.slug, Role.ORGANISER)
    with opened(settings.database) as db:
        found = fieldwork.asked(db, survey.slug, wave, day.isoformat())
        spoken = fieldwork.spoken_to(db, survey.slug, wave, day.isoformat())
        elsewhere = fieldwork.of_other_waves(db, survey.slug, wave, day.isoformat())
        wanted = fieldwork.targets(db, survey.slug, wave)
    [everybody] = _grouped(found, lambda one: "", {"": wanted.get("all", {}).get("", 0)}, survey)
    groups = {
        kind: tuple(sorted(_grouped(found, attrgetter(kind), wanted.get(kind, {}), survey), key=_order(kind)))
        for kind in GROUPED
    }
    return Field(wave, day, everybody, groups, tuple(spoken), elsewhere)


def _grouped(
    found: Iterable[Asked], label_of: Callable[[Asked], str], wanted: Mapping[str, int], survey: Survey
) -> list[Group]:
    """Return the groups somebody was asked of, or that are wanted."""
    todays: Counter[str] = Counter()
    totals: Counter[str] = Counter(dict.fromkeys(wanted, 0))
    last: dict[str, str] = {}
    came: dict[str, str] = {}
    for one in found:
        label = label_of(one)
        todays[label] += one.today
        totals[label] += one.total
        for latest, moment in ((last, one.last_at), (came, one.came_at)):
            latest[label] = max(latest.get(label, ""), moment or "")
    return [
        Group(
            label,
            todays[label],
            total,
            wanted.get(label) or None,
            _local(last.get(label), survey),
            _local(came.get(label), survey),
        )
        for label, total in totals.items()
    ]


def _local(moment: str | None, survey: Survey) -> datetime | None:
    if not moment:
        return None
    at = datetime.fromisoformat(moment)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(survey.zone)


def _order(kind: TargetKind) -> Callable[[Group], tuple[float, int, str]]:
    """Return the order of groups: those with an order of their own in it, others the largest first; unknown last."""
    own: Mapping[str, int] = {}
    if kind == "relation":
        own = {name: place for place, name in enumerate(RELATIONS)}
    elif kind == "age":
        own = {band: place for place, band in enumerate(ages.BANDS)}

    def order(group: Group) -> tuple[float, int, str]:
        if not group.label:
            return float("inf"), 0, ""
        return own.get(group.label, len(own)), -group.total, group.label

    return order


def targets(settings: Settings, actor: Actor, slug: str, wave: str) -> fieldwork.Targets:
    """Return how many people a wave wants, by kind and label. The organiser's read."""
    require(actor, slug, Role.ORGANISER)
    with opened(settings.database) as db:
        return fieldwork.targets(db, slug, wave)


def set_targets(
    settings: Settings, actor: Actor, slug: str, wave: str, kind: TargetKind, wanted: Mapping[str, int]
) -> None:
    """Write how many people of each label a wave wants, in place of what it wanted before; the organiser's act.

    0 means no target; of `all` the label is "". Raises SurveyError for numbers or names that cannot be.
    """
    require(actor, slug, Role.ORGANISER)
    wave = wave.strip()
    told = {label.strip(): number for label, number in wanted.items() if number and (label.strip() or kind == "all")}
    if not wave:
        raise SurveyError(N_("回の名前を入れてください。"))
    if any(not 0 < number <= MOST_WANTED for number in told.values()):
        raise SurveyError(N_("目標の人数は1から{most}までにしてください。"), most=f"{MOST_WANTED:,}")
    if any(len(label) > LONGEST_LABEL for label in (wave, *told)) or len(told) > MOST_LABELS:
        raise SurveyError(N_("長すぎます。{limit}文字までにしてください。"), limit=LONGEST_LABEL)
    with opened(settings.database) as db, transaction(db):
        known_survey(db, slug)
        if fieldwork.targets(db, slug, wave).get(kind, {}) == told:
            return
        fieldwork.save_targets(db, slug, wave, kind, told, actor.name)
        append_log(db, actor.name, "set targets", slug, wave, kind=kind, people=sum(told.values()))
