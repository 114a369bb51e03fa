"""街頭の準備: an invitation is made and its code shown once, taken back, and what a phone had sent is told."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
import pytest
import zxingcpp
from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER
from survey_loader.acts import inviting, street
from survey_loader.settings import Settings
from survey_ui import kit_view
from tests.capture.phone import body, new_id
from tests.ui.small_town import TOWN, everything

Visit = Callable[..., AppTest]


def made(app: AppTest, label: str = "月曜の班") -> AppTest:
    app.text_area[0].set_value(label)
    next(button for button in app.button if button.label == "招待を作る").click()
    app.run()
    assert not app.exception
    return app


def token_of(app: AppTest) -> str:
    found = re.search(r"/street#([\w-]+)", app.code[0].value)
    assert found
    return found[1]


def test_an_invitation_is_made_and_its_link_and_code_are_shown_once(empty: Settings, visit: Visit) -> None:
    app = visit("street")
    assert "まだ招待はありません" in everything(app)
    made(app)
    token = token_of(app)
    bearer = inviting.bearer(empty, token)
    assert bearer.invitation.label == "月曜の班"
    picture = re.search(r'src="data:image/svg\+xml[^"]*"', everything(app))
    assert picture
    assert token not in picture[0]
    next(button for button in app.button if button.label == "渡したので閉じる").click()
    app.run()
    assert not app.code
    assert token not in everything(app)
    assert "月曜の班" in everything(app)
    assert not visit("street").code


def test_a_class_gets_an_invitation_each_and_their_cards_on_one_paper(
    empty: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers: dict[str, Callable[[], bytes]] = {}
    monkeypatch.setattr(kit_view, "_paper", lambda name, label, make, kind="": papers.update({name: make}))
    app = visit("street")
    app.checkbox[0].check()
    made(app, "佐藤\n\n 鈴木 \n高橋")
    found = inviting.listed(empty, LOCAL_ORGANISER, TOWN.slug)
    assert sorted((one.invitation.label, one.invitation.interviewer) for one in found) == [
        ("佐藤", "佐藤"), ("鈴木", "鈴木"), ("高橋", "高橋"),
    ]  # fmt: skip
    assert "3件の招待ができました。" in everything(app)
    [page] = pypdfium2.PdfDocument(papers["town-invitations.pdf"]())
    links = {one.text for one in zxingcpp.read_barcodes(page.render(scale=3).to_pil())}
    tokens = {link.partition("#")[2] for link in links}
    assert {inviting.bearer(empty, token).invitation.label for token in tokens} == {"佐藤", "鈴木", "高橋"}
    assert token_of(app) in tokens
    app.selectbox(key="invitation_shown").select_index(2).run()
    assert inviting.bearer(empty, token_of(app)).invitation.label == "高橋"


def test_all_of_a_list_are_invited_or_none(empty: Settings, visit: Visit) -> None:
    app = made(visit("street"), label="佐藤\n" + "長" * 201)
    assert "長すぎます" in everything(app)
    assert inviting.listed(empty, LOCAL_ORGANISER, TOWN.slug) == []


def test_an_invitation_for_nobody_is_not_made(empty: Settings, visit: Visit) -> None:
    app = made(visit("street"), label=" ")
    assert "だれへの招待か" in everything(app)
    assert inviting.listed(empty, LOCAL_ORGANISER, TOWN.slug) == []


def test_a_lost_phone_is_shut_out_and_what_it_had_sent_is_told(empty: Settings, visit: Visit) -> None:
    app = made(visit("street"), label="<b>佐藤</b> さん")
    bearer = inviting.bearer(empty, token_of(app))
    sent = body(answers={"like": "川ぞいの桜がきれい"}, said={}, choices={})
    street.store(empty, bearer, new_id(), sent)
    app = visit("street")
    assert "川ぞいの桜がきれい" in everything(app)
    assert "<b>佐藤" not in everything(app)
    next(button for button in app.button if button.label == "取り消す").click()
    app.run()
    assert not app.exception
    [listed] = inviting.listed(empty, LOCAL_ORGANISER, TOWN.slug)
    assert (listed.state, listed.sent.interviews) == ("revoked", 1)
    assert "取り消し済み" in everything(app)
    assert "川ぞいの桜がきれい" in everything(app)


def test_without_a_public_address_the_screen_says_what_a_phone_needs(empty: Settings, visit: Visit) -> None:
    app = made(visit("street"))
    assert app.code[0].value.startswith("http://localhost")
    assert "https のアドレスが要ります" in everything(app)
