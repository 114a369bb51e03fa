"""The screens of what leaves: lists for the stage, the check before publishing, what left and frozen figures."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable
from dataclasses import replace

import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from survey_exports.one_page import QUOTES
from survey_insights.chart_list import CHARTS, Asked
from survey_insights.selection import Filters
from survey_loader.access import COMMAND_LINE, LOCAL_ORGANISER, Actor, Audience, Role
from survey_loader.acts import accounts, erasing, handing_out, releasing, trays
from survey_loader.acts.handing_out import OUTPUTS
from survey_loader.acts.handing_out import Asked as Wanted
from survey_loader.language import japanese
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import outputs, reads
from survey_loader.store.connection import opened, transaction
from survey_loader.store.outputs import Output
from survey_loader.store.surveys import save_survey
from survey_ui import outputs_view, taking, who
from tests.loader.drawn_faces import crowd
from tests.ui.small_town import TOWN, add, everything

Visit = Callable[..., AppTest]


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def items(here: Settings) -> list[tuple[str, str]]:
    [tray] = trays.trays_of(here, LOCAL_ORGANISER, "town")
    return [(item.kind, item.key) for item in trays.look(here, LOCAL_ORGANISER, "town", tray.id)[1]]


def comment_of(here: Settings, text: str) -> tuple[int, str, str]:
    """Return number, id and interview of a comment."""
    with opened(here.database) as db:
        frame = reads.all_comments(db, "town", Audience.COMMITTEE).set_index("text")
    row = frame.loc[text]
    return int(row["number"]), str(row["comment_id"]), str(row["interview_id"])


def photo_of(here: Settings, interview: str) -> str:
    with opened(here.database) as db:
        return str(db.conn.execute("select id from photos where interview_id = ?", [interview]).fetchone()[0])


@pytest.fixture
def listed(town: Settings) -> str:
    """A list with a chart, a comment and a photo."""
    tray = trays.begin(town, LOCAL_ORGANISER, "town", "5月の説明会")
    _, comment, person = comment_of(town, "ラーメンがおいしい")
    trays.put(town, LOCAL_ORGANISER, "town", tray, "chart", "top_themes?question=future")
    trays.put(town, LOCAL_ORGANISER, "town", tray, "comment", comment)
    trays.put(town, LOCAL_ORGANISER, "town", tray, "photo", photo_of(town, person))
    return tray


def test_a_chart_is_put_on_a_list_from_where_it_is_seen_as_it_is_filtered(town: Settings, visit: Visit) -> None:
    app = visit("themes", relation="住んでいる人")
    press(app, "take_top_themes")
    assert "「はじめの発表リスト」に入れました。" in everything(app)
    press(app, "take_top_themes")
    assert "「はじめの発表リスト」に、もう入っています。" in everything(app)
    assert items(town) == [("chart", "top_themes")]


@pytest.mark.parametrize("page", ["overview", "themes", "cities", "trends", "words", "stage"])
def test_every_button_puts_a_chart_of_the_list_there(town: Settings, visit: Visit, page: str) -> None:
    app = visit(page)
    keys = [str(button.key) for button in app.button if str(button.key).startswith("take_")]
    if page != "words":
        assert keys
    for key in keys:
        press(app, key)
    assert all(Asked.parse(key).key in CHARTS for kind, key in (items(town) if keys else ()) if kind == "chart")


def test_comments_and_photos_carry_a_button_that_names_them(town: Settings, visit: Visit) -> None:
    _, comment, person = comment_of(town, "ラーメンがおいしい")
    assert f'data-kind="comment" data-key="{comment}" data-survey="town"' in everything(visit("voices"))
    photo = photo_of(town, person)
    assert f'data-kind="photo" data-key="{photo}"' in everything(visit("voices", view="写真"))


def test_filters_come_back_as_they_were_kept() -> None:
    filters = Filters(ages=("20代", "30代"), theme="snow", once=True, public=True)
    assert taking.filters_of(taking.wanted_filters(filters)) == Filters(ages=("20代", "30代"), theme="snow", once=True)


def test_a_list_is_made_anew_from_the_voices_of_now(town: Settings, visit: Visit, listed: str) -> None:
    app = visit("tray", tray=listed)
    words = everything(app)
    assert "5月の説明会" in str(app.selectbox[0].options)
    assert "ラーメンがおいしい" in words
    assert "聞いた人 6人" in words
    assert len(app.get("plotly_chart")) == 1
    add(town, 0, id="11111111-1111-4111-8111-111111111111", board="99", answers={"future": "バスがほしい"})
    assert "聞いた人 7人" in everything(visit("tray", tray=listed))


def test_a_list_says_for_whom_each_thing_may_leave(town: Settings, visit: Visit, listed: str) -> None:
    words = everything(visit("tray", tray=listed))
    assert "会場と紙：出せます　ネットと新聞：出せます" in words
    assert "会場と紙：出せます　ネットと新聞：出せません（この相手に見せる同意がありません）" in words


def test_things_are_moved_told_and_taken_off_on_the_screen(town: Settings, visit: Visit, listed: str) -> None:
    number = trays.look(town, LOCAL_ORGANISER, "town", listed)[1][0].number
    app = press(visit("tray", tray=listed), f"tray_move_1_{number}")
    assert [kind for kind, _ in items(town)] == ["comment", "chart", "photo"]
    app.text_input(key=f"tray_title_{number}").set_value("雪とバス")
    app.text_area(key=f"tray_note_{number}").set_value("ここで一息")
    press(app, f"tray_say_{number}")
    assert "2　雪とバス" in everything(app)
    assert "ここで一息" in everything(app)
    press(app, f"tray_off_{number}")
    assert [kind for kind, _ in items(town)] == ["comment", "photo"]


def test_a_link_to_a_list_that_is_gone_says_so(town: Settings, visit: Visit, listed: str) -> None:
    assert "見つかりません" in everything(visit("tray", tray="nowhere"))


def test_who_may_not_read_comments_puts_nothing_on_lists(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who, "current", lambda: Actor("見る人", (("town", Role.VIEWER),)))
    app = visit("themes")
    assert not [button for button in app.button if str(button.key).startswith("take_")]
    assert 'class="koe-take"' not in everything(app)


def named(app: AppTest, name: str) -> AppTest:
    """Say who looks; another name takes the place of the one before."""
    if [button for button in app.button if button.key == "desk_change_coder"]:
        press(app, "desk_change_coder")
    app.text_input(key="coder").set_value(name).run()
    assert not app.exception
    return app


def test_two_people_release_a_quote_one_blackens_it(town: Settings, visit: Visit) -> None:
    app = named(visit("release"), "花子")
    assert "ラーメンがおいしい" in everything(app) or "除雪してほしい" in everything(app)
    waiting = releasing.line(town, LOCAL_ORGANISER, "town", "comment", "open").waiting
    first = waiting[0]
    app.text_input(key=f"black_typed_{first.id}").set_value(first.text[:2]).run()
    assert f"出ることば：「■■■{first.text[2:]}」" in everything(app)
    press(app, "release_blacken")
    app.segmented_control(key="release_state").set_value("second").run()
    assert "はじめに見た人：花子" in everything(app)
    press(app, "release_confirm")
    assert "二人目は、はじめにチェックした人とは別の人が見てください。" in everything(app)
    press(named(app, "太郎"), "release_confirm")
    with opened(town.database) as db:
        assert f"■■■{first.text[2:]}" in reads.all_comments(db, "town", Audience.PUBLIC_WEB)["text"].tolist()


def test_who_decided_and_who_took_something_out_are_told_by_their_names(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.add(town, COMMAND_LINE, "hanako", "佐藤 花子", Role.ORGANISER, slug="town")
    hanako = accounts.as_of_now(town, "hanako")
    # A page drawn without a browser brings no cookies that could be asked.
    monkeypatch.setattr(who, "draw", lambda say: None)
    monkeypatch.setattr(who, "current", lambda: hanako)
    number, _, _ = comment_of(town, "ラーメンがおいしい")
    handing_out.hand_out(town, hanako, "town", Wanted("one page", Audience.PUBLIC_HALL, [number]))
    waiting = releasing.line(town, hanako, "town", "comment", "open").waiting
    releasing.decide(town, hanako, "town", "comment", {one.id: one.content for one in waiting}, "release", "")
    monkeypatch.setattr(who, "current", lambda: Actor("taro", (("town", Role.MEMBER),)))
    app = visit("release")
    app.segmented_control(key="release_state").set_value("second").run()
    assert "はじめに見た人：佐藤 花子 (hanako)" in everything(app)
    monkeypatch.setattr(who, "current", lambda: hanako)
    app = visit("consent")
    app.session_state["outputs"] = True
    assert "佐藤 花子 (hanako)" in everything(app.run())


def test_quotes_without_marks_are_released_together(town: Settings, visit: Visit) -> None:
    app = named(visit("release"), "花子")
    app.toggle(key="release_together_open").set_value(True).run()
    press(app, "release_many")
    counts = releasing.line(town, LOCAL_ORGANISER, "town", "comment", "open").counts
    assert (counts["open"], counts["second"]) == (0, 2)
    app.segmented_control(key="release_state").set_value("second").run()
    assert "release_together_second" not in [toggle.key for toggle in app.toggle]
    assert "release_together_second" in [toggle.key for toggle in named(app, "太郎").toggle]


def test_a_photo_is_held_back_with_one_key(town: Settings, visit: Visit) -> None:
    app = visit("release", release_kind="写真")
    app = named(app, "花子")
    assert "うしろや横に、ほかの人の顔" in everything(app)
    press(app, "release_hold")
    _, _, person = comment_of(town, "ラーメンがおいしい")
    asked = Wanted("slides", Audience.PUBLIC_HALL, photos=[photo_of(town, person)])
    assert handing_out.check(town, LOCAL_ORGANISER, "town", asked).photos == ()


def test_a_face_beside_the_one_who_was_asked_is_framed_and_told(town: Settings, visit: Visit) -> None:
    buffer = io.BytesIO()
    crowd((40, 60, 260), (480, 240, 140)).save(buffer, "JPEG")
    seen = Consents(quote=True, photo_committee="face", photo_hall="face")
    add(
        town,
        0,
        id="66666666-6666-4666-8666-666666666666",
        board="90",
        consents=seen,
        photos=((buffer.getvalue(), "face"),),
    )
    words = everything(named(visit("release", release_kind="写真"), "花子"))
    assert words.count('class="koe-box"') == 2
    assert "顔かもしれないところが2か所あります（黄色い枠）。聞いた人のほかに、だれも写っていませんか。" in words


def test_only_organisers_say_that_the_check_is_asked_for(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit("release")
    app.toggle(key="release_asked_False").set_value(True).run()
    assert not app.exception
    with opened(town.database) as db:
        assert reads.survey(db, "town").public_check  # type: ignore[union-attr]
        assert reads.all_comments(db, "town", Audience.PUBLIC_HALL).empty
    monkeypatch.setattr(who, "current", lambda: Actor("委員", (("town", Role.MEMBER),)))
    assert not [toggle for toggle in visit("release").toggle if str(toggle.key).startswith("release_asked")]


def test_what_left_and_what_to_call_back_stand_on_the_consent_desk(town: Settings, visit: Visit) -> None:
    number, _, person = comment_of(town, "ラーメンがおいしい")
    asked = Wanted("one page", Audience.PUBLIC_HALL, [number], [photo_of(town, person)])
    handing_out.hand_out(town, LOCAL_ORGANISER, "town", asked)
    assert "回収するものは、ありません。" in everything(visit("consent"))
    assert erasing.erase(town, LOCAL_ORGANISER, person, "ご本人の求め").outputs == (1,)
    app = visit("consent")
    assert "見せられなくなった人 1人（声1件、写真1枚）" in everything(app)
    press(app, "called_back_1")
    assert "回収した：" in everything(app)


def test_the_page_to_hand_out_is_written_down_and_holds_only_what_may_leave(town: Settings, visit: Visit) -> None:
    from survey_ui import stage_view

    app = visit("stage")
    assert [button.key for button in app.get("download_button") if button.key == "one_page"] or app.get(
        "download_button"
    )
    room = _room(town)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(stage_view.one_page_pdf(room))).pages)
    assert "除雪してほしい" in text
    assert "バスの本数を増やしてほしい" not in text
    sheet = stage_view.comments_csv(room).decode("utf-8")
    assert "バスの本数を増やしてほしい" in sheet
    _, left = handing_out.left(town, LOCAL_ORGANISER, "town", 10)
    assert [(one.kind, one.audience, one.comments, one.photos) for one in left] == [
        ("comments", "committee", 8, 0), ("one page", "public_hall", 1, 1),
    ]  # fmt: skip
    assert {one.kind for one in left} <= set(OUTPUTS)


def test_what_is_written_down_of_the_page_is_what_stands_on_it(town: Settings, visit: Visit) -> None:
    from survey_ui import stage_view

    visit("stage")
    words = [f"{town_part}の除雪をしてほしい" for town_part in "東西南北上下左右前後内外"] + [
        "通学路の除雪を朝のうちにしてほしい。" * 5
    ]
    for number, text in enumerate(words):
        identity = str(uuid.uuid5(uuid.NAMESPACE_URL, text))
        add(town, 0, id=identity, board=str(50 + number), answers={"future": text}, consents=Consents(quote=True))
    page = PdfReader(io.BytesIO(stage_view.one_page_pdf(_room(town))))
    text = "".join("".join(part.extract_text().split()) for part in page.pages)
    with opened(town.database) as db:
        written = {item.id for item in outputs.items_of(db, 1) if item.kind == "comment"}
        frame = reads.all_comments(db, "town", Audience.PUBLIC_HALL)
    on_it = {row.comment_id for row in frame.itertuples() if "".join(str(row.text).split()) in text}
    assert len(page.pages) == 1
    assert len(written) == QUOTES
    assert written == on_it


def _room(here: Settings):  # type: ignore[no-untyped-def]
    """Return the room of a visitor without filters."""
    from survey_loader.language import japanese
    from survey_loader.store import cache
    from survey_ui.room import Room

    voices = cache.voices(here, "town")
    return Room(japanese, "ja", False, here, LOCAL_ORGANISER, voices.survey, voices, Filters(), voices)


def test_figures_are_frozen_and_later_differences_explained_on_the_screen(town: Settings, visit: Visit) -> None:
    app = visit("stage", use="確定版")
    [name] = [field for field in app.text_input if "中間報告" in str(field.label)]
    name.set_value("中間報告")
    press(app, "freeze_now")
    labels = [expander.label for expander in app.expander]
    assert any("確定版と同じです。" in label for label in labels)
    _, _, person = comment_of(town, "ラーメンがおいしい")
    erasing.erase(town, LOCAL_ORGANISER, person, "ご本人の求め")
    app = visit("stage", use="確定版")
    app.selectbox(key="frozen_edition").select_index(0).run()
    assert not app.exception
    assert any("確定版とちがいます。" in expander.label for expander in app.expander)
    people = {
        tuple(row[2:]) for table in app.dataframe if "どの数字" in table.value
        for row in table.value.itertuples(index=False, name=None) if row[1] == "聞いた人"
    }  # fmt: skip
    # One who withdrew is one, and no share.
    assert ("6", "-1", "0", "0", "5") in people
    shares = {
        row[2:] for table in app.dataframe if "どの数字" in table.value
        for row in table.value.itertuples(index=False, name=None) if row[1] == "割合"
    }  # fmt: skip
    assert shares and all(cell == "–" or cell.endswith("%") for row in shares for cell in row)


def test_another_survey_can_be_chosen_where_the_address_names_a_list(town: Settings, visit: Visit, listed: str) -> None:
    with opened(town.database) as db, transaction(db):
        save_survey(db, replace(TOWN, slug="next", name="となりまちの声"))
    app = visit("tray", tray=listed)
    assert "5月の説明会" in str(app.selectbox[0].options)
    app.selectbox(key="survey").set_value("next").run()
    assert app.session_state["survey"] == "next"
    assert "見つかりません" not in everything(app)


def test_what_left_is_named_in_words_and_by_the_day_of_the_town(town: Settings) -> None:
    told = outputs_view.Outside(town, TOWN, LOCAL_ORGANISER, japanese, {"花子": "佐藤 花子"}).named
    left = Output(1, "2026-05-02T20:30:00+00:00", "花子", "slides", "talk", "public_hall", 9, "", 1, 0, 3, 0)
    assert told(left) == "スライド（発表のスライド一式）　会場と紙　2026-05-03 05:30　佐藤 花子 (花子)"
    poster = left._replace(kind="cards", name="poster snow")
    assert told(poster).startswith("カードとポスター（テーマのポスター）")
    chart = left._replace(kind="picture", name="top_themes")
    assert told(chart).startswith("図の画像（多かったテーマ）")
