"""Promises of interviews from phones: on disk before they are answered, once however often sent, with their history."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from survey_insights.overview import overview
from survey_loader import ages
from survey_loader.access import Audience
from survey_loader.acts import codes, consents, entering, erasing
from survey_loader.acts.entering import Entry
from survey_loader.language import japanese
from survey_loader.models import Consents
from survey_loader.settings import Settings
from survey_loader.store import cache, holdings, reads, street
from survey_loader.store.connection import opened
from survey_loader.store.surveys import waves
from survey_loader.voices import Voices
from tests.capture.conftest import ORGANISER, Invite
from tests.capture.phone import CONSENTS, TOWN, Phone, body, new_id, shot


def rows(here: Settings, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with opened(here.database) as db:
        return db.conn.execute(query, values).fetchall()


def versions(here: Settings, identity: str) -> list[holdings.Kept]:
    with opened(here.database) as db:
        return holdings.versions(db, identity)


def test_an_interview_is_stored_with_all_that_was_told(phone: Phone, town: Settings) -> None:
    identity = new_id()
    answer = phone.put(identity, body(note="帽子の人", illegible=["future"]))
    assert answer.status_code == 200
    told = answer.json()
    assert (told["id"], told["state"], told["again"], told["photos"]) == (identity, "stored", False, {})
    assert told["code"] == codes.code(town, ORGANISER, TOWN.slug, identity)
    assert answer.headers["cache-control"] == "no-store"
    [kept] = versions(town, identity)
    assert kept.texts == (("like", "川ぞいの桜がきれい"), ("future", "夜のバスをふやしてほしい"))
    assert (kept.wave, kept.place, kept.interviewer, kept.board) == ("2026年春", "ゆきの通り", "佐藤", "0123K")
    assert (kept.age, kept.relation, kept.note, kept.origin) == ("20代", "resident", "帽子の人", "entry")
    assert kept.choices == {"stay": "4", "come": "バス; 歩き"}
    assert kept.consents == Consents(quote=True, photo_committee="face", photo_hall="face", photo_web="no")
    with opened(town.database) as db:
        record = street.record(db, identity)
        comments = reads.all_comments(db, TOWN.slug, Audience.COMMITTEE).set_index("question")
    assert record is not None
    assert (record.consent_version, record.consent_language, record.guardian) == ("1", "ja", None)
    assert record.tapped_at == "2026-05-03T13:06:10+09:00"
    assert record.illegible == ("future",)
    assert comments.loc["future", "axis_source"] == "said"


def test_the_same_sent_ten_times_is_one_interview(phone: Phone, town: Settings) -> None:
    identity = new_id()
    answers = [phone.put(identity).json()["again"] for _ in range(10)]
    assert answers == [False] + [True] * 9
    assert len(versions(town, identity)) == 1
    assert rows(town, "select count(*) from log where act = 'enter'") == [(1,)]


def test_the_same_sent_ten_times_at_once_is_one_interview(phone: Phone, town: Settings) -> None:
    identity = new_id()
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: phone.put(identity), range(10)))
    assert [answer.status_code for answer in answers] == [200] * 10
    assert sorted(answer.json()["again"] for answer in answers) == [False] + [True] * 9
    assert len(versions(town, identity)) == 1


def test_a_changed_interview_is_a_new_version_and_the_old_one_is_kept(phone: Phone, town: Settings) -> None:
    identity = new_id()
    phone.put(identity)
    changed = body(answers={"like": "川ぞいの桜がとてもきれい"})
    assert phone.put(identity, changed).json()["again"] is True
    latest, first = versions(town, identity)
    assert (latest.standing, first.standing) == ("shown", "replaced")
    assert latest.texts == (("like", "川ぞいの桜がとてもきれい"),)
    assert first.texts[0] == ("like", "川ぞいの桜がきれい")
    assert rows(town, "select actor, act from log where record = ? order by number", identity) == [
        ("invitation 1", "enter"),
        ("invitation 1", "send again"),
        ("invitation 1", "enter"),
    ]


def test_an_answer_that_was_lost_does_not_turn_back_what_an_organiser_corrected(phone: Phone, town: Settings) -> None:
    identity = new_id()
    phone.put(identity)
    corrected = Entry(
        TOWN.slug, identity, {"like": "川ぞいの梅がきれい"}, datetime(2026, 5, 3, 4, 5, tzinfo=UTC), "ゆきの通り"
    )
    entering.enter(town, ORGANISER, corrected)
    assert phone.put(identity).json()["again"] is True
    assert versions(town, identity)[0].texts == (("like", "川ぞいの梅がきれい"),)
    assert len(versions(town, identity)) == 2


def test_words_that_are_only_on_the_photo_may_come_later(phone: Phone, town: Settings) -> None:
    identity, photo = new_id(), shot(kind="board")
    fast = body(answers={}, choices={}, said={}, words_later=True, photos=[photo.told])
    told = phone.put(identity, fast).json()
    assert told["photos"] == {photo.sha256: "missing"}
    assert versions(town, identity)[0].texts == ()
    nothing = phone.put(new_id(), body(answers={}, choices={}, said={}, words_later=True))
    assert (nothing.status_code, nothing.json()["field"]) == (422, "answers")


def test_what_nobody_tapped_is_a_no_and_a_child_decides_with_a_guardian(phone: Phone, town: Settings) -> None:
    def allowed(**changes: Any) -> Consents:
        identity = new_id()
        assert phone.put(identity, body(**changes)).status_code == 200
        return versions(town, identity)[0].consents

    everything = {**CONSENTS, "public": "yes"}
    assert allowed(consents={}) == Consents()
    assert allowed(consents=everything) == Consents(True, "face", "face", "face")
    assert allowed(consents={**everything, "committee": "board"}) == Consents(True, "board", "board", "board")
    assert allowed(consents={**everything, "committee": "no"}) == Consents(True, "no", "no", "no")
    assert allowed(consents={**everything, "guardian": False}) == Consents()
    assert allowed(consents=everything, age="10歳未満") == Consents()
    assert allowed(consents={**everything, "guardian": True}, age="10歳未満") == Consents(True, "face", "face", "face")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "きのう"}, "at"),
        ({"at": "2026-05-03T13:05:00"}, "at"),
        ({"at": "0001-01-01T00:00:00+09:00"}, "at"),
        ({"at": "2099-01-01T00:00:00+09:00"}, "at"),
        ({"place": ""}, "place"),
        ({"relation": "king"}, "relation"),
        ({"answers": {"unasked": "どこかへ消えることば"}}, "answers"),
        ({"answers": {"like": 5}}, "answers"),
        ({"answers": {"like": "川\ud83d"}}, "like"),
        ({"answers": ["川"]}, "answers"),
        ({"choices": {"come": "馬"}}, "come"),
        ({"said": {"like": "everybody"}}, "said"),
        ({"consents": {**CONSENTS, "version": "99"}}, "consents"),
        ({"consents": {**CONSENTS, "quote": "はい"}}, "quote"),
        ({"photos": [{"sha256": "../../etc", "kind": "face", "bytes": 1}]}, "photos"),
        ({"photos": [{"sha256": "a" * 64, "kind": "face", "bytes": 6_000_000}]}, "photos"),
        ({"note": "あ" * 2_001}, "note"),
        ({"board": "1" * 201}, "board"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field_to_mend(
    phone: Phone, town: Settings, changes: dict[str, Any], field: str
) -> None:
    identity = new_id()
    content = json.dumps(body(**changes)).encode()
    answer = phone.asked(
        "PUT", f"/interviews/{identity}", content=content, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422, answer.text
    told = answer.json()
    assert (told["error"], told["field"]) == ("unusable", field)
    assert re.search("[ぁ-ん]", told["message"])
    assert versions(town, identity) == []
    with opened(town.database) as db:
        assert street.record(db, identity) is None


@pytest.mark.parametrize("content", [b"", b"[]", b'"x"', b"{", b"[" * 100_000, b"\xff\xfe"])
def test_what_is_no_interview_at_all_is_refused(phone: Phone, content: bytes) -> None:
    answer = phone.asked(
        "PUT", f"/interviews/{new_id()}", content=content, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["error"]) == (422, "unusable")


def test_a_body_of_another_kind_or_too_large_is_refused_in_words(phone: Phone) -> None:
    other = phone.asked("PUT", f"/interviews/{new_id()}", content=b"x=1", headers={"Content-Type": "text/plain"})
    assert (other.status_code, other.json()["error"]) == (415, "kind")
    large = phone.put(new_id(), body(note="あ" * 100_000))
    assert (large.status_code, large.json()["error"]) == (413, "large")


@pytest.mark.parametrize("identity", ["1", "../x", "3F1F4C5A-6C9B-4B7E-9B1D-000000000009", "{3f1f4c5a}"])
def test_an_id_that_is_none_is_refused(phone: Phone, identity: str) -> None:
    assert phone.put(identity).status_code in {404, 422}


def test_an_erased_interview_is_told_so_and_stays_erased(phone: Phone, town: Settings) -> None:
    identity = new_id()
    phone.put(identity)
    erasing.erase(town, ORGANISER, identity, "ご本人の求め")
    for content in (body(), body(note="もう一度")):
        answer = phone.put(identity, content)
        assert (answer.status_code, answer.json()["error"]) == (409, "erased")
    assert versions(town, identity) == []
    with opened(town.database) as db:
        assert street.record(db, identity) is None


def test_an_interview_of_somebody_else_cannot_be_changed(phone: Phone, client: TestClient, invite: Invite) -> None:
    identity = new_id()
    phone.put(identity)
    other = Phone(client, invite("火曜の班").token)
    answer = other.put(identity, body(answers={"like": "ほかの人のことば"}))
    assert (answer.status_code, answer.json()["error"]) == (409, "foreign")


def test_an_interview_an_account_entered_cannot_be_changed_from_a_phone(phone: Phone, town: Settings) -> None:
    entry = Entry(TOWN.slug, new_id(), {"like": "山が好き"}, datetime(2026, 5, 3, tzinfo=UTC), "駅前")
    entering.enter(town, ORGANISER, entry)
    assert phone.put(entry.id).json()["error"] == "foreign"


def test_a_phone_with_a_new_invitation_goes_on_with_what_it_had_sent_under_one_that_is_over(
    phone: Phone, client: TestClient, town: Settings, invite: Invite
) -> None:
    from survey_loader.acts import inviting

    identity = new_id()
    phone.put(identity)
    again = Phone(client, invite("新しい招待").token)
    # The very same is the same phone, whose answer was lost.
    assert again.put(identity).json()["again"] is True
    assert again.put(identity, body(board="0124M")).status_code == 200
    other = new_id()
    phone.put(other)
    inviting.revoke(town, ORGANISER, TOWN.slug, 1)
    assert again.put(other, body(board="0125P")).status_code == 200
    assert [kept.board for kept in versions(town, other)] == ["0125P", "0123K"]


def test_changed_consents_stand_above_what_the_phone_sends_later(phone: Phone, town: Settings) -> None:
    identity = new_id()
    phone.put(identity)
    consents.change(town, ORGANISER, TOWN.slug, identity, Consents(photo_committee="board"))
    phone.put(identity, body(board="0999X"))
    assert versions(town, identity)[0].consents == Consents(photo_committee="board")


def test_no_route_gives_out_what_was_sent(phone: Phone) -> None:
    identity = new_id()
    phone.put(identity)
    for path in ("/interviews", f"/interviews/{identity}", f"/interviews/{identity}/photos/{'a' * 64}"):
        assert phone.asked("GET", path).status_code in {404, 405}
    told = phone.asked("GET", "/survey").text
    for words in ("川ぞいの桜", "夜のバス", "佐藤", "0123K", identity):
        assert words not in told


def test_counts_are_absolute_and_become_the_response_rate(phone: Phone, town: Settings) -> None:
    device = new_id()

    def count(day: str, approached: int, declined: int, **more: Any) -> int:
        content = {"place": "ゆきの通り", "approached": approached, "declined": declined, **more}
        return phone.asked("PUT", f"/counts/{device}/{day}", json=content).status_code

    assert [count("2026-05-03", n, n // 2) for n in (10, 12, 12)] == [200] * 3
    assert count("2026-05-04", 5, 5) == 200
    with opened(town.database) as db:
        [wave] = waves(db, TOWN.slug)
    assert (wave.label, wave.approached, wave.declined) == ("2026年5月", 17, 11)
    assert rows(town, "select count(*) from log where act = 'count in the street'") == [(3,)]
    assert count("2026-05-04", 5, 5, wave="2026年春") == 200
    with opened(town.database) as db:
        assert {wave.label: wave.approached for wave in waves(db, TOWN.slug)} == {"2026年5月": 12, "2026年春": 5}
    assert [count("2026-13-04", 5, 5), count("2026-05-05", -1, 0), count("2026-05-05", 10**9, 0)] == [422] * 3


def test_readers_see_how_many_were_spoken_to_without_another_interview(phone: Phone, town: Settings) -> None:
    phone.put(new_id())
    before = cache.voices(town, TOWN.slug)
    assert "2026年5月3日、ゆきの通りで、1人が書いてくれました。" in reach(before)
    counted = {"place": "ゆきの通り", "wave": "2026年春", "approached": 17, "declined": 11}
    phone.asked("PUT", f"/counts/{new_id()}/2026-05-03", json=counted)
    after = cache.voices(town, TOWN.slug)
    assert after.comments is before.comments
    assert "17人に声をかけ、1人が書いてくれました。" in reach(after)


def reach(voices: Voices) -> str:
    return overview(voices, japanese)[0].text


def test_what_a_file_says_of_a_wave_stands_above_what_phones_counted(phone: Phone, town: Settings) -> None:
    from survey_loader.models import Wave
    from survey_loader.store.connection import transaction
    from survey_loader.store.surveys import save_wave

    with opened(town.database) as db, transaction(db):
        save_wave(db, TOWN.slug, Wave("2026年5月", approached=300, declined=100))
    phone.asked("PUT", f"/counts/{new_id()}/2026-05-03", json={"place": "", "approached": 9, "declined": 1})
    with opened(town.database) as db:
        [wave] = waves(db, TOWN.slug)
    assert (wave.approached, wave.declined) == (300, 100)


def test_the_form_is_told_what_it_needs_and_once(phone: Phone, town: Settings) -> None:
    phone.put(new_id(), body(age="30代"))
    answer = phone.asked("GET", "/survey")
    told = answer.json()
    assert (told["survey"], told["name"], told["holder"]) == ("town", "こだま町の未来", "こだま町未来委員会")
    assert (told["guardian_age"], told["days"], told["label"], told["invitation"]) == (16, 7, "月曜の班", 1)
    assert [question["key"] for question in told["questions"]] == ["like", "future", "stay", "come"]
    assert told["questions"][2]["choices"] == ["1", "2", "3", "4", "5"]
    assert (told["questions"][3]["choices"], told["questions"][3]["multiple"]) == (["バス", "車", "歩き"], True)
    assert told["places"] == [{"name": "ゆきの通り", "latitude": None, "longitude": None}]
    assert told["ages"] == list(ages.BANDS)
    assert told["relations"] == ["resident", "commuter", "rooted", "visitor"]
    texts = told["consent"]["texts"]
    assert set(texts) == {"ja", "en", "zh", "ko"}
    assert "0166-00-0000" in texts["ja"]["intro"]
    assert told["until"] in texts["ja"]["promises"]
    assert "The future of Kodama" in texts["en"]["intro"]
    tag = answer.headers["etag"]
    same = phone.asked("GET", "/survey", headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
