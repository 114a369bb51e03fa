"""Promises of the street form to who asks: works without a network, keeps what is typed, says what it cannot do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from survey_loader.acts import inviting
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.models import Consents
from survey_loader.store.connection import opened, transaction
from tests.browser import looking, street
from tests.browser.street import Street, number, sent
from tests.capture.phone import TOWN

pytestmark = pytest.mark.browser

MOST_TRANSFERRED = 150_000
SMALLEST_TARGET = 56
# Words are tried with 128 kB, a photo with 2 MB.
FULL_BYTES, NEARLY_FULL_BYTES = 100_000, 1_800_000
JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")
TARGETS = """smallest => [...document.querySelectorAll('button, .button, summary, input:not(.unseen), textarea')]
    .filter(node => node.checkVisibility() && node.getBoundingClientRect().height > 0)
    .filter(node => { const box = node.getBoundingClientRect(); return box.width < smallest || box.height < smallest; })
    .map(node => node.innerText || node.outerHTML)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - innerWidth"


def test_it_works_without_a_network_from_the_first_reload(there: Street) -> None:
    page = there.form()
    street.until_ready_offline(page)
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#save")).to_be_visible()
    expect(page.get_by_text("圏外でも入力できます。")).to_be_visible()
    street.enter(page, "川ぞいの桜がきれい", street.picture(1))
    expect(number(page, "kept")).to_have_text("1")
    expect(number(page, "photos_waiting")).to_have_text("1")
    page.context.set_offline(False)
    [one] = sent(page)
    assert street.version(there.here, one["id"]).texts == (("like", "川ぞいの桜がきれい"),)


def test_all_of_it_is_transferred_in_less_than_150_kilobytes(there: Street) -> None:
    before = there.line.carried
    page = there.form()
    street.until_ready_offline(page)
    assert 20_000 < there.line.carried - before < MOST_TRANSFERRED


def test_the_invitation_does_not_stay_in_the_address(there: Street) -> None:
    token = there.invite()
    page = there.form(token)
    assert page.evaluate("() => location.href") == f"{there.line.address}/street"
    assert not any(token in path for path in there.line.asked)


def test_everything_told_of_an_interview_arrives(there: Street) -> None:
    page = there.form()
    page.get_by_label("板の番号").fill("0123-k")
    expect(page.get_by_text("番号と文字が合いません。")).to_be_visible()
    page.locator("#save").click()
    expect(page.locator("#by-button")).to_contain_text("番号と文字が合いません。")
    page.get_by_label("板の番号").fill("０１２３ー" + letter("0123"))
    expect(page.get_by_text("合っています")).to_be_visible()
    like = page.locator('[data-field="like"]')
    like.get_by_role("textbox").fill("川ぞいの桜\nとベンチ")
    like.get_by_role("button", name="両方").click()
    like.get_by_role("button", name="読めない字がある").click()
    page.locator('[data-field="stay"]').get_by_role("button", name="4").click()
    for way in ("歩き", "バス"):
        page.locator('[data-field="come"]').get_by_role("button", name=way).click()
    page.get_by_role("button", name="帰省・ゆかり").click()
    page.get_by_role("button", name="60代").click()
    page.get_by_text("ほかの項目").click()
    page.get_by_role("button", name="韓国語").click()
    page.get_by_label("メモ").fill("帽子の人")
    street.allow(page, committee="板だけ", public="会場と紙だけ")
    street.save(page)
    [one] = sent(page)
    stored = street.version(there.here, one["id"])
    assert stored.texts == (("like", "川ぞいの桜\nとベンチ"),)
    assert stored.choices == {"stay": "4", "come": "バス; 歩き"}
    assert (stored.board, stored.age, stored.relation, stored.language) == (
        f"0123{letter('0123')}", "60代", "rooted", "ko",
    )  # fmt: skip
    assert (stored.place, stored.note) == (street.PLACE, "帽子の人")
    assert stored.consents == Consents(True, "board", "board", "no")
    assert one["body"]["said"] == {"like": "both"}
    assert one["body"]["illegible"] == ["like"]
    expect(page.get_by_role("button", name=f"次の番号 0124-{letter('0124')}")).to_be_visible()


