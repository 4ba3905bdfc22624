"""The bench's client counts only what was acknowledged, and its verdict on missing rows can be negative."""

from __future__ import annotations

import asyncio
import json

from bench.load import Outcome, end_of_answer, lead, send
from bench.report import Run, page

GOOD = b'{"code":"0","message":"success"}'


async def serve(answers: list[bytes], bodies: list[bytes]) -> asyncio.Server:
    """Start a server that gives these answers in turn (an empty one: it hangs up) and keeps the bodies."""

    async def connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b"":
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            bodies.append(await reader.readexactly(length))
            answer = answers[len(bodies) % len(answers)]
            if not answer:
                break
            writer.write(answer)
        writer.close()

    async def forgiving(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await connection(reader, writer)
        except asyncio.IncompleteReadError:
            writer.close()

    return await asyncio.start_server(forgiving, "127.0.0.1", 0)


def answer(status: bytes, body: bytes) -> bytes:
    """Spell an HTTP answer."""
    return b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body)


async def test_only_answers_that_acknowledge_are_counted() -> None:
    bodies: list[bytes] = []
    answers = [answer(b"200 OK", GOOD), answer(b"503 Unavailable", b"{}"), answer(b"200 OK", b'{"code":"1"}'), b""]
    async with await serve(answers, bodies) as server:
        port = server.sockets[0].getsockname()[1]
        outcome = await send(f"http://127.0.0.1:{port}/hook/a/callback", connections=3, seconds=0.3, run=7)
    assert outcome.acknowledged + outcome.refused + outcome.broken == len(bodies)
    assert outcome.acknowledged > 0 and outcome.refused > 0 and outcome.broken > 0
    assert abs(outcome.refused - 2 * outcome.acknowledged) <= 4
    assert outcome.last_refusal.startswith("HTTP/1.1")


async def test_every_lead_has_an_id_of_its_own() -> None:
    bodies: list[bytes] = []
    async with await serve([answer(b"200 OK", GOOD)], bodies) as server:
        port = server.sockets[0].getsockname()[1]
        outcome = await send(f"http://127.0.0.1:{port}/hook", connections=4, seconds=0.2, run=3)
    assert outcome.acknowledged == len(bodies) == len({json.loads(body)["id"] for body in bodies})


def test_an_answer_ends_where_its_length_or_its_last_chunk_says() -> None:
    whole = answer(b"200 OK", GOOD)
    assert end_of_answer(whole + b"HTTP/1.1") == len(whole)
    assert end_of_answer(whole[:-1]) == 0
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
    assert end_of_answer(chunked) == len(chunked)
    assert end_of_answer(chunked[:-3]) == 0
    assert lead(1, 2) != lead(2, 2)


def test_the_page_says_when_a_lead_is_missing_and_gives_the_ratio() -> None:
    def run(rig: str, rate: int, rows: list[int]) -> Run:
        return Run(rig, 16, Outcome(rate, 0, 0, 1.0, 5.0, 9.0, ""), rows, 0.5)

    text = page([run("leadbase-sqlite", 300, [300, 300]), run("handwritten-sqlite", 100, [100, 99])], ["A machine."])
    assert "| 16 | handwritten-sqlite | 100 (100 to 100) | 5.0 | 9.0 | 0 | **NO** |" in text
    assert "| 16 | leadbase-sqlite | 300 (300 to 300) | 5.0 | 9.0 | 0 | yes |" in text
    assert "| 16 | handwritten-sqlite | 3.00 × |" in text
