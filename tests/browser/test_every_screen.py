"""Every screen, tab and chart, whichever there are: read aloud, in the dark, on a phone, enlarged, in English."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

import pytest

from survey_loader import settings
from survey_loader.store.cache import voices
from tests.browser import walking
from tests.browser.profiles import Profiles
from tests.browser.serving import Site
from tests.browser.walking import Sight
from tests.conftest import PROJECT

pytestmark = pytest.mark.browser

Walked = Callable[[str], list[Sight]]


class Form(NamedTuple):
    """How a visitor looks at the screens, and what is looked at then."""

    device: str
    browser: dict[str, str]
    query: str
    looks: tuple[walking.Look, ...]
    options: bool = False


RULES, NAMES, WORDS = walking.look_for_violations, walking.look_at_names, walking.look_at_words
FIGURES, FOCUS, DARK = walking.look_for_figures, walking.look_at_focus, walking.look_in_the_dark
# Each option of each screen and each width as well: many minutes, so only where it is asked for (`make walk`).
EVERY_SHAPE = bool(os.environ.get("MACHI_EVERY_SHAPE"))
ORDER, WIDTHS = walking.look_at_order, walking.look_at_all_widths
FORMS = {
    "desktop": Form(
        "desktop", {}, "", (FIGURES, RULES, NAMES, WIDTHS if EVERY_SHAPE else ORDER, FOCUS, DARK), options=EVERY_SHAPE
    ),
    # The controls are those of the desktop, and so are the colours.
    "phone": Form(
        "phone", {}, "", (FIGURES, RULES, NAMES, ORDER, *((FOCUS, DARK) if EVERY_SHAPE else ())), options=EVERY_SHAPE
    ),
    "English": Form("desktop", {"locale": "en-GB"}, "?lang=English", (FIGURES, WORDS, ORDER)),
}
WITH_FOCUS, IN_THE_DARK = ([name for name, form in FORMS.items() if look in form.looks] for look in (FOCUS, DARK))


class Exemption(NamedTuple):
    """What Streamlit draws against a rule and nobody but Streamlit can change."""

    rule: str
    element: str
    reason: str


STREAMLITS_OWN = (
    Exemption("list", r'<ul data-testid="stSidebarNavItems"', "Streamlit groups the sections of the sidebar in <div>"),
    Exemption("listitem", r"<li class=\"st-emotion-cache-[^>]*>", "the same list: its items lie in those groups"),
)


def is_streamlits_own(violation: walking.looking.Violation) -> bool:
    return any(violation.rule == known.rule and re.match(known.element, violation.html) for known in STREAMLITS_OWN)


@pytest.fixture(scope="module")
def walked(profiles: Profiles, devices: dict[str, dict[str, object]], site: Site) -> Walked:
    """Return what was seen in a form; each is walked once for all tests."""

    @cache
    def once(name: str) -> list[Sight]:
        form = FORMS[name]
        with profiles.visiting(site, {**devices[form.device], **form.browser}) as page:
            return walking.walk(page, form.looks, query=form.query, options=form.options)

    return once


def listed(found: Iterable[str]) -> str:
    return "\n".join(sorted(set(found)))


@pytest.mark.parametrize("form", FORMS)
def test_every_screen_opens_and_its_charts_show_something_and_say_of_how_many(walked: Walked, form: str) -> None:
    found = [f"{sight}: {fault}" for sight in walked(form) for fault in sight.unsound]
    assert not found, listed(found)


def told(sight: Sight, found: walking.looking.Violation) -> str:
    return f"{sight}: {found.rule} at {found.selector}: {found.why} {found.html[:200]}"


@pytest.mark.parametrize("form", ["desktop", "phone"])
def test_no_screen_breaks_a_rule_of_wcag_2_2_aa(walked: Walked, form: str) -> None:
    sights = walked(form)
    broken = [told(sight, found) for sight in sights for found in sight.violations if not is_streamlits_own(found)]
    assert not broken, listed(broken)


@pytest.mark.parametrize("form", IN_THE_DARK)
def test_nothing_is_too_faint_in_the_dark(walked: Walked, form: str) -> None:
    faint = [told(sight, found) for sight in walked(form) for found in sight.faint]
    assert not faint, listed(faint)


def test_each_exception_is_still_needed(walked: Walked) -> None:
    met = [found for form in ("desktop", "phone") for sight in walked(form) for found in sight.violations]
    for known in STREAMLITS_OWN:
        assert any(found.rule == known.rule and re.match(known.element, found.html) for found in met), known


@pytest.mark.parametrize("form", ["desktop", "phone"])
def test_every_control_has_a_name(walked: Walked, form: str) -> None:
    found = [f"{sight}: {control}" for sight in walked(form) for control in sight.nameless]
    assert not found, listed(found)


@pytest.mark.parametrize("form", WITH_FOCUS)
def test_the_focus_is_seen_on_every_control(walked: Walked, form: str) -> None:
    found = [f"{sight}: {control}" for sight in walked(form) for control in sight.unseen_focus]
    assert not found, listed(found)


@pytest.mark.parametrize("form", ["desktop", "phone"])
def test_every_chart_can_be_read_as_a_table_or_a_list(walked: Walked, form: str) -> None:
    found = [f"{sight}: {chart}" for sight in walked(form) for chart in sight.tableless]
    assert not found, listed(found)


@pytest.mark.parametrize("form", ["desktop", "phone", "English"])
def test_no_texts_of_a_chart_lie_on_each_other_or_are_cut(walked: Walked, form: str) -> None:
    found = [f"{sight}: {clash}" for sight in walked(form) for clash in sight.clashes]
    assert not found, listed(found)


@pytest.mark.parametrize("form", ["desktop", "phone", "English"])
def test_no_controls_lie_on_each_other_and_no_words_are_cut(walked: Walked, form: str) -> None:
    found = [f"{sight}: {crowd}" for sight in walked(form) for crowd in sight.crowded]
    assert not found, listed(found)


@pytest.mark.parametrize("form", ["desktop", "phone", "English"])
def test_no_screen_can_be_pushed_sideways(walked: Walked, form: str) -> None:
    wide = [
        f"{sight}: {pixels} px too wide at {width}"
        for sight in walked(form)
        for width, pixels in sight.sideways.items()
        if pixels > 1
    ]
    assert not wide, listed(wide)


@pytest.mark.parametrize("form", ["desktop", "phone"])
def test_a_screen_reader_finds_no_english_name_on_a_japanese_screen(walked: Walked, form: str) -> None:
    """Words people wrote may be English; what the program calls its own may not."""
    foreign = {
        f"{sight}: {name}"
        for sight in walked(form)
        for name in sight.names
        if LATIN_WORD.search(name) and not JAPANESE.search(name) and name != "English" and name not in data()
    }
    assert not foreign, listed(foreign)


def test_an_english_screen_holds_no_japanese_but_what_people_wrote_and_named(walked: Walked, site: Site) -> None:
    # Words are counted in the form of the dictionary, which nobody need have written.
    words = set(voices(settings.load(data_dir=site.data_dir), "yukino").vocabulary)
    left = {
        f"{sight}: {text[:80]}"
        for sight in walked("English")
        for text in sight.written
        if any(not is_data(run) and run not in words for run in JAPANESE_OR_COUNTED.findall(text))
    }
    assert not left, listed(left)


JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff々〆ー]+")
# With the numbers it stands with: 2016年秋 is what a wave is called, 2016年10月8日 a date that nobody translated.
JAPANESE_OR_COUNTED = re.compile(rf"[\d,.]*{JAPANESE.pattern}(?:[\d,.]*{JAPANESE.pattern})*")
LATIN_WORD = re.compile(r"[A-Za-z]{2}")
# The one list in which each language stands by its own name.
OWN_NAMES = {"日本語", "言語"}


@cache
def data() -> str:
    """Return all that people wrote and named in the sample survey: its answers, places, themes and their words."""
    folders = (PROJECT / "data" / "samples" / "yukino", PROJECT / "data" / "codebooks")
    files = [path for folder in folders for path in folder.iterdir() if path.suffix in {".csv", ".toml"}]
    mapping = PROJECT / "data" / "mappings" / "yukino.toml"
    return "\n".join(path.read_text("utf-8-sig") for path in (*files, mapping))


def is_data(run: str) -> bool:
    """Whether Japanese on an English screen was written or named by people; words are cut as the tokenizer does."""
    return run in OWN_NAMES or run in data()