def letter(digits: str) -> str:
    weights = zip((2, 3, 4, 5), map(int, digits), strict=True)
    return "ABCDEFGHJKMNPQRSTUVWXYZ"[sum(weight * digit for weight, digit in weights) % 23]


def test_the_fast_way_needs_no_words_now(there: Street) -> None:
    page = there.form()
    page.get_by_role("button", name="あとで（写真から）").click()
    page.locator("#save").click()
    expect(page.locator("#by-button")).to_contain_text("写真を撮ってください。")
    page.get_by_label("板の番号").fill("0007")
    street.take(page, street.picture(7))
    street.allow(page)
    page.locator("#save").click()
    [one] = sent(page)
    assert one["body"]["words_later"] is True
    [photo] = one["body"]["photos"]
    assert street.photos_of(there.here, [one["id"]]) == {one["id"]: {(photo["sha256"], "face")}}
    # It stays so for the next person, and the words are written in the evening.
    expect(page.get_by_role("button", name="あとで（写真から）")).to_have_attribute("aria-pressed", "true")
    page.locator("#bar .standing").click()
    page.locator("#list .entry").click()
    page.get_by_text("ほかの項目").click()
    page.get_by_label("好きなところ").fill("あとで写した声")
    page.locator("#save").click()
    expect(page.get_by_role("heading", name="聞き取りを直す")).to_have_count(0)
    sent(page)
    assert street.version(there.here, one["id"]).texts == (("like", "あとで写した声"),)
    assert street.arrived(there.here)[one["id"]] == 2


def test_what_nobody_answered_is_a_no(there: Street) -> None:
    page = there.form()
    street.fill(page, "静かな夜が好き")
    street.allow(page, words="はい", committee="", public="")
    street.save(page)
    street.enter(page, "聞かれなかった人")
    asked, unasked = sorted(sent(page, 2), key=lambda one: one["body"]["consents"]["tapped"] is None)
    assert street.version(there.here, asked["id"]).consents == Consents(True, "no", "no", "no")
    assert asked["body"]["consents"]["version"] == "1"
    assert street.version(there.here, unasked["id"]).consents == Consents()


def test_respondents_read_it_in_their_language_with_readings(there: Street) -> None:
    page = there.form()
    page.locator(".consents button").click()
    consent = page.locator("#consent")
    expect(consent.locator("ruby").filter(has_text="未来")).to_be_visible()
    assert consent.locator("ruby").count() > 20
    expect(consent).to_contain_text("0166-00-0000")
    assert "{" not in consent.inner_text()
    expect(page.locator("#bar")).to_be_hidden()
    for name, told in (
        ("English", "We do not ask for your name."),
        ("中文", "我们不会问您的姓名。"),
        ("한국어", "이름은 묻지 않습니다."),
    ):
        consent.get_by_role("button", name=name).click()
        expect(consent).to_contain_text(told)
        assert "{" not in consent.inner_text()
    consent.locator('[data-value="face"]').click()
    page.locator("#consent > .first").click()
    expect(consent).to_contain_text("감사합니다.")
    page.locator("#consent > .first").click()
    page.get_by_label("好きなところ").fill("김치찌개が食べられる店")
    street.save(page)
    [one] = sent(page)
    assert one["body"]["consents"]["language"] == "ko"
    assert one["body"]["consents"]["committee"] == "face"


def test_a_child_without_a_guardian_allows_nothing(there: Street) -> None:
    page = there.form()
    street.fill(page, "遊具がほしい")
    page.get_by_role("button", name="10歳未満").click()
    street.allow(page)
    expect(page.get_by_text("16歳未満です。")).to_be_visible()
    street.save(page)
    street.fill(page, "プールがほしい")
    page.get_by_role("button", name="10歳未満").click()
    page.locator(".consents button").click()
    page.locator('#consent [data-value="yes"]').first.click()
    page.go_back()
    street.allow(page)
    expect(page.get_by_text("16歳未満です。")).to_have_count(0)
    street.save(page)
    by_words = {one["body"]["answers"]["like"]: one for one in sent(page, 2)}
    assert by_words["遊具がほしい"]["body"]["consents"]["guardian"] is False
    assert street.version(there.here, by_words["遊具がほしい"]["id"]).consents == Consents()
    assert street.version(there.here, by_words["プールがほしい"]["id"]).consents == Consents(
        True, "face", "face", "face"
    )


