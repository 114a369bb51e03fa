"""The ready talk: twelve slides as far as there are data for them, and how it was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from survey_exports.pages import ChartPage, FactsPage, Page, Photo, PhotosPage, QuotesPage, TablePage, quotes_of
from survey_exports.pages import without_empty as with_something
from survey_exports.slide_cards import MOST_PHOTOS
from survey_insights.chart_list import Asked, made
from survey_insights.charts import Chart, footer
from survey_insights.labels import day, listing, period, relation_label, survey_name
from survey_insights.methods import coded_how
from survey_insights.overview import rare_comments, reached
from survey_insights.selection import Filters, select
from survey_insights.sentences import questions_of
from survey_loader.ages import in_order
from survey_loader.language import Say
from survey_loader.models import RELATIONS
from survey_loader.voices import Voices

MOST_RARE, MOST_WISHES = 4, 4
# Fewer visitors than these are no group to speak of.
LEAST_VISITORS = 5
# Fewer pairs of words make no picture.
LEAST_PAIRS = 4
# What is read at a glance on a card.
LONGEST_WISH, SHORTEST_WISH = 60, 8
PROMISES = 5
MOST_PLACES, MOST_GROUPS = 6, 8


@dataclass(frozen=True)
class Material:
    """What the talk may show, from reads for its audience, and what stands beside figures.

    rare, wishes: comments (columns of `reads.comments`); photos: the wall; accuracy: how right the coding is, one
    sentence each; with_accuracy: adds that to the foot of a chart.
    """

    rare: pd.DataFrame
    wishes: pd.DataFrame
    photos: tuple[Photo, ...] = ()
    accuracy: tuple[str, ...] = ()
    with_accuracy: Callable[[Chart], Chart] = field(default=lambda chart: chart)


def rare_wanted(voices: Voices) -> NDArray[np.int64]:
    """Return the comments the slide of rare voices asks for; the gate decides which of them it gets."""
    return np.array(rare_comments(voices, MOST_RARE), dtype=np.int64)


def wishes_wanted(voices: Voices) -> NDArray[np.int64]:
    """Return comments that wish for the town's future, by turns for living, visiting and both, the newest first."""
    comments, asked = voices.comments, questions_of(voices, "wish")
    words = np.diff(voices.words.indptr)
    fit = comments["quotable"].astype(bool) & comments["question"].isin(asked) & comments["axis"].notna() & (words > 2)
    frame = comments[fit].sort_values(["day", "number"], ascending=False, kind="stable")
    turn = frame.groupby("axis", observed=True).cumcount()
    order = frame.assign(turn=turn).sort_values("turn", kind="stable")
    # Some are too long for a card.
    return np.asarray(order["number"].head(8 * MOST_WISHES), dtype=np.int64)


def twelve(voices: Voices, say: Say, material: Material) -> list[Page]:
    """Return the pages of the talk that have data, in the order of a talk; the promises wait to be filled in."""
    if voices.comments.empty:
        return []
    source = footer(voices, say)

    def chart(asked: Asked, kicker: str, own: Voices | None = None) -> ChartPage:
        return ChartPage(material.with_accuracy(made(asked, own or voices, say, hall=True)), kicker)

    wall = material.photos[:MOST_PHOTOS]
    praise, wish = (next(iter(questions_of(voices, tone)), None) for tone in ("praise", "wish"))
    pages: list[Page | None] = [
        _asked_people(voices, source, say),
        PhotosPage(
            say("{n}人の顔とことば", n=len(wall)), wall, source,
            note=say("会場で見せてよいと答えた人の写真だけです。"),
        ),
        chart(Asked("top_themes", praise), say("わたしたちが好きなところ")) if praise else None,
        chart(Asked("top_themes", wish), say("こんなまちになってほしい")) if wish else None,
        chart(Asked("balance"), say("住む人・訪れる人・両方のために")),
        _treasure(praise or "", chart, say),
        _charm(voices, praise or "", chart, say),
        QuotesPage(
            say("少ないけれど、聞きのがせない声"), quotes_of(material.rare, say), source,
            note=say("書いた人が少ないテーマの声です。多い少ないとは別に、聞いてください。"),
        ),
        chart(Asked("what_changed"), say("変わったこと・まだ言えないこと")),
        _connections(chart, say),
        chart(Asked("cloud"), say("よく出てきたことば")),
        QuotesPage(say("これからのまちへの願い"), _cards(material.wishes, say), source),
        _promises(source, say),
        method_page(voices, say, material.accuracy),
    ]  # fmt: skip
    return with_something(pages)


