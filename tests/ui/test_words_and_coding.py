"""The work screens of words and coding: blind judging, edits told before they are saved, and how right it all is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader.access import Audience, Role, everywhere
from survey_loader.acts import judging, suggesting, words
from survey_loader.settings import Settings
from survey_loader.store import cache, reads
from survey_loader.store.connection import opened
from survey_loader.store.judgements import Judgement
from survey_loader.text.codebook import Codebook
from survey_loader.text.codebook_editing import with_theme
from survey_loader.text.cohesion import Candidate
from survey_loader.text.terms import Terms
from survey_loader.text.variants import VariantGroup
from tests.ui.small_town import TOWN, everything

Visit = Callable[..., AppTest]
SLUG, ACTOR = TOWN.slug, everywhere("in a test", Role.ORGANISER)


def press(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


@pytest.fixture
def desk(town: Settings, visit: Visit) -> AppTest:
    judging.draw_random(town, ACTOR, SLUG, size=7, seed=3)
    app = visit("coding")
    return app.text_input(key="coder").set_value("佐藤").run()


def first(settings: Settings, coder: str = "佐藤") -> str:
    row = judging.comment(settings, judging.queue(settings, SLUG, "random", coder).comments[0])
    return str(row.iloc[0]["text"])


def test_the_desk_asks_for_a_name_before_it_shows_a_voice(town: Settings, visit: Visit) -> None:
    judging.draw_random(town, ACTOR, SLUG, size=7, seed=3)
    assert "お名前を入れると" in everything(visit("coding"))


def test_a_voice_is_judged_blind_and_the_next_one_follows(town: Settings, desk: AppTest) -> None:
    shown = first(town)
    words_on_page = everything(desk)
    assert shown in words_on_page.replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'")
    # Neither chips nor reasons: nobody is told what the machine says.
    assert 'class="koe-chip' not in words_on_page
    assert "なぜこう分けたか" not in words_on_page
    press(press(desk, "desk_axis_live"), "desk_tone_wish")
    press(desk, "desk_save")
    assert judging.queue(town, SLUG, "random", "佐藤").done == 1
    assert "7件のうち1件" in str(desk.get("progress")[0].proto)
    assert first(town) != shown or judging.queue(town, SLUG, "random", "佐藤").done == 1


def test_without_an_answer_nothing_is_saved_and_the_desk_says_what_is_missing(town: Settings, desk: AppTest) -> None:
    press(desk, "desk_save")
    assert "選んでから保存してください" in everything(desk)
    assert judging.queue(town, SLUG, "random", "佐藤").done == 0


def test_the_last_judgement_can_be_taken_back_at_once(town: Settings, desk: AppTest) -> None:
    shown = first(town)
    press(press(press(desk, "desk_axis_none"), "desk_tone_praise"), "desk_save")
    press(desk, "desk_undo")
    assert first(town) == shown
    assert judging.queue(town, SLUG, "random", "佐藤").done == 0


def told_by(app: AppTest) -> tuple[list[str], list[object], list[object]]:
    """What the form says: the answers filled in, the themes chosen, ぶつかり or not."""
    labels = [str(button.key).removeprefix("desk_") for button in app.button if str(button.key).startswith("desk_")]
    answers = [label for label in labels if label.startswith(("axis", "tone"))]
    filled = [label for label in answers if app.button(key=f"desk_{label}").proto.type == "primary"]
    themes = [theme for field in app.multiselect for theme in field.value]
    return filled, themes, [toggle.value for toggle in app.toggle if "clash" in str(toggle.key)]


def answer(app: AppTest, axis: str = "live", tone: str = "trouble") -> AppTest:
    """Answer everything the form asks for, and save nothing."""
    app = press(press(app, f"desk_axis_{axis}"), f"desk_tone_{tone}")
    app = app.multiselect[0].set_value(["snow"]).run()
    return next(toggle for toggle in app.toggle if "clash" in str(toggle.key)).set_value(True).run()


EMPTY_FORM = ([], [], [False])
FULL_FORM = (["axis_live", "tone_trouble"], ["snow"], [True])


def sit_down(app: AppTest, coder: str) -> AppTest:
    """Give the name, in place of another one where there is one."""
    if not app.text_input:
        app = press(app, "desk_change_coder")
    return app.text_input(key="coder").set_value(coder).run()


def test_a_name_once_given_is_text_and_no_field_takes_the_answering_keys(town: Settings, desk: AppTest) -> None:
    assert list(desk.text_input) == []
    assert "見る人：佐藤" in everything(desk)
    changing = press(desk, "desk_change_coder")
    assert [field.value for field in changing.text_input] == [""]
    assert "お名前を入れると" in everything(changing)
    # As judgements keep it: one space more does not make another coder.
    spaced = sit_down(changing, " 佐藤　 花子 ")
    assert "見る人：佐藤 花子" in everything(spaced)
    press(answer(spaced), "desk_save")
    assert judging.queue(town, SLUG, "random", "佐藤 花子").done == 1


def test_another_name_in_the_same_tab_sees_nothing_of_what_the_first_one_said(desk: AppTest) -> None:
    answered = answer(desk)
    assert told_by(answered) == FULL_FORM
    assert told_by(sit_down(answered, "鈴木")) == EMPTY_FORM
    assert told_by(sit_down(answered, "佐藤")) == FULL_FORM
    saved = press(answered, "desk_save")
    assert told_by(sit_down(saved, "鈴木")) == EMPTY_FORM


def test_who_settles_a_comment_does_not_find_their_own_answer_filled_in(town: Settings, desk: AppTest) -> None:
    comment = judging.queue(town, SLUG, "random", "佐藤").comments[0]
    judging.judge(town, ACTOR, SLUG, Judgement(comment, "鈴木", "random", "both", "wish", ()))
    press(answer(desk), "desk_save")
    settling = desk.get("button_group")[0].set_value("settled").run()
    assert "佐藤：住む人のため" in everything(settling)
    assert told_by(settling) == EMPTY_FORM


def test_what_is_put_off_comes_back_as_it_was_left(town: Settings, desk: AppTest) -> None:
    put_off = press(answer(desk), "desk_skip")
    assert told_by(put_off) == EMPTY_FORM
    for _ in judging.queue(town, SLUG, "random", "佐藤").comments[1:]:
        put_off = press(put_off, "desk_skip")
    assert told_by(put_off) == FULL_FORM


def board(app: AppTest) -> str:
    """The words of the comment in front."""
    return next(str(element.value) for element in app.html if "koe-board" in str(element.value))


def test_what_was_put_off_goes_round_again_and_again_in_the_same_order(desk: AppTest) -> None:
    shown = [board(desk)]
    for _ in range(20):
        desk = press(desk, "desk_skip")
        shown.append(board(desk))
    assert len(set(shown[:7])) == 7
    assert shown == (shown[:7] * 3)


def test_taking_back_brings_every_answer_back_and_saving_again_keeps_them(town: Settings, desk: AppTest) -> None:
    comment, shown = judging.queue(town, SLUG, "random", "佐藤").comments[0], board(desk)
    desk = press(press(answer(desk), "desk_save"), "desk_undo")
    assert (board(desk), told_by(desk)) == (shown, FULL_FORM)
    press(desk, "desk_save")
    assert [(it.axis, it.tone, it.themes, it.clash) for it in judging.judgements_of(town, SLUG, comment)] == [
        ("live", "trouble", ("snow",), True)
    ]


def test_what_is_taken_back_in_a_new_tab_comes_to_the_front_with_its_answers(
    town: Settings, desk: AppTest, visit: Visit
) -> None:
    desk = press(answer(press(desk, "desk_skip")), "desk_save")
    second = sit_down(visit("coding"), "佐藤")
    first_one = board(second)
    second = press(second, "desk_undo")
    assert board(second) != first_one
    assert told_by(second) == FULL_FORM


def test_nobody_is_offered_to_take_back_what_another_judged(town: Settings, desk: AppTest) -> None:
    saved = press(answer(desk), "desk_save")
    assert "desk_undo" in [button.key for button in saved.button]
    other = sit_down(saved, "鈴木")
    assert "desk_undo" not in [button.key for button in other.button]
    back = sit_down(other, "佐藤")
    assert "desk_undo" in [button.key for button in back.button]
    settling = back.get("button_group")[0].set_value("settled").run()
    assert "desk_undo" not in [button.key for button in settling.button]


def test_two_who_disagree_meet_at_the_settling_desk(town: Settings, desk: AppTest, visit: Visit) -> None:
    comment = judging.queue(town, SLUG, "random", "佐藤").comments[0]
    judging.judge(town, ACTOR, SLUG, Judgement(comment, "佐藤", "random", "live", "wish", ()))
    judging.judge(town, ACTOR, SLUG, Judgement(comment, "鈴木", "random", "both", "wish", ()))
    app = visit("coding", desk_queue="話し合って決める", coder="二人")
    app = app.text_input(key="coder").set_value("二人").run()
    told = everything(app)
    assert "佐藤：住む人のため" in told and "鈴木：両方のため" in told
    press(press(press(app, "desk_axis_both"), "desk_tone_wish"), "desk_save")
    assert judging.queue(town, SLUG, "settled", "").comments == ()
    assert judging.comment(town, comment).iloc[0]["axis"] == "both"


def test_a_stop_word_is_told_with_its_counts_and_then_gone(town: Settings, visit: Visit) -> None:
    app = visit("terms")
    field = next(widget for widget in app.multiselect if "stop" in str(widget.key))
    field.set_value(["除雪"]).run()
    counts = app.dataframe[-1].value
    assert counts.to_numpy().tolist() == [["除雪", 2, 0]]
    press(app, "terms_save")
    assert "保存しました" in everything(app)
    assert words.in_force(town, SLUG).terms.stop == ("除雪",)
    cache.forget(town, SLUG)
    assert "除雪" not in cache.voices(town, SLUG).vocabulary
    assert "これまでの版（1）" in [expander.label for expander in app.expander]


def test_why_a_word_is_not_counted_is_answered(town: Settings, visit: Visit) -> None:
    told = everything(visit("terms", terms_asked="してほしい"))
    assert "「してほしい」と書かれた声は3件です。" in told
    assert "ことばとしては数えていません。" in told
    counted = everything(visit("terms", terms_asked="歩道"))
    assert "「歩道」として1件に数えています。" in counted


def test_a_list_that_contradicts_itself_is_told_and_cannot_be_saved(town: Settings, visit: Visit) -> None:
    app = visit("terms")
    field = next(widget for widget in app.multiselect if "terms_terms" in str(widget.key))
    field.set_value(["あいう" * 30]).run()
    assert "長すぎます" in everything(app)
    assert [button.key for button in app.button if button.key == "terms_save"] == []


def test_an_edit_of_a_theme_tells_what_it_changes_and_saving_does_it(town: Settings, visit: Visit) -> None:
    app = visit("codebook", codebook_theme="自然・景色")
    field = next(widget for widget in app.text_input if str(widget.key).startswith("codebook_words_nature"))
    field.set_value("動物園、").run()
    told = everything(app)
    assert "「自然・景色」のことばに「動物園」を加えました。" in told
    assert "テーマのない声" in told
    assert "自然・景色：増える声 1件、減る声 0件" in "".join(e.label for e in app.expander).replace("\\", "")
    press(app, "codebook_save")
    assert "保存しました" in everything(app)
    cache.forget(town, SLUG)
    voices = cache.voices(town, SLUG)
    column = [theme.key for theme in voices.theme_list].index("nature")
    assert int((voices.themes[:, [column]] != 0).sum()) == 2


def test_a_word_of_a_long_list_is_looked_up_and_taken_out(town: Settings, visit: Visit) -> None:
    app = visit("codebook", codebook_theme="自然・景色")
    out = next(widget for widget in app.multiselect if str(widget.key).startswith("codebook_words_nature"))
    assert "景色" in out.options
    out.set_value(["景色"]).run()
    assert "「自然・景色」のことばから「景色」を外しました。" in everything(app)
    # Another field leaves it taken out.
    app.text_input(key=next(str(t.key) for t in app.text_input if "description" in str(t.key))).set_value(
        "山と川"
    ).run()
    assert "「自然・景色」のことばから「景色」を外しました。" in everything(app)


def test_a_rule_that_cannot_be_read_is_told_at_its_place_and_not_kept(town: Settings, visit: Visit) -> None:
    app = visit("codebook", codebook_theme="バス・鉄道")
    area = next(widget for widget in app.text_area if str(widget.key).startswith("codebook_rules"))
    area.set_value("near(バス-").run()
    assert "が読めません" in everything(app) or "かっこが合っていません" in everything(app)
    assert "変えたところはありません。" in everything(app)


def test_nobody_has_measured_and_each_chart_says_so(town: Settings, visit: Visit) -> None:
    assert "まだ測っていません" in everything(visit("themes"))
    told = everything(visit("accuracy"))
    assert "まだだれも見ていません。" in told
    assert "まだ測っていません" in told


def test_sixty_judgements_measure_and_each_chart_carries_it(
    own_sample: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MACHI_DATA_DIR", str(own_sample.data_dir))
    judging.draw_random(own_sample, ACTOR, "yukino", size=60, seed=1)
    for comment in judging.queue(own_sample, "yukino", "random", "佐藤").comments:
        judging.judge(own_sample, ACTOR, "yukino", Judgement(comment, "佐藤", "random", None, "praise", ("food",)))
    told = everything(visit("accuracy"))
    assert "くじで選んだ声60件を、1人が見ました。" in told
    assert "自動の分け方（気持ち）は人と同じでした" in told and "人が見た60件のうち" in told
    assert "分け方の確かさ（テーマ）：自動で付けたうち" in everything(visit("themes"))


def voice(town: Settings, text: str) -> str:
    numbers = cache.voices(town, SLUG).comments["number"].tolist()
    with opened(town.database) as db:
        rows = reads.comments(db, numbers, Audience.COMMITTEE).set_index("text")
    return str(rows.loc[text, "comment_id"])


def links_to(app: AppTest) -> list[str]:
    return [link.proto.page for link in app.get("page_link")]


def test_a_voice_to_correct_is_shown_before_the_name_is_asked(town: Settings, visit: Visit) -> None:
    app = visit("coding", comment=voice(town, "自然がきれい"))
    assert "自然がきれい" in board(app)
    assert "お名前を入れると、この声の分け方を直せます。" in everything(app)
    assert "desk_save" not in [button.key for button in app.button]
    assert told_by(sit_down(app, "佐藤"))[1] == ["nature"]


def test_a_saved_correction_says_so_and_leads_back_to_the_voices(town: Settings, visit: Visit) -> None:
    app = sit_down(visit("coding", comment=voice(town, "自然がきれい")), "佐藤")
    assert "保存しました。" not in everything(app) and links_to(app) == []
    app = press(press(app, "desk_axis_visit"), "desk_save")
    assert "保存しました。" in everything(app)
    assert links_to(app) == ["voices"]
    assert "保存しました。" not in everything(press(app, "desk_undo"))


def test_a_voice_that_is_not_there_is_said_to_be_missing_with_a_way_to_the_voices(town: Settings, visit: Visit) -> None:
    app = visit("coding", comment="ない番号")
    assert "この声は見つかりませんでした。" in everything(app)
    assert "次の声に進んで" not in everything(app)
    assert links_to(app) == ["voices"]


def test_one_voice_is_corrected_from_its_card_and_that_is_the_last_word(town: Settings, visit: Visit) -> None:
    voices = everything(visit("voices"))
    assert "この分け方を直す" in voices and "ことばの数え方を見る" in voices
    comment = voice(town, "自然がきれい")
    app = visit("coding", comment=comment)
    app = app.text_input(key="coder").set_value("佐藤").run()
    assert app.multiselect[0].value == ["nature"]
    press(press(press(app, "desk_axis_visit"), "desk_tone_praise"), "desk_save")
    changed = judging.comment(town, comment).iloc[0]
    assert (changed["axis"], changed["axis_source"], changed["themes"]) == ("visit", "human", ["nature"])
    # It was chosen, not drawn: it must not measure.
    assert judging.measured(town, SLUG)[0]["purpose"].tolist() == ["correction"]
    # Taken back, the form shows how the comment is coded now.
    press(app, "desk_undo")
    assert told_by(app) == (["axis_none", "tone_praise"], ["nature"], [False])


def test_a_theme_shows_the_colour_people_gave_it(town: Settings, visit: Visit) -> None:
    book = words.in_force(town, SLUG).codebook
    theme = book.theme("nature")
    assert theme is not None
    words.save_codebook(town, ACTOR, SLUG, with_theme(book, replace(theme, color="#3A7D44")))
    assert 'style="color:#3A7D44"' in everything(visit("voices"))


def field(app: AppTest, kind: str, start: str) -> Any:
    return next(widget for widget in getattr(app, kind) if str(widget.key).startswith(start))


def words_of(town: Settings, key: str) -> tuple[str, ...]:
    theme = words.in_force(town, SLUG).codebook.theme(key)
    assert theme is not None
    return theme.words


def test_a_codebook_saved_by_somebody_else_meanwhile_is_not_written_over(town: Settings, visit: Visit) -> None:
    mine, theirs = (visit("codebook", codebook_theme="自然・景色") for _ in range(2))
    field(theirs, "text_input", "codebook_words_nature").set_value("動物園").run()
    press(theirs, "codebook_save")
    field(mine, "text_input", "codebook_words_nature").set_value("クマゲラ").run()
    # What was typed is kept although the version it was typed onto is not in force any more.
    assert "「自然・景色」のことばに「クマゲラ」を加えました。" in everything(mine)
    press(mine, "codebook_save")
    assert "ほかの人が新しい版を保存しました" in everything(mine)
    assert "動物園" in words_of(town, "nature") and "クマゲラ" not in words_of(town, "nature")
    press(mine, "codebook_redo")
    assert "「自然・景色」のことばに「クマゲラ」を加えました。" in everything(mine)
    assert "「動物園」" not in everything(mine)
    press(mine, "codebook_save")
    assert {"動物園", "クマゲラ"} <= set(words_of(town, "nature"))


def test_who_has_changed_nothing_begins_with_the_version_somebody_else_saved(town: Settings, visit: Visit) -> None:
    mine, theirs = (visit("codebook", codebook_theme="バス・鉄道") for _ in range(2))
    field(theirs, "text_input", "codebook_description_transit").set_value("バスと汽車").run()
    press(theirs, "codebook_save")
    mine.run()
    assert field(mine, "text_input", "codebook_description_transit").value == "バスと汽車"
    assert "変えたところはありません。" in everything(mine)


def test_terms_saved_by_somebody_else_meanwhile_are_not_written_over(town: Settings, visit: Visit) -> None:
    mine, theirs, idle = (visit("terms") for _ in range(3))
    press(field(theirs, "multiselect", "terms_stop").set_value(["除雪"]).run(), "terms_save")
    field(mine, "multiselect", "terms_stop").set_value(["歩道"]).run()
    press(mine, "terms_save")
    assert "ほかの人が新しい版を保存しました" in everything(mine)
    assert words.in_force(town, SLUG).terms.stop == ("除雪",)
    assert field(mine, "multiselect", "terms_stop").value == ["歩道"]
    press(press(mine, "terms_redo"), "terms_save")
    assert words.in_force(town, SLUG).terms.stop == ("除雪", "歩道")
    assert field(idle.run(), "multiselect", "terms_stop").value == ["除雪", "歩道"]


def test_a_theme_stays_open_through_a_new_name_and_after_it_is_saved(town: Settings, visit: Visit) -> None:
    app = visit("codebook", codebook_theme="市政・参加")
    key = next(theme.key for theme in words.in_force(town, SLUG).codebook.themes if theme.label == "市政・参加")
    field(app, "text_input", f"codebook_label_{key}").set_value("市役所と参加").run()
    field(app, "text_input", f"codebook_description_{key}").set_value("市役所の窓口と町内会").run()
    field(app, "text_input", f"codebook_words_{key}").set_value("出前講座").run()
    told = everything(app)
    assert "テーマ「市政・参加」の名前を「市役所と参加」にしました。" in told
    assert "「市役所と参加」の説明を変えました。" in told
    assert "「市役所と参加」のことばに「出前講座」を加えました。" in told
    assert field(app, "selectbox", "codebook_theme").value == key
    assert app.query_params["codebook_theme"] == "市役所と参加"
    press(app, "codebook_save")
    theme = words.in_force(town, SLUG).codebook.theme(key)
    assert theme is not None
    assert (theme.label, theme.description, "出前講座" in theme.words) == ("市役所と参加", "市役所の窓口と町内会", True)
    assert field(app, "text_input", f"codebook_label_{key}").value == "市役所と参加"
    field(app, "text_input", f"codebook_label_{key}").set_value("市役所").run()
    press(app, "codebook_reset")
    assert field(app, "text_input", f"codebook_label_{key}").value == "市役所と参加"
    field(app, "selectbox", "codebook_theme").set_value("nature").run()
    assert field(app, "text_input", "codebook_label_nature").value == "自然・景色"


def test_the_history_goes_back_to_the_first_state_and_tells_what_each_version_changed(
    town: Settings, visit: Visit
) -> None:
    book = words.in_force(town, SLUG).codebook
    nature = book.theme("nature")
    assert nature is not None
    first_edit = with_theme(book, replace(nature, words=(*nature.words, "動物園")))
    number = words.save_codebook(town, ACTOR, SLUG, first_edit).number
    words.save_codebook(town, ACTOR, SLUG, with_theme(first_edit, replace(nature, description="山と川")))
    app = visit("codebook")
    app.session_state["history_codebook"] = True
    app.session_state[f"changed_{number}"] = True
    app.run()
    assert "「自然・景色」のことばに「動物園」を加えました。" in everything(app)
    assert "「自然・景色」のことばから「動物園」を外しました。" not in everything(app)
    app.session_state["differs_codebook_0"] = True
    assert "はじめの状態" in everything(app.run())
    press(app, "return_codebook_0")
    assert "保存しました" in everything(app)
    assert words.in_force(town, SLUG).codebook == book


def test_going_back_asks_first_where_a_change_is_not_saved_yet(town: Settings, visit: Visit) -> None:
    book = words.in_force(town, SLUG).codebook
    nature = book.theme("nature")
    assert nature is not None
    words.save_codebook(town, ACTOR, SLUG, with_theme(book, replace(nature, words=(*nature.words, "動物園"))))
    app = visit("codebook", codebook_theme="自然・景色")
    app.session_state["history_codebook"] = True
    lost = "この版に戻すと、その変更は消えます。"
    assert lost not in everything(app.run())
    field(app, "text_input", "codebook_description_nature").set_value("川べりと山").run()
    assert lost in everything(app)
    assert app.button(key="return_codebook_0").label == "変更を捨てて、この版に戻す"
    press(app, "return_codebook_0")
    assert words.in_force(town, SLUG).codebook == book
    assert lost not in everything(app)


def test_a_closed_history_parses_no_version(town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    book = words.in_force(town, SLUG).codebook
    nature = book.theme("nature")
    assert nature is not None
    for word in ("動物園", "観覧車", "温室"):
        words.save_codebook(town, ACTOR, SLUG, with_theme(book, replace(nature, words=(*nature.words, word))))
    visit("codebook")
    parsed: list[str] = []
    parse = Codebook.parse

    def counting(content: bytes, path: str) -> Codebook:
        parsed.append(path)
        return parse(content, path)

    monkeypatch.setattr(Codebook, "parse", counting)
    app = visit("codebook")
    closed = len(parsed)
    app.session_state["history_codebook"] = True
    app.run()
    assert "いま使っている版です。" in everything(app)
    assert (closed, len(parsed)) == (0, 0)


def test_the_codebook_is_handed_out_as_files_and_a_file_takes_its_place(town: Settings, visit: Visit) -> None:
    app = visit("codebook")
    assert not app.get("download_button")
    app.session_state["codebook_files"] = True
    app.run()
    labels = [str(button.proto.label) for button in app.get("download_button")]
    assert labels == ["コードブックを保存（TOML）", "KH Coder のコーディングルールとして保存"]
    book = words.in_force(town, SLUG).codebook
    nature = book.theme("nature")
    assert nature is not None
    file = with_theme(book, replace(nature, label="山と川")).toml().encode()
    app.file_uploader(key="codebook_file").upload("town.toml", file, "text/plain").run()
    [button] = [one for one in app.button if one.label == "このコードブックに入れかえる（保存は下で）"]
    button.click().run()
    assert "テーマ「自然・景色」の名前を「山と川」にしました。" in everything(app)


def test_a_candidate_in_the_draft_is_not_offered_again(
    town: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = suggesting.WordSuggestions(
        (Candidate("雪あかりの路", ("雪あかり", "の", "路"), 4, 9.0, 3.0, ()),),
        (VariantGroup("除雪", ("雪かき",), {"除雪": 3, "雪かき": 2}),),
    )
    monkeypatch.setattr(suggesting, "word_suggestions", lambda *_: found)
    app = visit("terms")
    app.toggle(key="terms_suggested").set_value(True).run()
    press(press(app, "term_雪あかりの路"), "group_除雪")
    assert field(app, "multiselect", "terms_terms").value == ["雪あかりの路"]
    assert [b.key for b in app.button if str(b.key).startswith(("term_", "group_"))] == []
    press(app, "terms_save")
    assert words.in_force(town, SLUG).terms == Terms.of(["雪あかりの路"], {"除雪": ["雪かき"]})


def test_a_word_that_is_a_term_and_not_counted_is_told(town: Settings, visit: Visit) -> None:
    app = visit("terms")
    field(app, "multiselect", "terms_terms").set_value(["冬まつり", "雪あかりの路"])
    field(app, "multiselect", "terms_stop").set_value(["冬まつり"]).run()
    assert "用語と「数えない」の両方にあるので、ことばの全体も部分も数えません：「冬まつり」。" in everything(app)


def test_a_suggested_theme_goes_when_it_is_taken_over_or_not_wanted_and_comes_back(
    own_sample: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MACHI_DATA_DIR", str(own_sample.data_dir))
    app = visit("codebook", emerging_scope="すべての声から")

    def offered() -> list[str]:
        return [str(b.key).removeprefix("adopt_") for b in app.button if str(b.key).startswith("adopt_")]

    first_one, second, *_ = offered()
    press(app, f"refuse_{first_one}")
    assert first_one not in offered() and second in offered()
    assert "いらないとした候補（1）" in [expander.label for expander in app.expander]
    press(app, f"again_{first_one}")
    assert first_one in offered()
    assert suggesting.refused(own_sample, "yukino") == {}
    press(app, f"adopt_{second}")
    assert second not in offered() and first_one in offered()
    assert "を加えました。" in everything(app)
    press(app, "codebook_reset")
    assert second in offered()