def test_a_photo_is_kept_upright_small_and_without_where_it_was_taken(there: Street) -> None:
    page = there.form()
    taken = street.picture(3, side=3_000)
    assert b"Exif" in taken
    street.take(page, taken)
    [photo] = street.kept(page)["photos"]
    content = bytes(photo["bytes"])
    assert photo["sha256"] == photo["counted"]
    assert b"Exif" not in content
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size) == ("JPEG", (1200, 1600))
    page.get_by_label("好きなところ").fill("展望台")
    street.save(page)
    [one] = sent(page)
    assert street.photos_of(there.here, [one["id"]]) == {one["id"]: {(photo["sha256"], "face")}}
    assert street.kept(page)["photos"] == []


def test_a_photo_can_be_cropped_to_the_board_and_bystanders_covered(there: Street) -> None:
    page = there.form()
    street.take(page, street.picture(4, turned=False))
    page.get_by_role("button", name="切り取る・隠す").click()
    drag(page, (0.25, 0.25), (0.75, 0.75))
    page.locator("#editor").get_by_role("button", name="人を隠す").click()
    drag(page, (0.0, 0.0), (0.5, 0.5))
    page.get_by_role("button", name="できあがり").click()
    expect(page.get_by_role("button", name="板だけ")).to_have_attribute("aria-pressed", "true")
    [photo] = street.kept(page)["photos"]
    image = Image.open(io.BytesIO(bytes(photo["bytes"])))
    assert abs(image.width - 600) < 12
    assert abs(image.height - 450) < 12
    covered, uncovered = image.crop((40, 40, 200, 150)), image.crop((400, 300, 560, 420))
    assert max(high - low for low, high in covered.getextrema()) < 12
    assert max(high - low for low, high in uncovered.getextrema()) > 30
    [told] = street.kept(page)["drafts"][0]["photos"]
    assert (told["kind"], told["sha256"]) == ("board", photo["sha256"])


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    box = page.locator("#editor canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=4)
    page.mouse.up()


def quota(page: Page, origin: str, size: int | None) -> None:
    """Let the browser give the page so many bytes, or as many as it likes."""
    given = {"origin": origin} if size is None else {"origin": origin, "quotaSize": size}
    page.context.new_cdp_session(page).send("Storage.overrideQuotaForOrigin", given)


def until_room_is(page: Page, found: str) -> None:
    """Wait until the page notices: a browser remembers for half a minute how much room there was."""
    page.evaluate(
        """async found => {
            const {look} = await import('/street/room.js');
            while (await look() !== found) await new Promise(resolve => setTimeout(resolve, 500));
        }""",
        found,
    )


def test_a_full_phone_says_so_before_it_accepts_anything(there: Street) -> None:
    page = there.phone().new_page()
    quota(page, there.line.address, FULL_BYTES)
    street.open_form(page, there.line.address, there.invite())
    expect(page.get_by_text("端末の空きがありません。")).to_be_visible()
    expect(page.locator("#save")).to_be_disabled()
    expect(page.locator("input[capture]")).to_be_disabled()
    quota(page, there.line.address, None)
    until_room_is(page, "photos")
    expect(page.get_by_text("端末の空きがありません。")).to_have_count(0)
    street.enter(page, "また入る", street.picture(6))
    sent(page)


def test_a_nearly_full_phone_takes_words_alone(there: Street) -> None:
    page = there.phone().new_page()
    quota(page, there.line.address, NEARLY_FULL_BYTES)
    street.open_form(page, there.line.address, there.invite())
    expect(page.get_by_text("ことばだけなら保存できます。")).to_be_visible()
    expect(page.locator("input[capture]")).to_be_disabled()
    street.enter(page, "ことばだけ")
    sent(page)


def test_storage_that_fills_up_while_writing_loses_nothing(there: Street) -> None:
    page = there.form()
    street.enter(page, "先に書いた声")
    sent(page)
    page.get_by_label("好きなところ").fill("書いている間にいっぱいになった")
    quota(page, there.line.address, 1)
    until_room_is(page, "none")
    expect(page.get_by_text("端末の空きがありません。")).to_be_visible()
    expect(page.locator("#save")).to_be_disabled()
    page.get_by_label("どんなまちになってほしい").fill("まだ書き込めない")
    expect(page.get_by_text("いまの入力を端末に書き込めません。")).to_be_visible()
    expect(page.get_by_label("好きなところ")).to_have_value("書いている間にいっぱいになった")
    quota(page, there.line.address, None)
    until_room_is(page, "photos")
    page.get_by_label("どんなまちになってほしい").fill("もう書き込める")
    expect(page.get_by_text("いまの入力を端末に書き込めません。")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("好きなところ")).to_have_value("書いている間にいっぱいになった")
    street.save(page)
    found = {one["body"]["answers"].get("future") for one in sent(page, 2)}
    assert found == {None, "もう書き込める"}


def test_a_revoked_invitation_loses_nothing_and_a_new_one_takes_it_all(there: Street) -> None:
    made = street.invited(there.here)
    page = there.form(made.token)
    inviting.revoke(there.here, street.ORGANISER, TOWN.slug, made.number)
    street.enter(page, "取り消されたあとの声", street.picture(11))
    expect(page.get_by_text("この招待は取り消されました。")).to_be_visible()
    expect(page.get_by_text("残っているものもまとめて送ります。")).to_be_visible()
    street.enter(page, "もう一つの声")
    expect(number(page, "kept")).to_have_text("2")
    page.goto(f"{there.line.address}/street#{there.invite()}")
    found = sent(page, 2)
    expect(page.get_by_text("この招待は取り消されました。")).to_have_count(0)
    assert {one["id"] for one in found} <= street.arrived(there.here).keys()


def test_an_expired_invitation_says_so_and_keeps_what_was_typed(there: Street) -> None:
    made = street.invited(there.here)
    page = there.form(made.token)
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    with opened(there.here.database) as db, transaction(db):
        db.conn.execute("update invitations set expires = ? where number = ?", [past, made.number])
    street.enter(page, "期限のあとの声")
    expect(page.get_by_text("この招待は期限が切れました。")).to_be_visible()
    page.reload()
    expect(number(page, "kept")).to_have_text("1")
    expect(page.get_by_text("この招待は期限が切れました。")).to_be_visible()


def test_a_forged_invitation_is_refused_and_the_one_before_goes_on(there: Street) -> None:
    fresh = there.phone().new_page()
    fresh.goto(f"{there.line.address}/street#forged-forged-forged")
    expect(fresh.get_by_text("この招待は使えません。")).to_be_visible()
    fresh.get_by_label("招待のリンク").fill(f"{there.line.address}/street#{there.invite()}")
    fresh.get_by_role("button", name="この招待を使う").click()
    expect(fresh.locator("#save")).to_be_visible()
    fresh.goto(f"{there.line.address}/street#forged-forged-forged")
    expect(fresh.get_by_text("新しい招待は使えませんでした。")).to_be_visible()
    street.enter(fresh, "前の招待で送れる声")
    sent(fresh)


def test_a_second_tab_says_so_and_may_take_over(there: Street) -> None:
    first = there.form()
    first.get_by_label("好きなところ").fill("一つ目のタブで書いた")
    second = first.context.new_page()
    second.goto(f"{there.line.address}/street")
    expect(second.get_by_role("heading", name="別のタブで開いています")).to_be_visible()
    second.get_by_role("button", name="このタブで使う").click()
    expect(second.get_by_label("好きなところ")).to_have_value("一つ目のタブで書いた")
    expect(first.get_by_role("heading", name="別のタブで開いています")).to_be_visible()
    street.save(second)
    sent(second)


def test_a_newer_version_comes_in_when_nothing_is_half_written(there: Street) -> None:
    page = there.form()
    street.until_ready_offline(page)
    page.get_by_label("好きなところ").fill("書きかけ")
    with newer_version(there) as new:
        page.evaluate(NEWER_WAITS)
        expect(page.locator("#save")).to_have_text("保存して次へ")
        expect(page.get_by_label("好きなところ")).to_have_value("書きかけ")
        page.locator("#save").click()
        expect(page.locator("#save")).to_have_text(new)
        sent(page)


def test_a_newer_version_that_did_not_hear_it_may_come_in_is_told_again(there: Street) -> None:
    page = there.form()
    street.until_ready_offline(page)
    page.get_by_label("好きなところ").fill("書きかけ")
    with newer_version(there) as new:
        newer = there.line.rewritten["/street/sw.js"]
        there.line.rewritten["/street/sw.js"] = lambda content: newer(content).replace(HEARD, HEARD_THE_SECOND_TIME)
        page.evaluate(NEWER_WAITS)
        street.save(page)
        expect(page.locator("#save")).to_have_text(new)


def test_what_is_half_written_is_still_there_when_a_newer_version_comes_in_with_the_page(there: Street) -> None:
    page = there.form()
    street.until_ready_offline(page)
    page.get_by_label("好きなところ").fill("書きかけ")
    with newer_version(there) as new:
        page.reload()
        # While no page is open the newer one may take over: then the page loads once more. Else it waits for the save.
        page.wait_for_function(NEWER_IS_THERE, arg=new)
        expect(page.get_by_label("好きなところ")).to_have_value("書きかけ")


def test_the_counters_make_a_response_rate(there: Street) -> None:
    page = there.form()
    for _ in range(3):
        page.locator('[data-counter="approached"]').click()
    page.locator('[data-counter="declined"]').click()
    expect(page.locator('[data-counter="approached"]')).to_contain_text("3")
    page.get_by_role("button", name="声かけを1つ減らす").click()
    expect(page.locator('[data-counter="approached"]')).to_contain_text("2")
    for words in ("一人目", "二人目"):
        street.enter(page, words)
    # Who declined or wrote was spoken to, whether somebody tapped or not.
    expect(page.locator('[data-counter="approached"]')).to_contain_text("3")
    sent(page, 2)
    page.evaluate(COUNTS_ARE_SENT)
    with opened(there.here.database) as db:
        rows = db.conn.execute("select approached, declined, place from street_counts").fetchall()
    assert (3, 1, street.PLACE) in [tuple(row) for row in rows]


COUNTS_ARE_SENT = """async () => {
    const {all} = await import('/street/db.js');
    const waits = async () => (await all('counts')).some(one => one.sent !== one.changed);
    while (await waits()) await new Promise(resolve => setTimeout(resolve, 100));
}"""


@contextmanager
def newer_version(there: Street) -> Iterator[str]:
    """Have the server give another version of the page, and yield what its button says."""
    new = "保存して次の人へ"
    there.line.rewritten["/street/words.js"] = lambda content: content.replace("保存して次へ".encode(), new.encode())
    there.line.rewritten["/street/sw.js"] = lambda content: content.replace(b'VERSION = "', b'VERSION = "newer')
    try:
        yield new
    finally:
        there.line.rewritten.clear()


HEARD = b'if (event.data === "take over")'
HEARD_THE_SECOND_TIME = b'if (event.data === "take over" && (self.told = (self.told ?? 0) + 1) > 1)'
NEWER_IS_THERE = """async (button) => {
    const registration = await navigator.serviceWorker.getRegistration('/street');
    return Boolean(registration.waiting) || document.querySelector('#save')?.textContent === button;
}"""
NEWER_WAITS = """async () => {
    const registration = await navigator.serviceWorker.getRegistration('/street');
    await registration.update();
    while (!registration.waiting) await new Promise(resolve => setTimeout(resolve, 100));
}"""


def test_what_is_unsent_can_be_saved_as_a_file_that_the_import_takes(there: Street, tmp_path: Path) -> None:
    page = there.form()
    page.context.set_offline(True)
    street.enter(page, "ファイルで渡す声", street.picture(21), "0021")
    street.enter(page, "もう一人の声")
    found = street.kept(page)
    page.locator("#bar .standing").click()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="送れていないものをファイルに保存").click()
    saved = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(saved)
    assert re.fullmatch(r"machi-no-koe-town-\d{4}-\d\d-\d\d\.zip", saved.name)
    assert zipfile.ZipFile(saved).testzip() is None
    report = import_file(there.here, street.ORGANISER, ImportRequest(saved, TOWN.slug))
    assert (report.interviews, report.photos, report.rejected, report.photo_problems) == (2, 1, 0, [])
    # Sent after all, it is the same interview.
    page.context.set_offline(False)
    sent(page, 2)
    assert {one["id"]: 1 for one in found["interviews"]}.items() <= street.arrived(there.here).items()


