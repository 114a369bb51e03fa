"""The gate: nothing public holds what its owner did not allow, what leaves is written down and can be called back."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from survey_exports.holding import other_rows
from survey_loader.access import Actor, Audience, Role
from survey_loader.acts import consents, erasing, handing_out, holdings, merging, releasing, reviewing, showing
from survey_loader.acts.entering import Entry, enter
from survey_loader.acts.handing_out import Asked, Held
from survey_loader.acts.log_words import ACT_LABELS
from survey_loader.acts.retention import purge
from survey_loader.acts.reviewing import Waiting
from survey_loader.acts.sheets import TOOLS, comments_csv, tool_csv
from survey_loader.errors import NotAllowed
from survey_loader.language import japanese
from survey_loader.models import Consents, PhotoConsent
from survey_loader.settings import Settings
from survey_loader.store import outputs, reads
from survey_loader.store.connection import opened
from survey_loader.store.pictures import make_picture
from tests.loader.conftest import ACTOR, Import, write_csv

MEMBER = Actor("佐藤", (("machi", Role.MEMBER),))
# Who allows what: (may be quoted, committee, hall, web).
PEOPLE: dict[str, tuple[bool, PhotoConsent, PhotoConsent, PhotoConsent]] = {
    "すべて": (True, "face", "face", "face"),
    "会場まで": (True, "face", "face", "no"),
    "委員会まで": (False, "face", "no", "no"),
    "なにも": (False, "no", "no", "no"),
}
WORDS = {name: f"川べりの{name}さんの朝がすきです" for name in PEOPLE}


def jpeg(number: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (60, 80), (20 * number, 90, 140)).save(buffer, "JPEG")
    return buffer.getvalue()


PHOTOS = {name: make_picture(jpeg(number)).id for number, name in enumerate(PEOPLE)}


def identity(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"stage {name}"))


@pytest.fixture
def town(empty: Settings, bring_in: Import, tmp_path: Path) -> Settings:
    """Four people, each with a photo and words, who allow different things."""
    bring_in(write_csv(tmp_path / "a.csv", "駅前,ラーメン,川", header="場所,好きなところ,どんなまちになってほしい"))
    for number, (name, (quote, committee, hall, web)) in enumerate(PEOPLE.items()):
        entry = Entry(
            "machi", identity(name), {"like": WORDS[name]}, datetime(2026, 5, 3, number, tzinfo=UTC), "駅前",
            consents=Consents(quote, committee, hall, web), photos=((jpeg(number), "face"),),
        )  # fmt: skip
        enter(empty, ACTOR, entry)
    return empty


def numbers(here: Settings) -> dict[str, int]:
    """Return {name: row number of the person's comment}."""
    with opened(here.database) as db:
        frame = reads.all_comments(db, "machi", Audience.COMMITTEE).set_index("text")
    return {name: int(frame.loc[text, "number"]) for name, text in WORDS.items()}


def asked(here: Settings, audience: Audience, kind: str = "slides") -> Asked:
    return Asked(kind, audience, list(numbers(here).values()), list(PHOTOS.values()), {"top_themes": 5}, "top_themes")


@pytest.mark.parametrize(
    ("audience", "quoted", "seen"),
    [
        (Audience.COMMITTEE, list(PEOPLE), ["すべて", "会場まで", "委員会まで"]),
        (Audience.PUBLIC_HALL, ["すべて", "会場まで"], ["すべて", "会場まで"]),
        (Audience.PUBLIC_WEB, ["すべて", "会場まで"], ["すべて"]),
    ],
)
def test_each_audience_gets_what_people_allow_it_and_is_told_why_not_more(
    town: Settings, audience: Audience, quoted: list[str], seen: list[str]
) -> None:
    cleared = handing_out.check(town, MEMBER, "machi", asked(town, audience))
    assert cleared.comments["text"].tolist() == [WORDS[name] for name in quoted]
    assert cleared.photos == tuple(PHOTOS[name] for name in seen)
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in cleared.files] == list(cleared.photos)
    refused = {one.id: one.why for one in cleared.held if one.what == "photo"}
    assert refused == {photo: "consent" for name, photo in PHOTOS.items() if name not in seen}
    assert [one.why for one in cleared.held if one.what == "comment"] == ["consent"] * (len(PEOPLE) - len(quoted))
    assert cleared.tables == ("top_themes",)


