"""Promises of the way back: one tap from the slip's code, the same answer for everybody, never too often."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from starlette.testclient import TestClient

from survey_capture import bearer, stop
from survey_capture.stop import FOLDER
from survey_loader.access import COMMAND_LINE, Role
from survey_loader.acts import accounts, stopping
from survey_loader.settings import Settings
from tests.capture.conftest import ORGANISER
from tests.capture.phone import TOWN, Phone, body, new_id

PAGE, API = "/street/stop", "/street/api/stop"


@pytest.fixture(autouse=True)
def _nobody_asked_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stop, "one", bearer.Allowance(stop.ONE_A_MINUTE))
    monkeypatch.setattr(stop, "everybody", bearer.Allowance(stop.ALL_A_MINUTE))


def ask(client: TestClient, number: object = "0123D", survey: object = "town") -> httpx.Response:
    return client.post(API, json={"number": number, "survey": survey})


def boards(town: Settings) -> list[str]:
    return [one.board for one in stopping.open_requests(town, ORGANISER, TOWN)]


def test_whether_there_is_such_an_interview_cannot_be_told_from_the_answer(
    client: TestClient, phone: Phone, town: Settings
) -> None:
    phone.put(new_id(), body(board="0123D"))
    answers = [ask(client, "0123D"), ask(client, "0124J"), ask(client, "0123D"), ask(client, "0123D", "no such town")]
    kept = {"date", "x-request-id"}
    told = [
        (answer.status_code, answer.json(), {name: value for name, value in answer.headers.items() if name not in kept})
        for answer in answers
    ]
    assert told[0][:2] == (200, {"state": "received", "days": 7})
    assert all(one == told[0] for one in told)
    assert boards(town) == ["0123-D", "0124-J"]


def test_the_interview_a_phone_sent_is_the_one_the_slip_asks_for(
    client: TestClient, phone: Phone, town: Settings
) -> None:
    identity = new_id()
    phone.put(identity, body(board="0123D"))
    ask(client, "0123-d")
    [request] = stopping.open_requests(town, ORGANISER, TOWN)
    assert [one.id for one in request.interviews] == [identity]


@pytest.mark.parametrize("number", ["", "0123", "0123K", "12345D", None, 123, ["0123D"], "0" * 200])
def test_a_number_that_cannot_be_is_told_in_both_languages(client: TestClient, town: Settings, number: object) -> None:
    answer = ask(client, number)
    assert (answer.status_code, answer.json()["error"], answer.json()["field"]) == (422, "unusable", "number")
    assert "紙の番号" in answer.json()["message"]
    assert answer.headers["cache-control"] == "no-store"
    assert boards(town) == []


def test_only_small_json_is_read(client: TestClient, town: Settings) -> None:
    form = client.post(API, data={"number": "0123D", "survey": "town"})
    assert form.status_code == 415
    assert client.post(API, json={"number": "0123D", "survey": "x" * 2_000}).status_code == 413
    assert client.post(API, content=b"[", headers={"Content-Type": "application/json"}).status_code == 422
    assert client.post(API, json=["0123D"]).status_code == 422
    assert client.get(API).status_code in {401, 404, 405}
    assert boards(town) == []


def test_who_tries_many_numbers_is_slowed_and_others_are_not(client: TestClient, town: Settings) -> None:
    answers = [ask(client, f"{number:04d}A").status_code for number in range(stop.ONE_A_MINUTE)]
    assert set(answers) <= {200, 422}
    refused = ask(client, "0123D")
    assert (refused.status_code, refused.json()["error"]) == (429, "often")
    assert 0 < int(refused.headers["retry-after"]) <= 61
    assert "0123-D" not in boards(town)


def test_all_together_are_slowed_too(client: TestClient, town: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stop, "everybody", bearer.Allowance(2))
    assert [ask(client).status_code for _ in range(3)] == [200, 200, 429]


@pytest.fixture
def elsewhere(client: TestClient, town: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The server with accounts and a public address, and somebody without an account."""
    monkeypatch.setenv("MACHI_ADDRESS", "https://koe.example.jp")
    accounts.add(town, COMMAND_LINE, "hanako", role=Role.ORGANISER, slug=TOWN.slug)
    yield client


def test_respondents_need_no_account_and_foreign_sites_cannot_ask_for_them(
    elsewhere: TestClient, town: Settings
) -> None:
    own = {"Host": "koe.example.jp", "Origin": "https://koe.example.jp"}
    assert elsewhere.get(PAGE, headers={"Host": "koe.example.jp"}).status_code == 200
    sent = {"number": "0123D", "survey": "town"}
    assert elsewhere.post(API, json=sent, headers=own).status_code == 200
    for headers in ({**own, "Origin": "https://evil.example"}, {"Host": "evil.example"}):
        assert elsewhere.post(API, json={**sent, "number": "0124J"}, headers=headers).status_code == 403
    assert boards(town) == ["0123-D"]


def test_the_page_is_tiny_and_may_load_nothing_but_its_own(client: TestClient) -> None:
    answer = client.get(PAGE, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    files = re.findall(r'(?:src|href)="(/street/[^"]+)"', answer.text)
    assert sorted(files) == ["/street/stop.css", "/street/stop.js"]
    sizes = [len(answer.content)]
    for file in files:
        sent = client.get(file)
        assert (sent.status_code, sent.content) == (200, (FOLDER / file.rpartition("/")[2]).read_bytes())
        sizes.append(len(sent.content))
    assert sum(sizes) < 15_000


def test_the_page_speaks_both_languages_and_promises_the_days_that_are_counted(client: TestClient) -> None:
    text = client.get(PAGE).text
    assert len(re.findall('<span lang="ja">', text)) == len(re.findall('<span lang="en">', text)) > 5
    assert f"{stopping.DAYS}日以内に消します" in text
    assert f"within {stopping.DAYS} days" in text