def test_people_asked_together_share_a_group(there: Street) -> None:
    page = there.form()
    street.enter(page, "いっしょに来た一人目")
    sent(page)
    page.get_by_text("ほかの項目").click()
    page.get_by_role("button", name="前の人といっしょに聞いた").click()
    street.enter(page, "いっしょに来た二人目")
    groups = {street.version(there.here, one["id"]).group for one in sent(page, 2)}
    assert len(groups) == 1
    assert re.fullmatch(r"G-[0-9A-F]{6}", groups.pop())


def test_unsent_interviews_are_spoken_of_at_dusk(there: Street) -> None:
    page = there.phone().new_page()
    page.clock.set_fixed_time(datetime.now().replace(hour=3, minute=0))
    street.open_form(page, there.line.address, there.invite())
    page.context.set_offline(True)
    street.enter(page, "昼の声")
    expect(page.get_by_text("今日中に送信してください。")).to_have_count(0)
    page.clock.set_fixed_time(datetime.now().replace(hour=8, minute=0))
    street.enter(page, "夕方の声")
    expect(page.get_by_text("今日中に送信してください。あと2件あります。")).to_be_visible()


def test_it_can_all_be_read_in_english(there: Street) -> None:
    page = there.form()
    page.get_by_role("button", name="English").click()
    expect(page.locator("#save")).to_have_text("Save and next")
    page.locator("#form details:not([open]) > summary").first.click()
    own = {TOWN.questions[0].label, "日本語", street.PLACE}
    written = page.evaluate(looking.WRITTEN)
    known = {question.label for question in TOWN.questions} | {"バス", "車", "歩き", TOWN.name}
    bands = re.compile(r"^\d+(代|歳以上|歳未満)$")
    left = [text for text in written if JAPANESE.search(text) and not bands.match(text) and text not in own | known]
    assert [text for text in left if not any(one in text for one in (street.PLACE, "月曜の班", "まちの声"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_can_be_read_and_touched(there: Street, scheme: str) -> None:
    page = there.form(color_scheme=scheme, viewport={"width": 320, "height": 640})

    def look(state: str) -> None:
        assert looking.violations(page) == [], state
        assert page.evaluate(TARGETS, SMALLEST_TARGET) == [], state
        assert page.evaluate(SIDEWAYS) <= 0, state

    look("empty")
    page.locator("#save").click()
    look("refused")
    street.fill(page, "とても長い地名の通りにある銭湯と、そのとなりの公園", street.picture(31))
    page.locator('[data-field="like"]').get_by_role("button", name="来る人").click()
    page.evaluate("() => document.querySelectorAll('#form details').forEach(one => { one.open = true; })")
    look("filled")
    page.locator(".consents button").click()
    look("consent")
    page.locator('#consent [data-value="board"]').click()
    page.locator("#consent > .first").click()
    look("thanks")
    page.locator("#consent > .first").click()
    look("asked")
    page.get_by_role("button", name="切り取る・隠す").click()
    look("editor")
    page.get_by_role("button", name="できあがり").click()
    page.context.set_offline(True)
    street.save(page)
    look("saved")
    page.locator("#bar .standing").click()
    look("list")