def test_a_table_of_four_people_does_not_leave_the_committee(town: Settings) -> None:
    few = Asked("picture", Audience.PUBLIC_HALL, tables={"top_themes": 4})
    assert handing_out.check(town, MEMBER, "machi", few).held == (Held("table", "top_themes", "few"),)
    inside = Asked("picture", Audience.COMMITTEE, tables={"top_themes": 4})
    assert handing_out.check(town, MEMBER, "machi", inside).tables == ("top_themes",)


def test_what_is_gone_or_of_another_survey_is_held_back(town: Settings) -> None:
    cleared = handing_out.check(town, MEMBER, "machi", Asked("slides", Audience.COMMITTEE, [99_999], ["0" * 64]))
    assert {(one.what, one.why) for one in cleared.held} == {("comment", "gone"), ("photo", "gone")}
    assert handing_out.told(cleared.held, japanese) == ["声1件：もうありません", "写真1件：もうありません"]
    with pytest.raises(NotAllowed):
        handing_out.check(town, Actor("よそ", (("tonari", Role.ADMIN),)), "machi", asked(town, Audience.COMMITTEE))


def test_viewers_take_numbers_and_no_words(town: Settings) -> None:
    viewer = Actor("見る人", (("machi", Role.VIEWER),))
    table = Asked("figures", Audience.COMMITTEE, tables={"top_themes": 5}, name="top_themes")
    assert handing_out.hand_out(town, viewer, "machi", table).tables == ("top_themes",)
    with pytest.raises(NotAllowed):
        handing_out.hand_out(town, viewer, "machi", asked(town, Audience.COMMITTEE))


def test_all_that_leaves_is_written_down_with_ids_and_no_words(town: Settings) -> None:
    handing_out.hand_out(town, MEMBER, "machi", asked(town, Audience.PUBLIC_HALL))
    total, [left] = handing_out.left(town, ACTOR, "machi", 10)
    assert (total, left.actor, left.kind, left.audience) == (1, "佐藤", "slides", "public_hall")
    assert (left.comments, left.photos, left.tables, left.held) == (2, 2, 1, 4)
    with opened(town.database) as db:
        before = db.conn.execute("select max(number) from log where act <> 'hand out'").fetchone()[0]
        items = outputs.items_of(db, left.number)
        [line] = db.conn.execute("select actor, survey, record, details from log where act = 'hand out'").fetchall()
        written = json.dumps([list(item) for item in items], ensure_ascii=False) + str(line)
    assert left.consents == before
    assert left.codebook
    assert {(item.kind, item.interview_id, item.consent) for item in items} == {
        (kind, identity(name), consent)
        for name in ("すべて", "会場まで")
        for kind, consent in (("comment", "quote"), ("photo", "face"))
    }
    assert line[:3] == ("佐藤", "machi", str(left.number))
    assert not any(text in written for text in WORDS.values())


def test_nothing_is_written_where_nothing_leaves(town: Settings) -> None:
    only = Asked("slides", Audience.PUBLIC_HALL, [numbers(town)["なにも"]])
    assert handing_out.hand_out(town, MEMBER, "machi", only).comments.empty
    assert handing_out.left(town, ACTOR, "machi", 10) == (0, [])


def test_the_same_things_again_are_listed_once_and_found_in_both(town: Settings) -> None:
    for _ in range(2):
        handing_out.hand_out(town, MEMBER, "machi", asked(town, Audience.PUBLIC_HALL))
    with opened(town.database) as db:
        assert db.conn.execute("select count(*) from output_items").fetchone()[0] == 4
        found = outputs.containing(db, [identity("すべて")])
    assert [(one.number, comments, photos) for one, comments, photos in found] == [(2, 1, 1), (1, 1, 1)]