def _asked_people(voices: Voices, source: str, say: Say) -> FactsPage:
    people = len(voices.interviews)
    facts = [
        (say("いつ"), period(voices.interviews["day"], say)),
        (say("どこで"), _where(voices, say)),
        (say("どうやって"), voices.survey.method),
        (say("どれだけ"), reached(voices, say)),
        (say("言えないこと"), say("足を止めてくれた人の声であり、市民全体の割合ではありません。")),
    ]
    name = survey_name(voices.survey, say)
    return FactsPage(say("{n}人に聞きました", n=f"{people:,}"), _known(facts), source, kicker=name)


def _known(facts: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in facts if value)


def _where(voices: Voices, say: Say) -> str:
    places = voices.interviews["place"].value_counts()
    return listing([str(place) for place in places[places > 0].index if place], say, most=MOST_PLACES)


def _connections(chart: Callable[..., ChartPage], say: Say) -> ChartPage | None:
    """The network, where there are more than a few pairs to look at."""
    page = chart(Asked("network"), say("関連図：何が何につながるか"))
    return page if len(page.chart.table) >= LEAST_PAIRS else None


def _treasure(question: str, chart: Callable[..., ChartPage], say: Say) -> ChartPage:
    """What both like: of the question that asks for it, for a wish is no praise."""
    kicker = say("どちらにも愛される、まちの宝")
    by_people = chart(Asked("shared_themes", question, by="relation"), kicker)
    return chart(Asked("shared_themes", question, by="axis"), kicker) if by_people.chart.empty else by_people


def _charm(voices: Voices, question: str, chart: Callable[..., ChartPage], say: Say) -> ChartPage | None:
    """What visitors like, counted among visitors alone."""
    own = select(voices, Filters(relations=("visitor",)))
    if len(own.interviews) < LEAST_VISITORS or own.comments.empty:
        return None
    return chart(Asked("top_themes", question), say("訪れた人が教えてくれた魅力"), own)


def _cards(wishes: pd.DataFrame, say: Say) -> tuple:  # type: ignore[type-arg]
    fits = [SHORTEST_WISH <= len(str(text)) <= LONGEST_WISH for text in wishes["text"]] if len(wishes) else []
    return quotes_of(wishes[fits].head(MOST_WISHES), say) if any(fits) else ()


def _promises(source: str, say: Say) -> TablePage:
    heads = (say("だれが"), say("何を"), say("いつまでに"))
    return TablePage(
        say("これからの約束"), heads, tuple(("", "", "") for _ in range(PROMISES)), source, hidden=True,
        note=say("決まったことを書きこんでから、「非表示スライド」の印を外してください。"),
    )  # fmt: skip


def method_page(voices: Voices, say: Say, accuracy: Sequence[str], today: date | None = None) -> FactsPage:
    """Return how it was asked: dates, places, way, n by group, how right the coding is, weights and consent."""
    people, survey = voices.interviews, voices.survey
    facts = [
        (say("いつ"), period(people["day"], say)),
        (say("どこで"), _where(voices, say)),
        (say("どうやって"), survey.method),
        (say("聞いた人"), _groups(voices, say)),
        (say("回ごと"), _counted(people["wave"].value_counts(sort=False), say)),
        (say("声の分け方"), coded_how(voices, say, accuracy)),
        (say("重みづけ"), say("していません。年代や立場のかたよりは、そのままです。")),
        (say("同意"), _consent(voices, say)),
        (say("責任者"), say("、").join(part for part in (survey.holder, survey.contact) if part)),
        (say("作った日"), day(pd.Timestamp(today or date.today()), say)),
    ]  # fmt: skip
    return FactsPage(say("どうやって調べたか"), _known(facts), footer(voices, say))


def _groups(voices: Voices, say: Say) -> str:
    people = voices.interviews
    relations = people["relation"].value_counts()
    by_relation = pd.Series({relation_label(one, say): int(relations.get(one, 0)) for one in RELATIONS})
    ages = people["age"].astype(object).replace("", say("わからない")).value_counts(sort=False)
    ages = ages.reindex(in_order(ages.index))
    told = [say("{n}人", n=f"{len(people):,}"), _counted(by_relation, say), _counted(ages, say)]
    return say("。").join(part for part in told if part)


def _counted(sizes: pd.Series, say: Say) -> str:
    parts = [say("{name} {n}人", name=name, n=f"{int(n):,}") for name, n in sizes.items() if n and str(name)]
    return say("、").join(parts[:MOST_GROUPS])


def _consent(voices: Voices, say: Say) -> str:
    quotable = int(voices.comments["quotable"].astype(bool).sum())
    return say(
        "紹介してよいと答えた声は{total}件のうち{n}件。ことばと写真は、会場で見せてよいと答えた人のものだけを出しています。",
        total=f"{len(voices.comments):,}", n=f"{quotable:,}",
    )  # fmt: skip
