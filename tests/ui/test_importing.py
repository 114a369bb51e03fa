"""Importing on the screen: look first, change what is wrong, import, and take it back; every row is accounted for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from survey_loader import doing, jobs
from survey_loader.access import LOCAL_ORGANISER, SERVER, Actor, Role
from survey_loader.acts import mappings
from survey_loader.acts.importing import import_file
from survey_loader.acts.reports import ImportRequest
from survey_loader.acts.undoing import undo
from survey_loader.models import Survey
from survey_loader.settings import Settings
from survey_loader.sources.mapping import Mapping
from survey_loader.store import surveys
from survey_loader.store.connection import opened, transaction
from survey_ui import who
from tests.ui.small_town import everything, jpeg

Visit = Callable[..., AppTest]
SHEET = (
    "日付,場所,好きなところ,どんなまちになってほしい\n2026-02-07,駅前,ラーメン,除雪してほしい\n2026-02-07,公園,自然,\n"
)
# Nobody can tell from these headers what is what.
RIDDLE = "A欄,B欄,C欄\n駅前,朝の川べりが好き,2026/5/3\n公園,夜が暗いので街灯がほしい,2026/5/4\n"
WORDS_TOML = '[columns]\nplace = "A欄"\n[[question]]\nkey = "words"\nlabel = "ひとこと"\ncolumn = "B欄"\n'
IMPORT = "この内容で取り込む"


@pytest.fixture
def real(empty: Settings) -> Settings:
    """An installation with a town's own survey, which is no sample."""
    with opened(empty.database) as db, transaction(db):
        surveys.save_survey(db, Survey("kodama", "こだま町の声"))
    return empty


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Hand files in, all at once."""
    app.file_uploader[0].set_value([(name, content, "") for name, content in files])
    return app.run()


def uploaded(visit: Visit, sheet: str = SHEET, name: str = "街頭.csv") -> AppTest:
    return drop(visit("importing"), (name, sheet.encode("cp932")))


def metrics(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def choose(app: AppTest, label: str, option: str) -> AppTest:
    """Choose from a list by what stands in it."""
    box = next(box for box in app.selectbox if box.label == label)
    return box.select_index(box.options.index(option)).run()


def finish(here: Settings, app: AppTest) -> AppTest:
    """Do what was queued, as the server's runner does, and look again."""
    for kind in ("import", "photos"):
        for job in jobs.unfinished(here, kind, SERVER):
            doing.run(here, job.id)
    app.run()
    return app.run()


def waiting_files(here: Settings) -> list[str]:
    return sorted(path.name for path in here.uploads_dir.rglob("*") if path.is_file())


def column(here: Settings, query: str) -> list[object]:
    with opened(here.database) as db:
        return [row[0] for row in db.conn.execute(query)]


def test_a_file_is_shown_before_anything_is_stored(empty: Settings, visit: Visit) -> None:
    app = uploaded(visit)
    words = everything(app)
    assert "このように読みました" in words
    assert "CP932（Shift_JIS）" in words
    assert "カンマ（,）" in words
    assert "日本時間" in words
    assert metrics(app)["新しい聞き取り"] == "2"
    assert metrics(app)["新しい声"] == "3"
    assert column(empty, "select count(*) from comments") == [0]


def test_a_started_import_is_queued_and_watched(empty: Settings, visit: Visit) -> None:
    app = press(uploaded(visit), IMPORT)
    waiting = jobs.unfinished(empty, "import", SERVER)
    assert [job.state for job in waiting] == ["waiting"]
    assert "この画面をはなれても、取り込みは続きます。" in everything(app)
    # Somebody who comes from elsewhere sees it as well.
    assert "この画面をはなれても、取り込みは続きます。" in everything(visit("importing"))


def test_a_finished_import_says_what_came_of_it_and_lets_go_of_the_file(empty: Settings, visit: Visit) -> None:
    app = finish(empty, press(uploaded(visit), IMPORT))
    words = everything(app)
    assert "取り込みました。" in words
    assert "「街頭」に入りました。" in words
    assert metrics(app)["新しい声"] == "3"
    assert waiting_files(empty) == []
    assert column(empty, "select slug from surveys order by created_at") == ["town", "survey"]


