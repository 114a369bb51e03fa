"""One real way through importing: a riddle of a file and a photo, made clear, brought in, reported and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.going import choose, drawn_photo, follow, open_screen, saved, settled

pytestmark = pytest.mark.browser

NAME = "なぞの町の声"
ROWS = ("A欄,B欄,C欄,D欄", "駅前,朝の川べりが好き,2026/5/3,a.jpg", "公園,夜が暗いので街灯がほしい,2026/5/4,")


def hand_in(page: Page, *paths: Path) -> None:
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(paths)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    sheet = tmp_path / f"{NAME}.csv"
    sheet.write_bytes("\r\n".join(ROWS).encode("cp932"))
    return sheet, drawn_photo(tmp_path / "a.jpg", "#557799")


def test_a_file_with_a_photo_is_made_clear_brought_in_and_taken_back(writer: Page, files: tuple[Path, Path]) -> None:
    page = open_screen(writer, "/importing")
    hand_in(page, *files)
    expect(page.get_by_text("どの列が声（自由記述）なのかわかりません。")).to_be_visible()
    expect(page.get_by_role("button", name="この内容で取り込む")).to_be_disabled()
    choose(page, "「B欄」の意味", "設問（文章）＝声")
    choose(page, "「A欄」の意味", "場所")
    choose(page, "「C欄」の意味", "日時")
    choose(page, "「D欄」の意味", "写真の名前（顔あり）")
    expect(page.get_by_text("1枚（聞き取りが見つかったもの 1枚")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="この内容で取り込む").click()
    expect(page.get_by_text("この画面をはなれても").or_(page.get_by_text("取り込みました。")).first).to_be_visible()
    # Whoever leaves finds it done, or still under way, on coming back.
    follow(page, "概要")
    follow(page, "取り込み")
    expect(page.get_by_text("取り込みました。")).to_be_visible()
    settled(page)
    page.get_by_text("この取り込みの報告").click()
    report = saved(page, "報告を保存").read_text(encoding="utf-8")
    assert "- 文字コード: CP932（Shift_JIS）" in report
    assert "- 新しい聞き取り: 2" in report
    choose(page, "調査", NAME)
    page.get_by_role("button", name="元に戻す").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("聞き取り2件、声2件、写真1枚が、画面から消えます。")).to_be_visible()
    dialog.get_by_role("button", name="元に戻す").click()
    expect(page.get_by_text("元に戻しました（")).to_be_visible()
    # The same file comes in again as it was read the first time.
    hand_in(page, *files)
    expect(page.get_by_text(f"使った対応表 {NAME}")).to_be_visible()
