"""What 発表 offers to take along, and the way back from a card."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from survey_loader.access import Audience
from survey_loader.acts.printing import printed_number
from survey_loader.settings import Settings
from survey_loader.store import reads
from survey_loader.store.connection import opened
from tests.ui.small_town import TOWN, everything

Visit = Callable[..., AppTest]
FOR_ANALYSIS = ("分析用（Excel）", "分析用（CSV）", "分析用（SPSS）")


def offered(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


def test_the_stage_offers_tables_files_to_analyse_and_paper(town: Settings, visit: Visit) -> None:
    labels = offered(visit("stage"))
    for label in ("表と声を保存（Excel）", *FOR_ANALYSIS, "カードを保存（PDF）", "写真のポスターを保存（A1）"):
        assert label in labels


def test_files_to_analyse_stay_inside_the_committee(town: Settings, visit: Visit) -> None:
    app = visit("stage")
    app.get("button_group")[0].set_value(Audience.PUBLIC_WEB).run()
    assert "外に渡せます。声は、紹介してよいと答えた人のものだけです。" in everything(app)
    labels = offered(app)
    assert "表と声を保存（Excel）" in labels
    assert not set(FOR_ANALYSIS) & set(labels)


def test_of_fewer_than_five_people_no_table_is_handed_outside(town: Settings, visit: Visit) -> None:
    app = visit("stage", relation="訪れた人")
    app.get("button_group")[0].set_value(Audience.PUBLIC_WEB).run()
    assert "5人より少ないので、数字を出しません" in everything(app)
    assert "表と声を保存（Excel）" not in offered(app)


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
