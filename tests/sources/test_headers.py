"""Columns guessed from their headers."""

from __future__ import annotations

import pytest

from survey_loader.models import Question, Survey
from survey_loader.sources.columns import Columns
from survey_loader.sources.mapping import Mapping

ROW = ["x1-7", "ながい答えです"]


def only(header: str, cell: str = "x1-7") -> Columns:
    return Mapping.guess([header], [[cell]]).columns


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("KEY", "key"), ("meta/rootUuid", "key"),
        ("_uuid", "key"), ("聞き取りID", "key"), ("comment-id", "key"),
        ("タイムスタンプ", "date"), ("回答日時", "date"),
        ("聞き取りした日", "date"), ("ＤＡＴＥ", "date"), ("start", "date"),
        ("聞き取り場所", "place"), ("場　所", "place"),
        ("Place", "place"), ("聞き手", "interviewer"), ("Interviewer", "interviewer"),
        ("ボード番号", "board"), ("Board No.", "board"),
        ("年代", "age"), ("ご年齢", "age"), ("Age group", "age"),
        ("お住まい", "relation"), ("まちとの関わり", "relation"),
        ("Relation to the town", "relation"), ("居住地", "relation"),
        ("言語", "language"), ("グループ", "group"), ("備考", "note"), ("回", "wave"), ("Wave", "wave"),
        ("声の公開に同意しますか", "consent_quote"), ("引用の可否", "consent_quote"),
        ("写真を委員会で閲覧してよい（同意）", "consent_photo_committee"),
        ("写真の公開に\n同意しますか", "consent_photo_public"),
        ("写真公開の同意", "consent_photo_public"),
    ],
)  # fmt: skip
def test_a_header_tells_what_its_column_holds(header: str, what: str) -> None:
    assert list(only(header).named()) == [(what, header)]


@pytest.mark.parametrize(
    ("header", "what"), [("写真", "photo"), ("ボードの写真", "photo"), ("ボードだけの写真", "photo_board")]
)
def test_a_photo_is_taken_for_a_face_unless_it_says_board_only(header: str, what: str) -> None:
    assert list(only(header).named()) == [(what, header)]


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("この町の好きなところ", "like"), ("まちの魅力は？", "like"),
        ("良いところ", "like"), ("好きな場所", "like"),
        ("What do you like about our town?", "like"),
        ("どんなまちになってほしいですか", "future"), ("未来への願い", "future"),
        ("市への要望", "future"), ("期待すること", "future"),
        ("What future do you wish for?", "future"),
        ("困っていること", "trouble"), ("不満・不便な点", "trouble"), ("What do you dislike?", "trouble"),
        ("感想", "comment"), ("ご意見", "comment"),
        ("COMMENT", "comment"), ("自由記述欄", "comment"), ("comment-body", "comment"),
    ],
)  # fmt: skip
def test_a_header_tells_which_question_it_asks(header: str, key: str) -> None:
    mapping = Mapping.guess([header], [["ながい答えです"]])
    assert [(asked.question.key, asked.question.kind, asked.column) for asked in mapping.questions] == [
        (key, "text", header)
    ]
    assert list(mapping.columns.named()) == []


def test_two_columns_of_one_question_become_two_questions() -> None:
    mapping = Mapping.guess(["施設への要望", "市への要望"], [["ベンチ", "バス"]])
    assert [(asked.question.key, asked.question.label) for asked in mapping.questions] == [
        ("future", "施設への要望"), ("future_2", "市への要望"),
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["番号", "No.", "ＩＤ", "整理番号"])
def test_small_running_numbers_are_no_key(header: str) -> None:
    assert Mapping.guess([header, "感想"], [["1", "よい"], ["2", "わるい"]]).columns.key == ""
    assert Mapping.guess([header, "感想"], [["a-01", "よい"], ["a-02", "わるい"]]).columns.key == header


def test_a_column_with_the_same_identity_twice_is_no_key() -> None:
    assert Mapping.guess(["ID", "感想"], [["a-01", "よい"], ["a-01", "わるい"]]).columns.key == ""


def test_kobos_root_uuid_is_trusted_before_the_uuid_that_edits_change() -> None:
    assert Mapping.guess(["_uuid", "meta/rootUuid", "感想"], [["b", "a", "よい"]]).columns.key == "meta/rootUuid"


def test_a_few_answers_over_and_over_are_no_voice() -> None:
    header = ["不便さ", "不便さの内容"]
    mapping = Mapping.guess(header, [["感じた", f"バスが{n}時間に1本"] for n in range(20)])
    assert [asked.column for asked in mapping.questions] == ["不便さの内容"]


def test_flag_columns_of_a_choice_are_no_voice() -> None:
    header = ["好きなところ", "好きなところ/公園", "好きなところ/川"]
    mapping = Mapping.guess(header, [["公園のベンチ", "1", "0"], ["川", "0", "1"]])
    assert [asked.column for asked in mapping.questions] == ["好きなところ"]


def test_a_satisfaction_column_is_a_scale() -> None:
    mapping = Mapping.guess(["満足度", "満足度の理由", "感想"], [["5", "", "よい"]])
    assert [(asked.question.key, asked.question.kind) for asked in mapping.questions] == [
        ("scale", "scale"), ("comment", "text"),
    ]  # fmt: skip


def test_for_whom_belongs_to_the_question_before_it() -> None:
    header = ["好きなところ", "だれにとって？", "願い", "だれにとって？ (2)"]
    mapping = Mapping.guess(header, [["川", "住む人", "橋", "両方"]])
    assert [(asked.column, asked.said) for asked in mapping.questions] == [
        ("好きなところ", "だれにとって？"), ("願い", "だれにとって？ (2)"),
    ]  # fmt: skip


def test_the_questions_of_a_known_survey_take_their_columns_first() -> None:
    survey = Survey(
        "town", "町", questions=(
            Question("snow", "冬の雪についてどう思いますか", label_en="Snow"),
            Question("future", "どんなまちになってほしい"),
            Question("ease", "住みやすさ", "scale"),
        ),
    )  # fmt: skip
    header = ["Q1. 冬の雪についてどう思いますか？", "10年後の未来", "住みやすさ", "場所"]
    mapping = Mapping.guess(header, [["多い", "明るいまち", "4", "駅前"]], survey)
    assert [(asked.question.key, asked.column) for asked in mapping.questions] == [
        ("snow", header[0]), ("future", header[1]), ("ease", header[2]),
    ]  # fmt: skip
    assert mapping.survey is survey


def test_a_lone_comment_column_answers_the_only_question_of_a_survey() -> None:
    survey = Survey("town", "町", questions=(Question("future", "どんなまちになってほしい"),))
    mapping = Mapping.guess(["コメント"], [["明るいまち"]], survey)
    assert [(asked.question.key, asked.column) for asked in mapping.questions] == [("future", "コメント")]


def test_columns_without_a_use_are_told() -> None:
    mapping = Mapping.guess(["感想", "血液型", "星座"], [["よい", "A", "魚"]])
    assert str(mapping.assumptions[-1]) == "使わない列: 血液型、星座"
