"""The codebook in a real browser: a theme under edit stays open while its name changes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.going import ERROR_BOX, choose, open_screen, settled
from tests.browser.serving import Site

pytestmark = pytest.mark.browser


def fill(page: Page, label: str, text: str) -> None:
    """Type into a field of the open theme and leave it."""
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    field.press("Enter")
    page.wait_for_timeout(300)
    settled(page)


def test_a_theme_stays_open_while_its_name_changes(writer: Page, own_site: Site) -> None:
    open_screen(writer, "/codebook")
    choose(writer, "直すテーマ", "市政・参加")
    settled(writer)
    fill(writer, "名前", "市役所と参加")
    fill(writer, "説明", "市役所の窓口と町内会")
    fill(writer, "名前", "市役所")
    fill(writer, "説明", "窓口と町内会")
    for told in ("テーマ「市政・参加」の名前を「市役所」にしました。", "「市役所」の説明を変えました。"):
        expect(writer.get_by_text(told)).to_be_visible()
    writer.get_by_role("button", name="保存する", exact=True).click()
    expect(writer.get_by_text("保存しました")).to_be_visible()
    settled(writer)
    expect(writer.get_by_role("textbox", name="名前", exact=True)).to_have_value("市役所")
    fill(writer, "説明", "窓口")
    expect(writer.get_by_text("「市役所」の説明を変えました。")).to_be_visible()
    assert writer.locator(ERROR_BOX).count() == 0
    # The address opens the theme by its new name.
    writer.reload()
    settled(writer)
    expect(writer.get_by_role("textbox", name="名前", exact=True)).to_have_value("市役所")


def test_the_history_shows_what_a_version_changed_and_goes_back_to_the_first_state(
    writer: Page, own_site: Site
) -> None:
    open_screen(writer, "/codebook?codebook_theme=自然・景色")
    fill(writer, "説明", "山と川")
    writer.get_by_role("button", name="保存する", exact=True).click()
    expect(writer.get_by_text("保存しました")).to_be_visible()
    settled(writer)
    writer.locator("summary").filter(has_text="これまでの版").click()
    settled(writer)
    writer.get_by_role("button", name="この版で変えたところ").first.click()
    expect(writer.get_by_text("「自然・景色」の説明を変えました。")).to_be_visible()
    writer.keyboard.press("Escape")
    settled(writer)
    writer.get_by_role("button", name="この版に戻す").last.click()
    expect(writer.get_by_text("保存しました")).to_be_visible()
    settled(writer)
    writer.locator("summary").filter(has_text="これまでの版").click()
    expect(writer.get_by_text("はじめの状態に戻しました。")).to_be_visible()
    expect(writer.get_by_role("textbox", name="説明", exact=True)).not_to_have_value("山と川")
    assert writer.locator(ERROR_BOX).count() == 0
