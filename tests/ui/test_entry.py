"""Typing in an interview: nothing typed is lost, one form is one interview, consent is as answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.settings import Settings
from survey_loader.store import cache
from survey_loader.store.connection import opened
from tests.ui.small_town import add, everything, jpeg

Visit = Callable[..., AppTest]


@pytest.fixture
def form(empty: Settings, visit: Visit) -> AppTest:
    add(empty, 0)
    return visit("entry")


def field(app: AppTest, name: str) -> str:
    """Return the key of a field of the interview being typed."""
    return f"entry_{app.session_state['entry_client']}_{name}"


def save(app: AppTest) -> AppTest:
    return app.button(key="entry_save").click().run()


def stored(here: Settings, query: str) -> list[tuple[object, ...]]:
    with opened(here.database) as db:
        return list(db.conn.execute(query).fetchall())


def test_a_saved_interview_is_confirmed_with_its_board_number(form: AppTest, empty: Settings) -> None:
    form.selectbox(key="carry_place").set_value("駅前")
    form.text_area(key=field(form, "answer_like")).set_value("川がきれい")
    form.text_input(key=field(form, "board")).set_value("128")
    save(form)
    assert "保存しました。板の番号は 128 です。" in everything(form)
    assert ("川がきれい",) in stored(empty, "select text from comments")


def test_place_stays_for_the_next_person_and_words_do_not(form: AppTest) -> None:
    form.selectbox(key="carry_place").set_value("駅前")
    form.text_area(key=field(form, "answer_like")).set_value("川がきれい")
    save(form)
    assert form.selectbox(key="carry_place").value == "駅前"
    assert form.text_area(key=field(form, "answer_like")).value == ""


def test_the_confirmation_stays_while_the_next_is_typed_and_goes_when_that_is_refused(form: AppTest) -> None:
    form.selectbox(key="carry_place").set_value("駅前")
    form.text_area(key=field(form, "answer_like")).set_value("川がきれい")
    save(form)
    form.text_input(key=field(form, "board")).set_value("129").run()
    assert "保存しました。" in everything(form)
    save(form)
    assert "ことばか写真のどちらかを入れてください。" in everything(form)
    assert "保存しました。" not in everything(form)


def test_a_missing_place_is_said_and_nothing_typed_is_lost(form: AppTest, empty: Settings) -> None:
    form.text_area(key=field(form, "answer_like")).set_value("川がきれい")
    save(form)
    assert "場所を入力してください。" in everything(form)
    assert form.text_area(key=field(form, "answer_like")).value == "川がきれい"
    assert ("川がきれい",) not in stored(empty, "select text from comments")


def test_an_interview_without_words_or_photo_is_said(form: AppTest) -> None:
    form.selectbox(key="carry_place").set_value("駅前")
    save(form)
    assert "ことばか写真のどちらかを入れてください。" in everything(form)


def test_a_file_that_is_no_photo_is_said_beside_the_photo(form: AppTest) -> None:
    form.selectbox(key="carry_place").set_value("駅前")
    form.file_uploader(key=field(form, "photo")).upload("board.jpg", b"no photo at all")
    save(form)
    assert "写真として読めないファイルです" in everything(form)


def test_an_unanswered_consent_is_no(form: AppTest, empty: Settings) -> None:
    form.selectbox(key="carry_place").set_value("駅前")
    form.text_area(key=field(form, "answer_like")).set_value("川がきれい")
    save(form)
    consents = "select quote, photo_committee, photo_hall, photo_web from interviews order by number desc limit 1"
    assert stored(empty, consents) == [(0, "no", "no", "no")]


@pytest.mark.parametrize(
    ("committee", "public", "expected"),
    [
        ("はい", "はい", ("face", "face", "face")),
        ("はい", "会場と紙だけ", ("face", "face", "no")),
        ("板だけ", "はい", ("board", "board", "board")),
        ("いいえ", "はい", ("no", "no", "no")),
    ],
)
def test_the_answers_to_both_photo_questions_are_kept_apart(
    form: AppTest, empty: Settings, committee: str, public: str, expected: tuple[str, str, str]
) -> None:
    form.selectbox(key="carry_place").set_value("駅前")
    form.session_state[field(form, "consent_committee")] = committee
    form.session_state[field(form, "consent_public")] = public
    form.file_uploader(key=field(form, "photo")).upload("board.jpg", jpeg("navy"))
    save(form)
    consents = "select photo_committee, photo_hall, photo_web from interviews order by number desc limit 1"
    assert stored(empty, consents) == [expected]


def test_whom_it_serves_is_kept_as_the_writer_said(form: AppTest, empty: Settings) -> None:
    form.selectbox(key="carry_place").set_value("駅前")
    form.text_area(key=field(form, "answer_like")).set_value("雪")
    form.session_state[field(form, "said_like")] = "visit"
    save(form)
    assert stored(empty, "select said from comments order by number desc limit 1") == [("visit",)]


def typed_and_lost(app: AppTest) -> None:
    """Type half an interview; the session is never heard of again."""
    app.selectbox(key="carry_place").set_value("駅前")
    app.text_area(key=field(app, "answer_like")).set_value("川がきれい")
    app.session_state[field(app, "said_like")] = "visit"
    app.session_state[field(app, "consent_quote")] = "はい"
    app.session_state[field(app, "relation")] = "visitor"
    app.run()


def test_what_a_lost_session_had_typed_is_offered_and_saved_once(form: AppTest, empty: Settings, visit: Visit) -> None:
    typed_and_lost(form)
    again = visit("entry")
    assert "書きかけの聞き取りがあります" in everything(again)
    assert "駅前　川がきれい" in everything(again)
    again.button(key=f"entry_go_on_{form.session_state['entry_client']}").click().run()
    assert again.selectbox(key="carry_place").value == "駅前"
    assert again.text_area(key=field(again, "answer_like")).value == "川がきれい"
    save(again)
    query = "select c.text, c.said, i.quote, i.relation from comments c join interviews i on i.number = c.interview"
    assert stored(empty, query + " where i.id = '" + form.session_state["entry_client"] + "'") == [
        ("川がきれい", "visit", 1, "visitor")
    ]
    assert "書きかけの聞き取りがあります" not in everything(visit("entry"))


def test_the_screen_whose_draft_was_taken_over_begins_anew(form: AppTest, visit: Visit) -> None:
    typed_and_lost(form)
    taken = form.session_state["entry_client"]
    other = visit("entry")
    other.button(key=f"entry_go_on_{taken}").click().run()
    form.text_input(key=field(form, "board")).set_value("128").run()
    assert "別の画面で続けています" in everything(form)
    assert form.session_state["entry_client"] != taken


def test_a_draft_that_is_not_wanted_goes(form: AppTest, empty: Settings, visit: Visit) -> None:
    typed_and_lost(form)
    again = visit("entry")
    again.button(key=f"entry_drop_{form.session_state['entry_client']}").click().run()
    assert "書きかけの聞き取りがあります" not in everything(again)
    assert stored(empty, "select count(*) from entry_drafts") == [(0,)]


def test_a_form_nobody_wrote_in_is_no_draft(form: AppTest, empty: Settings) -> None:
    form.selectbox(key="carry_place").set_value("駅前").run()
    assert stored(empty, "select count(*) from entry_drafts") == [(0,)]


def test_who_typed_in_sees_it_at_once_however_often(form: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "FRESH_SECONDS", 1000.0)
    form.selectbox(key="carry_place").set_value("駅前")
    for words in ("川がきれい", "朝市のおばちゃん", "銭湯の明かり"):
        form.switch_page("../pages/entry.py").run()
        form.text_area(key=field(form, "answer_like")).set_value(words)
        save(form)
        form.switch_page("../pages/voices.py").run()
        assert words in everything(form)