def test_what_came_of_an_import_is_not_told_to_who_is_no_organiser_of_it_any_more(
    empty: Settings, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = finish(empty, press(uploaded(visit), IMPORT))
    assert "「街頭」に入りました。" in everything(app)
    monkeypatch.setattr(who, "current", lambda: Actor("somebody", (("town", Role.ORGANISER),)))
    words = everything(app.run())
    assert "取り込み" in words
    assert "「街頭」に入りました。" not in words


def test_an_import_that_waits_can_be_called_off_and_its_file_goes(empty: Settings, visit: Visit) -> None:
    app = press(uploaded(visit), IMPORT)
    assert waiting_files(empty) == ["街頭.csv"]
    app = press(app, "やめる").run()
    assert "取り込みをやめました。何も加えていません。" in everything(app.run())
    assert waiting_files(empty) == []


def test_an_import_that_failed_can_be_tried_again_with_the_same_file(empty: Settings, visit: Visit) -> None:
    app = press(uploaded(visit), IMPORT)
    broken = Settings(data_dir=empty.data_dir, database=empty.database, codebook=Path("/nonexistent.toml"), workers=1)
    doing.run(broken, jobs.unfinished(empty, "import", SERVER)[0].id)
    app.run()
    app = press(app.run(), "同じファイルでもう一度")
    assert "取り込みました。" in everything(finish(empty, app))
    assert waiting_files(empty) == []


def test_a_file_that_is_no_table_is_said_in_plain_words(empty: Settings, visit: Visit) -> None:
    app = drop(visit("importing"), ("写真.csv", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4))
    words = everything(app)
    assert "⚠" in words
    assert "不具合" not in words
    assert "これまでの取り込み" in words


def test_files_that_are_put_away_are_gone_at_once(empty: Settings, visit: Visit) -> None:
    app = press(uploaded(visit), "ファイルを片づける")
    assert waiting_files(empty) == []
    assert "このように読みました" not in everything(app)


def test_photos_handed_in_with_their_table_are_matched_before_and_stored_after(empty: Settings, visit: Visit) -> None:
    sheet = "日付,場所,好きなところ,写真\n2026-02-07,駅前,ラーメン,a.jpg\n2026-02-07,公園,自然,b.jpg\n"
    files = (("街頭.csv", sheet.encode()), ("a.jpg", jpeg("teal")), ("だれか.jpg", jpeg("orange")))
    app = drop(visit("importing"), *files)
    words = everything(app)
    assert "2枚（聞き取りが見つかったもの 1枚、あとで手でつなぐもの 1枚）" in words
    assert "写真「b.jpg」がフォルダーにありません。" in words
    assert column(empty, "select count(*) from photos") == [0]
    app = finish(empty, press(app, IMPORT))
    assert column(empty, "select name from photos where interview_id <> ''") == ["a.jpg"]
    assert column(empty, "select name from photos where interview_id = ''") == ["だれか.jpg"]
    assert waiting_files(empty) == []


def test_photos_may_come_after_their_table(empty: Settings, visit: Visit) -> None:
    sheet = "日付,場所,好きなところ,写真\n2026-02-07,駅前,ラーメン,a.jpg\n"
    finish(empty, press(uploaded(visit, sheet), IMPORT))
    app = drop(visit("importing"), ("a.jpg", jpeg("teal")))
    assert "もう入っている聞き取りの写真なら、写真だけでも取り込めます。" in everything(app)
    app = finish(empty, press(app, "写真だけを取り込む"))
    assert "取り込みました。" in everything(app)
    assert column(empty, "select name from photos where interview_id <> ''") == ["a.jpg"]


def test_of_two_tables_the_visitor_says_which_and_the_other_waits(empty: Settings, visit: Visit) -> None:
    app = drop(visit("importing"), ("一日目.csv", SHEET.encode()), ("二日目.csv", SHEET.replace("07", "08").encode()))
    tables = next(radio for radio in app.radio if radio.label.startswith("表が2つあります"))
    assert tables.options == ["二日目\\.csv", "一日目\\.csv"]
    app = finish(empty, press(app, IMPORT))
    assert waiting_files(empty) == ["一日目.csv"]
    assert "入っているファイル：一日目.csv" in everything(app)


def test_a_file_nobody_can_read_by_itself_is_read_once_somebody_says_how(real: Settings, visit: Visit) -> None:
    app = uploaded(visit, RIDDLE)
    assert "どの列が声（自由記述）なのかわかりません。" in everything(app)
    assert next(button for button in app.button if button.label == IMPORT).disabled
    app = choose(app, "「B欄」の意味", "設問（文章）＝声")
    app = choose(app, "「A欄」の意味", "場所")
    app = choose(app, "「C欄」の意味", "日時")
    assert metrics(app)["新しい声"] == "2"
    finish(real, press(app, IMPORT))
    assert column(real, "select day || place from interviews order by number") == ["2026-05-03駅前", "2026-05-04公園"]
    # What somebody worked out is kept, and used for the next file by itself.
    assert list(mappings.listed(real, "kodama")) == ["街頭"]
    again = uploaded(visit, RIDDLE + "橋,夜の川がきれい,2026/5/5\n", "次の日.csv")
    assert "使った対応表 街頭" in everything(again)
    assert (metrics(again)["新しい聞き取り"], metrics(again)["もう入っている"]) == ("1", "2")


def test_two_columns_of_one_meaning_are_told_and_nothing_can_be_imported(empty: Settings, visit: Visit) -> None:
    app = choose(uploaded(visit), "「日付」の意味", "場所")
    assert "「日付」と「場所」が同じ意味になっています。" in everything(app)
    assert IMPORT not in [button.label for button in app.button]


def test_words_nobody_understood_are_explained_on_the_screen(real: Settings, visit: Visit) -> None:
    sheet = "日付,場所,まちとの関わり,好きなところ\n2026-02-07,駅前,となりの谷,川\n2026-02-07,駅前,市内在住,山\n"
    app = choose(uploaded(visit, sheet), "まちとの関わり：「となりの谷」", "通勤・通学の人")
    finish(real, press(app, IMPORT))
    assert column(real, "select relation from interviews order by number") == ["commuter", "resident"]


def test_unclear_words_of_a_column_that_was_just_named_are_asked_for_too(real: Settings, visit: Visit) -> None:
    sheet = "A欄,B欄\nとなりの谷,川\n市内在住,山\n"
    app = choose(uploaded(visit, sheet), "「B欄」の意味", "設問（文章）＝声")
    app = choose(app, "「A欄」の意味", "まちとの関わり")
    app = choose(app, "まちとの関わり：「となりの谷」", "帰省・ゆかりの人")
    assert metrics(app)["新しい声"] == "2"
    finish(real, press(app, IMPORT))
    assert column(real, "select relation from interviews order by number") == ["rooted", "resident"]


def test_without_consents_nothing_is_public_unless_a_ground_is_written(real: Settings, visit: Visit) -> None:
    app = uploaded(visit)
    assert "公開してよいかの列がありません" in everything(app)
    field = next(field for field in app.text_input if field.label == "公開の根拠（なければ空のまま）")
    app = field.set_value("CC BY 4.0").run()
    finish(real, press(app, IMPORT))
    assert column(real, "select distinct basis from interviews") == ["CC BY 4.0"]


def test_a_mapping_file_dropped_along_is_used(real: Settings, visit: Visit) -> None:
    app = drop(visit("importing"), ("街頭.csv", RIDDLE.encode()), ("読みかた.toml", WORDS_TOML.encode()))
    assert metrics(app)["新しい声"] == "2"
    assert "B欄 → ひとこと" in everything(app)


def test_a_new_question_is_named_where_its_column_is(real: Settings, visit: Visit) -> None:
    app = choose(uploaded(visit, RIDDLE), "「B欄」の意味", "設問（文章）＝声")
    field = next(field for field in app.text_input if field.label == "設問の名前")
    app = choose(field.set_value("まちへのひとこと").run(), "この設問でたずねた気持ち", "願い")
    finish(real, press(app, IMPORT))
    with opened(real.database) as db:
        stored = surveys.survey(db, "kodama")
    assert stored is not None
    assert [(q.key, q.label, q.tone_hint) for q in stored.questions] == [("comment", "まちへのひとこと", "wish")]


def test_a_row_that_was_written_anew_replaces_the_old_one_when_ticked(real: Settings, visit: Visit) -> None:
    before = "日付,場所,好きなところ\n2026-02-07,駅前,朝市のおばちゃんが元気でいいですね\n"
    finish(real, press(uploaded(visit, before), IMPORT))
    app = uploaded(visit, before.replace("いいですね", "とてもいいですね"))
    assert "書き直されたように見える行（1）" in everything(app)
    app = app.checkbox[0].check().run()
    finish(real, press(app, IMPORT))
    shown = "select text from comments c join shown s on s.number = c.interview"
    assert column(real, shown) == ["朝市のおばちゃんが元気でとてもいいですね"]


def test_one_tick_says_that_all_rows_were_written_anew(real: Settings, visit: Visit) -> None:
    finish(real, press(uploaded(visit), IMPORT))
    # A column was added, so that every row looks new.
    wider = SHEET.replace("場所,", "場所,年代,").replace("駅前,", "駅前,20代,").replace("公園,", "公園,30代,")
    app = uploaded(visit, wider)
    assert "書き直されたように見える行（2）" in everything(app)
    assert "ことばは同じで、ほかの列がちがいます。" in everything(app)
    app = next(box for box in app.checkbox if box.label == "すべて（2件）同じ人の書き直しです").check().run()
    assert [box.value for box in app.checkbox] == [True, True, True]
    assert "印をつけた2件は、新しい聞き取りではなく、前の声の置きかえになります。" in everything(app)
    finish(real, press(app, IMPORT))
    assert column(real, "select count(*) from shown") == [2]


def test_an_import_that_ended_shows_its_own_survey_and_what_was_imported_there(empty: Settings, visit: Visit) -> None:
    app = finish(empty, press(uploaded(visit), IMPORT))
    assert next(box for box in app.selectbox if box.label == "調査").value == "survey"
    assert "街頭.csv" in everything(app)
    app = drop(app, ("街頭.csv", SHEET.encode()))
    assert "取り込みました。" not in everything(app)
    assert next(box for box in app.selectbox if box.label == "どの調査に入れますか").value == "survey"


def test_the_same_file_again_is_told_to_bring_nothing(real: Settings, visit: Visit) -> None:
    finish(real, press(uploaded(visit), IMPORT))
    app = uploaded(visit)
    assert "この表の内容は、もう入っています。取り込んでも、何も変わりません。" in everything(app)
    app = finish(real, press(app, IMPORT))
    assert "新しいものはありませんでした。「こだま町の声」に、もう入っています。" in everything(app)


def imported(here: Settings, tmp_path: Path, words: str) -> int:
    path = tmp_path / "聞き取り.csv"
    path.write_text(f"聞き取りID,日付,場所,好きなところ\nK-1,2026-02-07,駅前,{words}\n,2026-02-30,駅前,雪\n")
    return import_file(here, LOCAL_ORGANISER, ImportRequest(path, "kodama")).batch


def test_the_history_tells_who_when_and_which_file_and_opens_the_report(
    real: Settings, visit: Visit, tmp_path: Path
) -> None:
    imported(real, tmp_path, "川")
    app = visit("importing", survey="こだま町の声")
    words = everything(app)
    sha256 = str(column(real, "select sha256 from batches")[0])
    assert "聞き取り.csv" in words
    assert f"このパソコンの担当者　SHA-256 {sha256[:12]}" in words
    assert "取り込めない行 1" in words
    words = everything(press(app, "報告を見る"))
    assert sha256 in words
    assert "取り込めない行（1）" in words


def test_an_import_is_taken_back_after_a_look_at_what_goes(real: Settings, visit: Visit, tmp_path: Path) -> None:
    imported(real, tmp_path, "川")
    app = press(visit("importing", survey="こだま町の声"), "元に戻す")
    assert "聞き取り1件、声1件、写真0枚が、画面から消えます。" in everything(app)
    next(button for button in app.button if button.key and button.key.startswith("really_")).click().run()
    assert column(real, "select count(*) from shown") == [0]
    assert "元に戻しました（" in everything(visit("importing", survey="こだま町の声"))


def test_taking_back_what_people_worked_on_asks_once_more(real: Settings, visit: Visit, tmp_path: Path) -> None:
    number = imported(real, tmp_path, "川")
    imported(real, tmp_path, "川と橋")
    app = visit("importing", survey="こだま町の声")
    app = next(button for button in app.button if button.key == f"undo_{number}").click().run()
    assert "あとから内容が直された：「川" in everything(app)
    really = f"really_{number}"
    assert next(button for button in app.button if button.key == really).disabled
    app = next(box for box in app.checkbox if box.key == f"sure_{number}").check().run()
    assert not next(button for button in app.button if button.key == really).disabled


def test_what_is_foreseen_follows_what_happens_meanwhile(real: Settings, visit: Visit, tmp_path: Path) -> None:
    sheet = "聞き取りID,日付,場所,好きなところ\nK-1,2026-02-07,駅前,川\n"
    number = imported(real, tmp_path, "川")
    app = uploaded(visit, sheet)
    assert (metrics(app)["もう入っている"], metrics(app)["新しい聞き取り"]) == ("1", "0")
    undo(real, LOCAL_ORGANISER, number)
    app.run()
    assert (metrics(app)["もう入っている"], metrics(app)["新しい聞き取り"]) == ("0", "1")


def test_a_kept_mapping_that_is_no_longer_wanted_is_removed(real: Settings, visit: Visit) -> None:
    mappings.save(real, LOCAL_ORGANISER, "kodama", "街頭", Mapping.parse(WORDS_TOML))
    app = uploaded(visit, RIDDLE)
    assert "使った対応表 街頭" in everything(app)
    app = press(app, "保存した対応表「街頭」を消す")
    assert mappings.listed(real, "kodama") == {}
    assert "どの列が声（自由記述）なのかわかりません。" in everything(app)


def test_a_file_can_be_read_anew_without_the_kept_mapping(real: Settings, visit: Visit) -> None:
    mappings.save(real, LOCAL_ORGANISER, "kodama", "街頭", Mapping.parse(WORDS_TOML))
    app = choose(uploaded(visit, RIDDLE), "対応表", "保存した対応表を使わずに見分ける")
    assert "どの列が声（自由記述）なのかわかりません。" in everything(app)
