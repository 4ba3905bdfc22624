"""Requests by chance, to the API and to /hook: refused in words, quickly, and nothing piles up.

The seed is always the same here; `make soak` goes on with others.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from socket import SHUT_WR
from urllib.parse import urlsplit

import pytest
import requests

from tests.journeys.fuzzing import MINUTES, Case, Corpus, Sent, ask, conforms, memory_of, operations, rounds
from tests.journeys.installation import FEIYU, Installation
from tests.journeys.leads import lead, push
from tests.journeys.test_hostile_api import known_things
from tests.journeys.wire import Answer, wire

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + MINUTES * 120)]

MIB = 1024 * 1024
PATIENCE_S = 15
CASES = 4
"""Cases of each operation in a round."""

HOOKS = 600
"""Requests to /hook in a round."""

OF_HTTP = (414, 431)
"""What the layer below the API says of a request line or head that is too long."""

MOST_GROWN = 96 * MIB
"""How much more memory the server may hold than after it warmed up."""


class Asker:
    """Sends cases to the API and keeps what went wrong."""

    def __init__(self, installation: Installation, known: Mapping[str, str], seed: int) -> None:
        self.faults = list[str]()
        self.statuses = Counter[int]()
        self._installation = installation
        self._by = random.Random(seed)
        self._session = requests.Session()
        self._session.trust_env = False
        self._known = known

    def __call__(self, case: Case) -> None:
        """Send a case; most of them name what is there."""
        for name in list[str](case.path_parameters or ()):
            if name in self._known and self._by.random() < (0.1 if case.method == "DELETE" else 0.7):
                case.path_parameters[name] = self._known[name]
        if any(one.name == "wait" for one in case.operation.query):
            case.query = {**(case.query or {}), "wait": 0}
        headers = {"authorization": f"Bearer {self._installation.prepared.token}"}
        try:
            answer = case.call(self._installation.program.url, self._session, headers, timeout=PATIENCE_S)
        except requests.Timeout:
            self.faults.append(f"{case.operation.label}: no answer within {PATIENCE_S} s: {case.as_curl_command()}")
            return
        self.statuses[answer.status_code] += 1
        kind = ",".join(answer.headers.get("content-type", ()))
        is_problem = kind.startswith("application/problem+json") or answer.status_code in OF_HTTP
        if answer.status_code >= 500 or (answer.status_code >= 400 and not is_problem):
            self.faults.append(
                f"{case.operation.label}: {answer.status_code} {answer.text[:300]}: {case.as_curl_command()}"
            )
        elif answer.status_code < 300:
            case.validate_response(answer, checks=[conforms])

    def close(self) -> None:
        """Let go of the connections."""
        self._session.close()


def test_no_case_of_the_apis_own_description_brings_about_an_internal_error(installation: Installation) -> None:
    installation.program.start()
    push(installation.url(FEIYU), lead(1)).raise_for_status()
    with installation.client() as client:
        document = client.get("/openapi.json").raise_for_status().json()
        known = known_things(client)
    every, statuses = operations(document), Counter[int]()
    for seed in rounds():
        asker = Asker(installation, known, seed)
        for operation in every:
            ask(operation, CASES, seed, asker)
        asker.close()
        statuses += asker.statuses
        assert not asker.faults, "\n".join([f"seed {seed}", *asker.faults])
    print(sorted(statuses.items()))
    assert sum(statuses.values()) > len(every)
    assert statuses[200] > len(every) // 10, "nearly everything was refused: the cases look at nothing"


def test_no_request_to_hook_brings_about_an_internal_error_a_hang_or_a_leak(sqlite_installation: Installation) -> None:
    program = sqlite_installation.program
    program.start()
    path = urlsplit(sqlite_installation.url(FEIYU)).path
    statuses, warm = Counter[int](), 0
    for seed in rounds():
        for request in Corpus(path, seed).requests(HOOKS):
            answer = sent(program.port, request)
            statuses[answer.status] += 1
            assert answer.status or not request.whole or not is_sound(request), f"seed {seed}: no answer: {request}"
            assert is_fine(answer), f"seed {seed}: {answer} for {request}"
        if not warm:
            warm = memory_of(program.pid)
            for request in Corpus(path, seed + 1).requests(HOOKS):
                sent(program.port, request)
        grown = memory_of(program.pid) - warm
        assert grown < MOST_GROWN, f"seed {seed}: {grown // MIB} MiB more than the {warm // MIB} after warming up"
    print(sorted(statuses.items()), f"{warm // MIB} MiB, then {memory_of(program.pid) // MIB} MiB")
    assert push(sqlite_installation.url(FEIYU), lead(1)).json() == {"code": "0", "message": "success"}


def sent(port: int, request: Sent) -> Answer:
    """Send a request and give what came back."""
    with wire(port) as connection:
        connection.send(request.head, request.body)
        if not request.whole:
            with suppress(OSError):
                connection.socket.shutdown(SHUT_WR)
        try:
            answer = connection.answer()
            return connection.answer() if answer.status == 100 else answer
        except TimeoutError:
            raise AssertionError(f"no answer in time: {request}") from None


def is_sound(request: Sent) -> bool:
    """Tell whether a request is HTTP; to what is none the server owes no answer."""
    return b"18446744073709551616" not in request.head and b"\xff" not in request.head


def is_fine(answer: Answer) -> bool:
    """Tell whether an answer is none, or no fault of ours; a script may fail at what no script can expect."""
    return answer.status < 500 or b'"script_failed"' in answer.body or answer.status in (503, 505)
