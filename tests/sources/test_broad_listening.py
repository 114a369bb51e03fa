"""kouchou-ai and Talk to the City: what they take in and what they give out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from survey_loader.models import Answer, Interview
from survey_loader.sources.reading import Reading, read

Written = Callable[..., Path]


def interviews(reading: Reading) -> list[Interview]:
    rows = list(reading.rows)
    assert all(isinstance(row, Interview) for row in rows)
    return [row for row in rows if isinstance(row, Interview)]


def said(reading: Reading) -> str:
    return "\n".join(str(assumption) for assumption in reading.recognised.assumptions)


def words(rows: list[Interview]) -> list[str]:
    return [answer.text for row in rows for answer in row.answers]


def test_what_kouchou_ai_takes_in_is_read_with_its_attributes(written: Written) -> None:
    path = written(
        "comment-id,comment-body,source,url,attribute_年代,attribute_場所\n"
        "a-1,朝の光がきれい,X,https://example.jp/1,20代,港の広場\na-2,夜も歩ける道,X,,60代,駅前\n"
    )
    reading = read(path)
    first, second = interviews(reading)
    assert (reading.recognised.layout, reading.recognised.label) == ("kouchou_ai", "広聴AI（kouchou-ai）")
    assert (first.key, first.age, first.place) == ("a-1", "20代", "港の広場")
    assert words([first, second]) == ["朝の光がきれい", "夜も歩ける道"]
    assert "声1件を、1人の聞き取りとして数えます。" in said(reading)


def test_running_numbers_of_two_files_are_not_one_comment(written: Written) -> None:
    one = interviews(read(written("comment-id,comment-body\n1,朝の光\n", name="a.csv")))[0]
    two = interviews(read(written("comment-id,comment-body\n1,夜の道\n", name="b.csv")))[0]
    again = interviews(read(written("comment-id,comment-body,attribute_年代\n1,朝の光,20代\n", name="c.csv")))[0]
    assert one.key != two.key
    assert one.key == again.key


def test_a_comment_of_several_arguments_is_read_once_with_all_its_categories(written: Written) -> None:
    path = written(
        "comment-id,original-comment,arg_id,argument,category_id,category\n"
        "7,朝の光と市場が好き,A7_0,朝の光が美しい,1_0,景色\n"
        "8,夜も歩ける道がほしい,A8_0,夜道を明るく,1_1,安心\n"
        "7,朝の光と市場が好き,A7_1,市場が楽しい,1_2,買い物\n"
        "8,夜も歩ける道がほしい,A8_1,歩道がほしい,1_1,安心\n"
    )
    reading = read(path)
    rows = interviews(reading)
    assert reading.recognised.layout == "kouchou_ai"
    assert words(rows) == ["朝の光と市場が好き", "夜も歩ける道がほしい"]
    assert [row.choices["choice"] for row in rows] == ["景色; 買い物", "安心"]


def result(**parts: object) -> str:
    whole = {
        "arguments": [
            {
                "arg_id": "A7_0",
                "argument": "朝の光が美しい",
                "x": 0.1,
                "y": 2,
                "p": 0,
                "cluster_ids": ["0", "1_0", "2_3"],
            },
            {
                "arg_id": "A7_1",
                "argument": "市場が楽しい",
                "x": 0.1,
                "y": 2,
                "p": 0,
                "cluster_ids": ["0", "1_2", "2_9"],
            },
            {
                "arg_id": "A8_0",
                "argument": "夜道を明るく",
                "x": 0.1,
                "y": 2,
                "p": 0,
                "cluster_ids": ["0", "1_1", "2_4"],
            },
        ],
        "clusters": [
            {"level": 0, "id": "0", "label": "全体", "takeaway": "", "value": 3, "parent": ""},
            {"level": 1, "id": "1_0", "label": "景色", "takeaway": "海", "value": 1, "parent": "0"},
            {"level": 1, "id": "1_1", "label": "安心", "takeaway": "道", "value": 1, "parent": "0"},
            {"level": 1, "id": "1_2", "label": "買い物", "takeaway": "市", "value": 1, "parent": "0"},
            {"level": 2, "id": "2_3", "label": "朝の海", "takeaway": "海", "value": 1, "parent": "1_0"},
        ],
        "comments": {},
        "propertyMap": {},
        "overview": "海と道の話",
        "config": {"intro": "はじめに", "extraction": {"limit": 10}},
    }
    return json.dumps(whole | parts, ensure_ascii=False)


def test_the_result_of_kouchou_ai_gives_each_comment_once_with_its_categories(written: Written) -> None:
    comments = {"7": {"comment": "朝の光と市場が好き"}, "8": {"comment": "夜も歩ける道がほしい"}}
    reading = read(written(result(comments=comments), name="hierarchical_result.json"))
    rows = interviews(reading)
    assert (reading.recognised.layout, reading.recognised.encoding) == ("kouchou_ai", "utf-8")
    assert words(rows) == ["朝の光と市場が好き", "夜も歩ける道がほしい"]
    assert [row.choices["choice"] for row in rows] == ["景色; 買い物", "安心"]


def test_a_result_without_the_comments_says_that_its_words_are_not_the_writers(written: Written) -> None:
    reading = read(written(result(), name="hierarchical_result.json"))
    assert words(interviews(reading)) == ["朝の光が美しい\n市場が楽しい", "夜道を明るく"]
    assert "元の声が入っていないため" in said(reading)


def test_talk_to_the_city_keeps_the_comments_of_one_speaker_together(written: Written) -> None:
    path = written(
        "comment-id,comment-body,interview,timestamp\n"
        "c-1,朝の光がきれい,はなさん,2026-05-23 10:00\nc-2,市場も楽しい,はなさん,2026-05-23 10:00\n"
    )
    reading = read(path)
    first, second = interviews(reading)
    assert (reading.recognised.layout, reading.recognised.label) == ("talk_to_the_city", "Talk to the City")
    assert (first.key, first.group, second.group) == ("c-1", "はなさん", "はなさん")
    assert first.at is not None and first.at.isoformat() == "2026-05-23T10:00:00+09:00"


def test_a_place_in_a_film_is_no_date(written: Written) -> None:
    path = written("id,comment,interview,video,timestamp\nc-1,朝の光がきれい,はなさん,https://example.jp,00:12:05\n")
    (row,) = interviews(read(path))
    assert (row.at, row.answers) == (None, (Answer("comment", "朝の光がきれい"),))


def test_the_statements_of_polis_are_comments_with_their_time(written: Written) -> None:
    path = written(
        "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
        "1770000000000,Mon Feb 02 2026,0,11,31,4,1,スケートリンクを無料の日に\n"
        "1770001200000,Mon Feb 02 2026,2,11,22,9,1,温水プールのバスがほしい\n"
    )
    reading = read(path)
    rows = interviews(reading)
    assert reading.recognised.layout == "kouchou_ai"
    assert words(rows) == ["スケートリンクを無料の日に", "温水プールのバスがほしい"]
    assert [row.at.isoformat() for row in rows if row.at] == ["2026-02-02T02:40:00+00:00", "2026-02-02T03:00:00+00:00"]