def test_who_withdraws_while_something_is_handed_out_is_not_in_it(
    town: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gate looks, somebody is erased, the gate writes: what it writes is what it sees then."""
    looked = handing_out.check

    def and_then_erased(*given: object) -> handing_out.Cleared:
        cleared = looked(*given)  # type: ignore[arg-type]
        monkeypatch.setattr(handing_out, "check", looked)
        erasing.erase(town, ACTOR, identity("すべて"), "ご本人の求め")
        return cleared

    number = numbers(town)["すべて"]
    monkeypatch.setattr(handing_out, "check", and_then_erased)
    cleared = handing_out.hand_out(
        town, ACTOR, "machi", Asked("cards", Audience.PUBLIC_HALL, [number], [PHOTOS["会場まで"]])
    )
    assert cleared.comments.empty
    assert cleared.photos == (PHOTOS["会場まで"],)
    total, [left] = handing_out.left(town, ACTOR, "machi", 5)
    assert (total, left.comments, left.photos) == (1, 0, 1)
    with opened(town.database) as db:
        assert outputs.containing(db, [identity("すべて")]) == []


def test_a_withdrawal_lists_every_output_it_was_in_and_forgets_what_was_in_them(town: Settings) -> None:
    for audience in (Audience.PUBLIC_HALL, Audience.COMMITTEE, Audience.PUBLIC_WEB):
        handing_out.hand_out(town, MEMBER, "machi", asked(town, audience))
    who = identity("会場まで")
    held = holdings.look(town, ACTOR, "machi", who)
    assert [one.audience for one, _, _ in held.outputs] == ["public_web", "committee", "public_hall"]
    assert [value for name, value in other_rows(held, japanese) if name == "外に出したもの"] == [
        f"スライド（{held.outputs[0][0].at[:10]}、{audience}）"
        for audience in ("ネットと新聞、外のツール", "実行委員会の中", "会場と紙")
    ]
    assert erasing.erase(town, ACTOR, who, "ご本人の求め").outputs == (1, 2, 3)
    recalls = handing_out.recalls(town, ACTOR, "machi")
    assert [(one.output.number, one.people, one.comments, one.photos, one.done_at) for one in recalls] == [
        (3, 1, 1, 0, None), (2, 1, 1, 1, None), (1, 1, 1, 1, None),
    ]  # fmt: skip
    with opened(town.database) as db:
        assert outputs.containing(db, [who]) == []
        assert (
            db.conn.execute("select count(*) from output_items where id = ?", [PHOTOS["会場まで"]]).fetchone()[0] == 0
        )
        # Who is still here is still listed.
        assert len(outputs.containing(db, [identity("すべて")])) == 3


def test_an_output_called_back_says_by_whom_and_comes_again_with_the_next_withdrawal(town: Settings) -> None:
    handing_out.hand_out(town, MEMBER, "machi", asked(town, Audience.PUBLIC_HALL))
    erasing.erase(town, ACTOR, identity("会場まで"), "ご本人の求め")
    assert handing_out.called_back(town, ACTOR, "machi", 1) == 1
    assert handing_out.called_back(town, ACTOR, "machi", 1) == 0
    [back] = handing_out.recalls(town, ACTOR, "machi")
    assert (back.done_by, back.done_at is None) == (ACTOR.name, False)
    erasing.erase(town, ACTOR, identity("すべて"), "ご本人の求め")
    [again] = handing_out.recalls(town, ACTOR, "machi")
    assert (again.people, again.done_at) == (2, None)


def test_a_narrowed_consent_lists_only_the_outputs_it_is_too_narrow_for(town: Settings) -> None:
    for audience in (Audience.PUBLIC_HALL, Audience.COMMITTEE, Audience.PUBLIC_WEB):
        handing_out.hand_out(town, MEMBER, "machi", asked(town, audience))
    who = identity("すべて")
    web = consents.change(town, ACTOR, "machi", who, Consents(True, "face", "face", "no"))
    assert web.outputs == (3,)
    quote = consents.change(town, ACTOR, "machi", who, Consents(False, "face", "face", "no"))
    assert quote.outputs == (1, 3)
    nothing = consents.change(town, ACTOR, "machi", who, Consents())
    assert nothing.outputs == (1, 2, 3)
    more = consents.change(town, ACTOR, "machi", identity("委員会まで"), Consents(True, "face", "face", "face"))
    assert more.outputs == ()


def test_photos_whose_time_is_over_are_in_no_list(town: Settings) -> None:
    handing_out.hand_out(town, MEMBER, "machi", asked(town, Audience.PUBLIC_HALL))
    purge(town, ACTOR, "machi", "2026年5月")
    with opened(town.database) as db:
        assert {row[0] for row in db.conn.execute("select distinct kind from output_items")} == {"comment"}


def test_the_sheets_of_the_command_line_pass_the_gate(town: Settings) -> None:
    inside = comments_csv(town, "machi", Audience.COMMITTEE, japanese)
    assert all(text in inside for text in WORDS.values())
    for tool in TOOLS:
        outside = tool_csv(town, "machi", Audience.PUBLIC_WEB, tool)
        assert [text in outside for text in WORDS.values()] == [True, True, False, False]
    _, left = handing_out.left(town, ACTOR, "machi", 10)
    assert [(one.kind, one.name, one.audience) for one in left] == [
        *(("tool", tool, "public_web") for tool in reversed(list(TOOLS))), ("comments", "", "committee"),
    ]  # fmt: skip


def test_a_show_in_a_hall_is_written_down_with_who_is_in_it(town: Settings) -> None:
    cleared = showing.started(town, MEMBER, "machi")
    assert set(cleared.photos) == {PHOTOS["すべて"], PHOTOS["会場まで"]}
    _, [left] = handing_out.left(town, ACTOR, "machi", 10)
    assert (left.kind, left.comments, left.photos) == ("hall", 2, 2)


def test_what_was_held_back_is_in_no_public_output_and_what_left_before_is_called_back(town: Settings) -> None:
    handing_out.hand_out(town, MEMBER, "machi", asked(town, Audience.PUBLIC_HALL))
    line = releasing.line(town, MEMBER, "machi", "comment", "open")
    [quote] = [one for one in line.waiting if one.text == WORDS["すべて"]]
    releasing.decide(town, MEMBER, "machi", "comment", {quote.id: quote.content}, "hold", "")
    releasing.decide(town, MEMBER, "machi", "photo", {PHOTOS["すべて"]: ""}, "hold", "")
    for audience in (Audience.PUBLIC_HALL, Audience.PUBLIC_WEB):
        cleared = handing_out.check(town, MEMBER, "machi", asked(town, audience))
        assert WORDS["すべて"] not in cleared.comments["text"].tolist()
        assert PHOTOS["すべて"] not in cleared.photos
        assert {one.why for one in cleared.held if one.id in (quote.id, PHOTOS["すべて"])} == {"held"}
    assert PHOTOS["すべて"] not in [slide.photo for slide in showing.hall_slides(town, "machi")]
    [recall] = handing_out.recalls(town, ACTOR, "machi")
    assert (recall.output.number, recall.people) == (1, 1)
    # The committee goes on reading it.
    assert (
        WORDS["すべて"]
        in handing_out.check(town, MEMBER, "machi", asked(town, Audience.COMMITTEE)).comments["text"].tolist()
    )


def test_every_act_of_the_gate_has_a_name() -> None:
    assert {"hand out", "call back", "check for public", "confirm for public"} <= set(ACT_LABELS)


def out_everywhere(here: Settings) -> None:
    """Let all there is leave for the hall (output 1), the committee (2) and the web (3)."""
    for audience in (Audience.PUBLIC_HALL, Audience.COMMITTEE, Audience.PUBLIC_WEB):
        handing_out.hand_out(here, MEMBER, "machi", asked(here, audience))


def to_call_back(here: Settings) -> dict[int, tuple[int, int, int]]:
    """Return {output: (people, comments, photos)} of those that are not back yet."""
    found = handing_out.recalls(here, ACTOR, "machi")
    return {one.output.number: (one.people, one.comments, one.photos) for one in found if one.done_at is None}


def sent_again(here: Settings, name: str, allowed: Consents) -> None:
    """Let a phone send an interview once more, as its person allows it now."""
    number = list(PEOPLE).index(name)
    enter(
        here, ACTOR,
        Entry(
            "machi", identity(name), {"like": WORDS[name]}, datetime(2026, 5, 3, number, tzinfo=UTC), "駅前",
            consents=allowed, photos=((jpeg(number), "face"),),
        ),
    )  # fmt: skip


def test_an_interview_sent_again_with_less_leave_calls_back_what_is_out(town: Settings) -> None:
    out_everywhere(town)
    sent_again(town, "すべて", Consents(True, "face", "face", "face"))
    assert to_call_back(town) == {}
    sent_again(town, "すべて", Consents(False, "face", "face", "no"))
    assert to_call_back(town) == {1: (1, 1, 0), 3: (1, 1, 1)}


def test_what_was_called_back_is_not_asked_for_again_by_the_same_consent(town: Settings) -> None:
    out_everywhere(town)
    sent_again(town, "すべて", Consents(False, "face", "face", "face"))
    for number in to_call_back(town):
        handing_out.called_back(town, ACTOR, "machi", number)
    consents.change(town, ACTOR, "machi", identity("すべて"), Consents(False, "face", "face", "face"))
    assert to_call_back(town) == {}
    consents.change(town, ACTOR, "machi", identity("すべて"), Consents(False, "face", "face", "no"))
    assert to_call_back(town) == {3: (1, 1, 1)}


def test_a_file_that_comes_again_with_less_leave_calls_back_what_is_out(
    empty: Settings, bring_in: Import, tmp_path: Path
) -> None:
    rows = [
        "K-01,2026/5/3 13:05,ゆきの通り,20代,市内に住んでいる,ラーメンがおいしい,除雪をちゃんとしてほしい,はい",
        "K-02,2026/5/3 13:20,ゆきの通り,60代,観光,動物園が楽しかった,英語の案内を増やして,はい",
    ]
    bring_in(write_csv(tmp_path / "5月.csv", *rows))
    with opened(empty.database) as db:
        all_of_them = reads.all_comments(db, "machi", Audience.PUBLIC_WEB)["number"].tolist()
    handing_out.hand_out(empty, MEMBER, "machi", Asked("tool", Audience.PUBLIC_WEB, all_of_them))
    bring_in(write_csv(tmp_path / "5月の直し.csv", rows[0], rows[1].removesuffix("はい") + "いいえ"))
    assert to_call_back(empty) == {1: (1, 2, 0)}


def waiting_of(here: Settings, name: str) -> Waiting:
    return reviewing.look(here, ACTOR, "machi", identity(name)).waiting


def test_two_made_one_person_call_back_what_only_one_of_them_allowed(town: Settings) -> None:
    out_everywhere(town)
    merging.merge(town, ACTOR, "machi", waiting_of(town, "すべて"), waiting_of(town, "会場まで"))
    # Both may be quoted and shown in the hall; on the web only one of them.
    assert to_call_back(town) == {3: (1, 0, 1)}
    consents.change(town, ACTOR, "machi", identity("すべて"), Consents(False, "face", "face", "no"))
    assert to_call_back(town) == {1: (2, 2, 0), 3: (2, 2, 1)}


def test_an_interview_set_aside_is_called_back(town: Settings) -> None:
    out_everywhere(town)
    merging.set_aside(town, ACTOR, "machi", waiting_of(town, "すべて"), "joke")
    # The committee's list of voices is not for the street; the photo is shown to nobody any more.
    assert to_call_back(town) == {1: (1, 1, 1), 2: (1, 0, 1), 3: (1, 1, 1)}
    merging.set_aside(town, ACTOR, "machi", waiting_of(town, "会場まで"), "no consent")
    assert to_call_back(town) == {1: (2, 2, 2), 2: (2, 1, 2), 3: (2, 2, 1)}


def test_who_was_set_aside_and_is_on_a_photo_with_others_can_take_it_back(town: Settings) -> None:
    number = list(PEOPLE).index("すべて")
    with_friend = Entry(
        "machi", str(uuid.UUID(int=7)), {"like": "ともだちと二人で来ました"}, datetime(2026, 5, 3, 9, tzinfo=UTC),
        "駅前", consents=Consents(True, "face", "face", "face"), photos=((jpeg(number), "face"),),
    )  # fmt: skip
    enter(town, ACTOR, with_friend)
    friend = reviewing.look(town, ACTOR, "machi", with_friend.id).waiting
    merging.set_aside(town, ACTOR, "machi", friend, "trial")
    handing_out.hand_out(town, MEMBER, "machi", asked(town, Audience.PUBLIC_WEB))
    consents.change(town, ACTOR, "machi", friend.id, Consents(False, "face", "face", "face"))
    assert to_call_back(town) == {}
    consents.change(town, ACTOR, "machi", friend.id, Consents(False, "face", "face", "no"))
    assert to_call_back(town) == {1: (1, 0, 1)}
