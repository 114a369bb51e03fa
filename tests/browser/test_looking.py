"""What the walk over the screens looks with sees what it should: small pages made wrong on purpose."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import looking
from tests.browser.going import settled

pytestmark = pytest.mark.browser

SCREEN = '<html lang="ja"><title>まち</title><main data-testid="stMain" style="width:600px">{inside}</main></html>'
CHART = """<div data-testid="stPlotlyChart" class="js-plotly-plot"><svg class="main-svg" width="400" height="100">
<text x="{first}" y="40">除雪 38%（78件）</text><text x="200" y="40">英語の案内 9%（19件）</text></svg></div>"""
CHIP = '<a href="#" style="position:absolute;left:{left}px;top:10px;width:90px">{name}</a>'
DRAWN = '<div data-testid="stApp" data-test-script-state="notRunning"><h1>声と写真</h1>{inside}</div>'
UNFOLDING = """box => box.animate({height: ['20px', '200px']}, 500).onfinish = () =>
    setTimeout(() => { box.style.height = ''; }, 120)"""
ANSWERED_LATE = """() => {
    window.koeLine = {asked: performance.now(), answered: 0};
    setTimeout(() => { koeLine.answered = performance.now(); document.body.dataset.told = 'yes'; }, 400);
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 700, "height": 400})
    yield context.new_page()
    context.close()


def shown(page: Page, inside: str) -> Page:
    page.set_content(SCREEN.format(inside=inside))
    return page


@pytest.mark.parametrize(("first", "found"), [(10, 0), (150, 1), (-30, 1)])
def test_texts_of_a_chart_on_each_other_or_beyond_its_edge_are_found(page: Page, first: int, found: int) -> None:
    assert len(looking.clashing_texts(shown(page, CHART.format(first=first)))) == found


def test_a_chart_without_a_table_is_found_and_one_with_a_table_is_not(page: Page) -> None:
    chart = CHART.format(first=10)
    assert len(looking.charts_without_table(shown(page, f'<div class="st-key-chart_tone">{chart}</div>'))) == 1
    table = f'<div class="st-key-chart_tone">{chart}<details><summary>表で見る</summary></details></div>'
    assert looking.charts_without_table(shown(page, table)) == []


@pytest.mark.parametrize(
    ("drawn", "foot", "found"),
    [
        ('<g class="trace"><path d="M0 0H90V9Z"/></g>', "聞いた人 750人", []),
        ("", "聞いた人 750人", ["chart_tone shows nothing"]),
        ('<g class="trace"><path d="M0 0H90V9Z"/></g>', "聞いた人", ["chart_tone does not say of how many"]),
    ],
)
def test_a_chart_that_shows_nothing_or_does_not_say_of_how_many_is_found(
    page: Page, drawn: str, foot: str, found: list[str]
) -> None:
    chart = f'<div class="js-plotly-plot"><svg width="400" height="100">{drawn}</svg></div>'
    inside = f'<div class="st-key-chart_tone">{chart}<p class="koe-foot">{foot}</p></div>'
    assert looking.unsound(shown(page, inside), "750") == found


def test_an_error_on_the_screen_is_found(page: Page) -> None:
    assert looking.unsound(shown(page, '<div data-testid="stException">KeyError</div>'), "750") == [
        "an error: KeyError"
    ]


@pytest.mark.parametrize(("left", "found"), [(200, []), (40, ["「声」 lies on 「写真」"])])
def test_links_on_each_other_are_found(page: Page, left: int, found: list[str]) -> None:
    inside = CHIP.format(left=10, name="声") + CHIP.format(left=left, name="写真")
    assert looking.crowded(shown(page, inside)) == found


@pytest.mark.parametrize(("style", "found"), [("", []), ("outline:none", ["「声」 shows no focus"])])
def test_a_focus_that_is_not_seen_is_found(page: Page, style: str, found: list[str]) -> None:
    assert looking.unseen_focus(shown(page, f'<button style="{style}">声</button>')) == found


def test_words_that_are_cut_are_found(page: Page) -> None:
    inside = '<p style="width:60px;overflow:hidden;white-space:nowrap">除雪をもう少し早くしてほしい</p>'
    assert looking.crowded(shown(page, inside)) == ["「除雪をもう少し早くしてほしい」 is cut"]


def test_a_page_that_is_too_wide_is_found(page: Page) -> None:
    assert looking.sideways(shown(page, '<p style="width:590px">声</p>')) == 0
    assert looking.sideways(shown(page, '<p style="width:900px">声</p>')) >= 200


def test_faint_words_and_a_button_without_a_name_break_a_rule(page: Page) -> None:
    found = looking.violations(shown(page, '<p style="color:#AAA">とてもうすい字</p><button></button>'))
    assert {violation.rule for violation in found} == {"color-contrast", "button-name"}


def test_all_that_is_written_is_found_in_texts_and_names(page: Page) -> None:
    inside = '<p>声</p><img alt="写真" src="data:,"><input value="橋" placeholder="例：除雪" aria-label="探す">'
    assert set(looking.written(shown(page, inside))) >= {"声", "写真", "橋", "例：除雪", "探す"}


def test_what_unfolds_is_still_when_it_has_its_own_height_again(page: Page) -> None:
    folded = '<div id="box" style="height:20px"><p style="height:200px">まつりの夜</p></div>'
    box = shown(page, DRAWN.format(inside=folded)).locator("#box")
    box.evaluate(UNFOLDING)
    looking.still(page)
    assert box.evaluate("box => box.offsetHeight") >= 200


def test_a_page_whose_server_has_not_answered_yet_is_not_settled(page: Page) -> None:
    shown(page, DRAWN.format(inside=""))
    page.evaluate(ANSWERED_LATE)
    assert settled(page).locator("body").get_attribute("data-told") == "yes"
