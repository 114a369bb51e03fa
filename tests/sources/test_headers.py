"""Columns guessed from their headers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from survey_loader.models import Consents, Interview, PhotoConsent, Question, Survey
from survey_loader.sources.columns import Columns, Known
from survey_loader.sources.mapping import Mapping
from survey_loader.sources.reading import read

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
        ("May we publish your words?", "consent_quote"), ("May we show the photo?", "consent_photo_public"),
        ("consent_text", "consent_quote"), ("residency", "relation"), ("あなたとまちの関わり", "relation"),
        ("Where did you talk?", "place"), ("どこで聞きましたか", "place"), ("あなたのねんれい", "age"),
        ("Start time", "date"), ("Date Created", "date"), ("作成日", "date"), ("聞き取りをした日", "date"),
        ("引用してもよいですか", "consent_quote"), ("ことばを載せてよいですか", "consent_quote"),
        ("quote_ok", "consent_quote"), ("date_created", "date"), ("調査員", "interviewer"), ("調査員メモ", "note"),
        ("メモ（調査員用）", "note"), ("聞き手のメモ", "note"), ("Respondent ID", "key"), ("回答者ID", "key"),
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
        ("良い点を教えてください", "like"), ("Good points of our town", "like"), ("悪い点", "trouble"),
        ("What is hard about living here?", "trouble"), ("その理由をお書きください", "comment"),
        ("Why?", "comment"), ("What should change?", "future"),
        ("この町の好きなところ", "like"), ("まちの魅力は？", "like"),
        ("良いところ", "like"), ("好きな場所", "like"),
        ("What do you like about our town?", "like"),
        ("どんなまちになってほしいですか", "future"), ("未来への願い", "future"),
        ("市への要望", "future"), ("期待すること", "future"),
        ("What future do you wish for?", "future"),
        ("困っていること", "trouble"), ("不満・不便な点", "trouble"), ("What do you dislike?", "trouble"),
        ("感想", "comment"), ("ご意見", "comment"),
        ("声", "comment"), ("市民の声", "comment"), ("回答内容", "comment"), ("ボードの言葉", "comment"),
        ("text", "comment"), ("COMMENT", "comment"), ("自由記述欄", "comment"), ("comment-body", "comment"),
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


def test_a_time_beside_a_date_is_the_time_of_the_interview() -> None:
    columns = Mapping.guess(["日付", "開始時刻", "感想"], [["2026/5/3", "13:05", "川"]]).columns
    assert (columns.date, columns.time) == ("日付", "開始時刻")
    columns = Mapping.guess(["開始時刻", "感想"], [["2026/5/3 13:05", "川"]]).columns
    assert (columns.date, columns.time) == ("開始時刻", "")
    columns = Mapping.guess(["timestamp", "感想"], [["00:12:05", "川"]]).columns
    assert (columns.date, columns.time) == ("", "")
    columns = Mapping.guess(["時間", "感想"], [["13:05", "川"]]).columns
    assert (columns.date, columns.time) == ("", "")


def test_the_order_of_dates_and_numbers_for_days_are_told() -> None:
    mapping = Mapping.guess(["日付", "感想"], [["3/5/2026", "川"], ["23/5/2026", "橋"]])
    assert mapping.date_order == "dmy"
    assert "「日付」の日付(3/5/2026 など)は、日/月/年の順とみなしました。" in map(str, mapping.assumptions)
    mapping = Mapping.guess(["日付", "感想"], [["46165.54", "川"]])
    assert "「日付」の数字(46165.54 など)は、表計算ソフトの日付(通し番号)とみなしました。" in map(
        str, mapping.assumptions
    )


def test_a_number_that_stands_twice_is_no_key_and_that_is_told() -> None:
    rows = [[f"a-{n:02}", f"声{n}"] for n in range(19)] + [["a-00", "もう一つの声"]]
    mapping = Mapping.guess(["回答ID", "感想"], rows)
    assert mapping.columns.key == ""
    told = "「回答ID」には同じ値が2度以上あるため、見分けに使いません。行の内容すべてで見分けます。"
    assert told in map(str, mapping.assumptions)


def test_a_choice_of_several_says_so_and_is_split_where_people_split_it() -> None:
    mapping = Mapping.guess(["話題（複数選択）", "感想"], [["お店、公園", "川"], ["公園", "橋"]])
    topics = mapping.questions[0]
    assert (topics.question.kind, topics.question.multiple, topics.separator) == ("choice", True, "、")
    assert topics.question.choices == ("公園",)


def test_one_consent_to_publish_is_for_words_and_photo_and_the_photo_has_its_own() -> None:
    columns = Mapping.guess(["consent_photo", "consent_publish", "感想"], [["yes", "no", "川"]]).columns
    assert (columns.consent_photo_committee, columns.consent_photo_public, columns.consent_quote) == (
        "consent_photo", "consent_publish", "consent_publish",
    )  # fmt: skip


def test_a_further_column_of_a_question_answers_it_once_more() -> None:
    known = Known(again={"コメント (2)": "コメント"})
    mapping = Mapping.guess(["コメント", "コメント (2)"], [["川", "橋"]], known=known)
    assert [(asked.question.key, asked.column) for asked in mapping.questions] == [
        ("comment", "コメント"), ("comment", "コメント (2)"),
    ]  # fmt: skip
    assert len(mapping.survey.questions) == 1
    assert "「コメント (2)」も「コメント」と同じ設問の答えとみなしました。" in map(str, mapping.assumptions)


def test_a_new_question_never_takes_the_key_of_another_one_of_the_survey() -> None:
    survey = Survey(
        "town", "町", questions=(
            Question("scale", "住みやすさ", "scale"), Question("choice", "話題", "choice", multiple=True),
            Question("like", "好きなところ"), Question("like_2", "好きな場所"),
        ),
    )  # fmt: skip
    header = ["満足度", "目的（複数選択）", "好きなところ", "好きな店"]
    mapping = Mapping.guess(header, [["4", "観光;食事", "川", "パン屋"]], survey)
    assert [asked.question.key for asked in mapping.questions] == ["scale_2", "choice_2", "like", "like_3"]


def test_a_choice_of_several_places_is_not_where_the_interview_took_place() -> None:
    header = ["よく行く場所はどこですか", "好きなところ"]
    rows = [["商店街; 図書館", "古い映画館"], ["図書館", "読み聞かせの声"]]
    guess = Mapping.guess(header, rows, None, Known(multiple=frozenset(header[:1])))
    assert guess.columns.place == ""
    assert [(asked.column, asked.question.multiple) for asked in guess.questions] == [
        ("よく行く場所はどこですか", True), ("好きなところ", False),
    ]  # fmt: skip


def test_a_second_question_of_a_kind_is_known_again_by_its_label() -> None:
    header, rows = ["このまちの好きなもの", "like"], [["石垣の苔", ""], ["", "堀の白鳥"]]
    first = Mapping.guess(header, rows)
    survey = Survey("v", "v", questions=tuple(asked.question for asked in first.questions))
    again = Mapping.guess(header, rows, survey)
    assert [asked.question.key for asked in again.questions] == [asked.question.key for asked in first.questions]


def test_the_zone_a_header_names_is_the_one_of_its_times(written: Callable[..., Path]) -> None:
    path = written("Start Date (UTC),What do you like?\n2026-10-04 01:00:00,The ferry horn\n")
    reading = read(path)
    (interview,) = reading.rows
    assert isinstance(interview, Interview) and interview.at == datetime(2026, 10, 4, 1, tzinfo=UTC)
    assert "「Start Date (UTC)」は世界時(UTC)の時刻として読みます。" in map(str, reading.recognised.assumptions)


@pytest.mark.parametrize(
    ("header", "cell", "web"),
    [
        ("写真を会場で見せてよいですか（同意）", "はい", "no"), ("写真の展示の同意", "はい", "no"),
        ("May we print your photo?", "yes", "no"), ("写真の公開（会場のみ）", "はい", "no"),
        ("写真の展示・公開の同意", "はい", "face"), ("写真の公開の同意", "はい", "face"),
        ("写真を会場やウェブで公開してよいですか", "はい", "face"),
    ],
)  # fmt: skip
def test_a_consent_for_a_hall_is_none_for_the_web(
    written: Callable[..., Path], header: str, cell: str, web: PhotoConsent
) -> None:
    reading = read(written(f"好きなところ,{header}\n白鳥の首,{cell}\n"))
    (interview,) = reading.rows
    assert isinstance(interview, Interview)
    assert interview.consents == Consents(photo_committee="face", photo_hall="face", photo_web=web)
    told = any("ウェブでの公開にはあてはめません" in str(said) for said in reading.recognised.assumptions)
    assert told == (web == "no")


@pytest.mark.parametrize(("hall", "shown"), [("いいえ", "no"), ("はい", "face")])
def test_a_yes_to_the_web_does_not_stand_for_the_hall(
    written: Callable[..., Path], hall: str, shown: PhotoConsent
) -> None:
    header = "好きなところ,写真をホームページで公開してよいですか,写真を会場に展示してよいですか"
    (interview,) = read(written(f"{header}\n川の音,はい,{hall}\n")).rows
    assert isinstance(interview, Interview)
    assert (interview.consents.photo_hall, interview.consents.photo_web) == (shown, "no")
