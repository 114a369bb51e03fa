"""What 発表 offers to take along, and the way back from a card."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from survey_loader.access import LOCAL_ORGANISER, Audience
from survey_loader.acts import erasing, handing_out
from survey_loader.acts.printing import printed_number
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from survey_ui import charts
from tests.ui.small_town import TOWN, add, everything
from tests.ui.test_tray_deck import room_of

Visit = Callable[..., AppTest]
FOR_ANALYSIS = "分析用のファイルを作る"


def offered(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def for_outside(app: AppTest) -> AppTest:
    return app.segmented_control(key="sheets_for").set_value(Audience.PUBLIC_WEB).run()


def test_the_stage_offers_tables_files_to_analyse_and_paper(town: Settings, visit: Visit) -> None:
    assert {"表と声を作る（Excel）", FOR_ANALYSIS} <= set(offered(visit("stage", use="データ")))
    assert {"カードを作る（PDF）", "写真のポスターを作る（A1）"} <= set(offered(visit("stage", use="印刷")))


def test_files_to_analyse_stay_inside_the_committee(town: Settings, visit: Visit) -> None:
    app = visit("stage", use="データ")
    for_outside(app)
    assert "外に渡せます。声は、紹介してよいと答えた人のものだけです。" in everything(app)
    labels = offered(app)
    assert "表と声を作る（Excel）" in labels
    assert FOR_ANALYSIS not in labels


def test_tables_for_outside_are_of_the_whole_survey_whatever_is_filtered(town: Settings, visit: Visit) -> None:
    for number in range(2):
        add(town, 0, id=f"77777777-7777-4777-8777-{number:012d}", board=str(100 + number))
    app = for_outside(visit("stage", use="データ", relation="住んでいる人"))
    assert "外に渡す表は、絞り込みを使わず調査の全体で作り、5人より少ない数はのせません。" in everything(app)
    assert "表と声を作る（Excel）" in offered(app)


def test_the_voices_of_fewer_than_five_people_are_not_handed_outside(town: Settings, visit: Visit) -> None:
    app = for_outside(visit("stage", use="データ", relation="訪れた人"))
    assert "5人より少ないので、数字を出しません" in everything(app)
    assert "表と声を作る（Excel）" not in offered(app)
    files = [str(button.proto.label) for button in app.get("download_button")]
    assert not [label for label in files if "の形で保存" in label]
    everybody = visit("stage", use="データ").get("download_button")
    assert [button for button in everybody if "の形で保存" in str(button.proto.label)]


def test_of_fewer_than_five_people_no_table_is_handed_outside(empty: Settings, visit: Visit) -> None:
    for number in range(4):
        add(empty, number)
    app = for_outside(visit("stage", use="データ"))
    assert "5人より少ないので、数字を出しません" in everything(app)
    assert "表と声を作る（Excel）" not in offered(app)


def test_of_fewer_than_five_people_no_poster_is_made(town: Settings, visit: Visit) -> None:
    assert "テーマのポスターを作る（A1）" in offered(visit("stage", use="印刷"))
    app = visit("stage", use="印刷", relation="住んでいる人")
    assert "5人より少ないので、数字を出しません" in everything(app)
    assert "カードを作る（PDF）" in offered(app)
    assert "テーマのポスターを作る（A1）" not in offered(app)


def test_sentences_around_a_word_leave_with_a_line_that_names_their_comments(town: Settings) -> None:
    room = room_of(town)
    frame = room.voices.comments
    content = charts.table_csv(room, frame[["number"]], "concordance", frame["number"])
    assert content.startswith(b"\xef\xbb\xbf")
    _, [left] = handing_out.left(town, LOCAL_ORGANISER, TOWN.slug, 5)
    assert (left.kind, left.name, left.audience, left.comments) == ("figures", "concordance", "committee", 8)


def test_sentences_of_somebody_who_withdrew_meanwhile_stay_here_and_the_others_leave(town: Settings) -> None:
    room = room_of(town)
    frame = room.voices.comments[["number"]]
    with opened(town.database) as db:
        texts = frame["number"].map(reads.texts(db, frame["number"].tolist()))
        read = reads.all_comments(db, TOWN.slug, Audience.COMMITTEE)
    person = read["interview_id"].iloc[0]
    erasing.erase(town, LOCAL_ORGANISER, person, "本人の申し出")
    gone = frame["number"].isin(read.loc[read["interview_id"] == person, "number"])
    content = charts.table_csv(room, texts.to_frame("声"), "concordance", frame["number"]).decode("utf-8-sig")
    assert content.splitlines() == ["声", *texts[~gone]]
    _, [left] = handing_out.left(town, LOCAL_ORGANISER, TOWN.slug, 5)
    assert left.comments == (~gone).sum()


def test_the_number_of_a_card_finds_its_comment(town: Settings, visit: Visit) -> None:
    with opened(town.database) as db:
        frame = reads.all_comments(db, TOWN.slug, Audience.COMMITTEE)
    zoo = frame[frame["text"] == "動物園が楽しい"].iloc[0]
    # Nothing that was found for another reader is shown in its place.
    assert "声8件" in everything(visit("voices"))
    words = everything(visit("voices", q=f"No. {printed_number(zoo['comment_id'])}"))
    assert "1人の声1件" in words
    assert "動物園が楽しい" in words
    assert "あてはまる声はありません" in everything(visit("voices", q="0000-0000"))
