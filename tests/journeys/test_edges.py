"""The server's edge: requests that no client library would send, and senders that are slow, greedy or gone."""

from __future__ import annotations

import json
import time
from itertools import count

import httpx2
import pytest

from tests.journeys.installation import TUTORIAL, Installation
from tests.journeys.leads import EXPECTED, lead, lead_id, push, push_all
from tests.journeys.wire import Answer, ask, head, whole, wire

MIB = 1024 * 1024
NUMBERS = count(1)


@pytest.fixture
def port(shared: Installation) -> int:
    """Give the port of the server that all tests here share."""
    return shared.program.port


@pytest.fixture
def path(shared: Installation) -> str:
    """Give the path of the tutorial's webhook."""
    return shared.prepared.paths[TUTORIAL.name]


@pytest.fixture
def url(shared: Installation) -> str:
    """Give the address of the tutorial's webhook."""
    return shared.url(TUTORIAL)


def body() -> bytes:
    """Make the body of a lead that no other test sends."""
    return json.dumps(lead(next(NUMBERS))).encode()


def takes_leads(port: int, path: str) -> bool:
    answer = ask(port, whole(path, body()))
    return answer.status == 200 and json.loads(answer.body) == EXPECTED


def test_both_lengths_at_once_are_refused(port: int, path: str) -> None:
    answer = ask(port, head(path, ["Content-Length: 4", "Transfer-Encoding: chunked"]), b"0\r\n\r\n")
    assert answer.status == 400
    assert takes_leads(port, path)


def test_a_body_over_the_limit_is_refused_by_its_declared_length_alone(port: int, path: str) -> None:
    answer = ask(port, head(path, [f"Content-Length: {11 * MIB}"]))
    assert (answer.status, json.loads(answer.body)) == (413, {"code": "too_large", "limit": 10 * MIB})


def test_a_body_over_the_limit_that_comes_in_chunks_is_refused(port: int, path: str) -> None:
    chunk = b"100000\r\n" + b"x" * MIB + b"\r\n"
    # who goes on sending may find the connection closed before it has read the answer
    answer = ask(port, head(path, ["Transfer-Encoding: chunked"]), *[chunk] * 10, b"1\r\nx\r\n")
    assert (answer.status, json.loads(answer.body)["code"]) == (413, "too_large")
    assert takes_leads(port, path)


def test_a_body_just_under_the_limit_is_taken(port: int, path: str) -> None:
    large = json.dumps({**lead(next(NUMBERS)), "more": "x" * (9 * MIB)}).encode()
    assert ask(port, whole(path, large)).status in (200, 202)


def test_a_thousand_headers_are_refused(port: int, path: str) -> None:
    lines = [f"X-{number}: {number}" for number in range(1000)]
    assert ask(port, head(path, [*lines, "Content-Length: 2"]), b"{}").status == 431
    assert takes_leads(port, path)


@pytest.mark.parametrize("size", [66_000, 100_000, 1_000_000])
def test_more_than_64_kib_of_headers_are_refused(port: int, path: str, size: int) -> None:
    assert ask(port, head(path, ["X-Long: " + "x" * size, "Content-Length: 2"]), b"{}").status in (431, 0)
    assert takes_leads(port, path)


def test_a_sender_that_hangs_up_in_mid_body_harms_nobody(port: int, path: str) -> None:
    for _ in range(5):
        with wire(port) as gone:
            gone.send(head(path, ["Content-Length: 1000"]), b'{"id":')
    assert takes_leads(port, path)


def test_a_slow_sender_keeps_nobody_waiting(port: int, path: str) -> None:
    sent = body()
    with wire(port) as slow:
        slow.send(head(path, [f"Content-Length: {len(sent)}"]), sent[:10])
        assert takes_leads(port, path)
        slow.send(sent[10:])
        assert slow.answer().status == 200


def test_one_connection_carries_request_after_request(port: int, path: str) -> None:
    with wire(port) as kept:
        for _ in range(3):
            kept.send(whole(path, body()))
            assert json.loads(kept.answer().body) == EXPECTED


def test_requests_that_do_not_wait_for_their_answers_get_them_in_order(port: int, path: str) -> None:
    with wire(port) as hasty:
        hasty.send(whole(path, body()) + whole(path + "-not", body()) + whole(path, body()))
        assert [hasty.answer().status for _ in range(3)] == [200, 404, 200]


def test_ten_senders_at_once_are_all_answered(url: str) -> None:
    assert [answer.status_code for answer in push_all(url, range(5_000, 5_010))] == [200] * 10


def test_a_sender_that_waits_for_leave_to_send_its_body_gets_it(port: int, path: str) -> None:
    sent = body()
    with wire(port) as polite:
        polite.send(head(path, [f"Content-Length: {len(sent)}", "Expect: 100-continue"]))
        assert polite.answer().status == 100
        polite.send(sent)
        assert polite.answer().status == 200


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("PUT", 405), ("OPTIONS", 204)])
def test_each_other_method_has_its_answer(url: str, method: str, status: int) -> None:
    answer = httpx2.request(method, url, trust_env=False)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_a_foreign_host_is_refused_by_the_api_alone(shared: Installation, url: str) -> None:
    here, foreign = shared.program.url, {"host": "evil.example"}
    refused = httpx2.get(f"{here}/api/v1/setup", headers=foreign, trust_env=False)
    assert (refused.status_code, refused.json()["code"]) == (421, "host_not_allowed")
    for page in ("/healthz", "/readyz"):
        assert httpx2.get(here + page, headers=foreign, trust_env=False).status_code == 200
    sent = httpx2.post(url, json=lead(next(NUMBERS)), headers=foreign, trust_env=False)
    assert sent.status_code == 200


def test_neither_logs_nor_metrics_tell_a_url_key_or_a_phone_number(shared: Installation, url: str) -> None:
    key = url.split("/")[4]
    program = shared.program
    httpx2.post(url, content=b"{broken", headers={"content-type": "application/json"}, trust_env=False)
    push(url, lead(77))
    told = program.log.read_text() + httpx2.get(f"{program.url}/metrics", trust_env=False).text
    assert "leadbase_hook_answers_total" in told
    assert key not in told
    assert str(lead(77)["telphone"]) not in told
    assert lead_id(77) not in told


def test_guessing_keys_is_slowed_down(port: int) -> None:
    answers = list[Answer]()
    with wire(port) as guessing:
        while len(answers) < 2_000 and (not answers or answers[-1].status != 429):
            guessing.send(whole(f"/hook/guess{len(answers)}/x", b"{}"))
            answers.append(guessing.answer())
    assert {answer.status for answer in answers[:-1]} == {404}
    assert len(answers) > 200
    assert answers[-1].status == 429
    assert b"\r\nretry-after: " in answers[-1].headers.lower()


@pytest.mark.slow
@pytest.mark.timeout(90)
def test_who_sends_too_slowly_is_given_up_and_holds_up_no_stop(sqlite_installation: Installation) -> None:
    program, path = sqlite_installation.program, sqlite_installation.prepared.paths[TUTORIAL.name]
    program.start()
    with wire(program.port) as dripping, wire(program.port) as half:
        half.socket.settimeout(60)
        began = time.monotonic()
        half.send(head(path, ["Content-Length: 1000"]), b'{"id":')
        dripping.send(b"POST /hook/x HTTP/1.1\r\nHost: x\r\nX-Slow")
        assert dripping.answer().status in (0, 408)
        assert 5 < time.monotonic() - began < 20
        assert takes_leads(program.port, path)
        status = program.stop()
        given_up = half.answer()
    assert status == 0
    assert given_up.status == 503
    assert time.monotonic() - began < 30
