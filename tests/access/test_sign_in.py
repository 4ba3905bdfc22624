"""Signing in: the right password, the wrong one, nobody's, and too many of them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from leadbase.access.errors import SignInRefused, SignInTooOften
from leadbase.access.model import PersonSignedIn, Role, SignInFailed
from leadbase.access.passwords import MOST_WAITING, Passwords, PasswordsBusy
from leadbase.access.people import replace_password
from leadbase.access.sign_in import (
    FREE_PER_ACCOUNT,
    FREE_PER_ADDRESS,
    LONGEST_WAIT,
    address_subject,
    sign_in,
    wait_after,
)
from leadbase.access.store import people
from tests.access.conftest import HASH, HASHER, PASSWORD, House

EMAIL = "wang@example.com"


async def attempt(house: House, email: str, password: str, address: str = "192.0.2.1") -> None:
    await sign_in(house.units, house.passwords, email, password, address)


async def fail(house: House, times: int, email: str = EMAIL, address: str = "192.0.2.1") -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            await attempt(house, email, "wrong password", address)


async def test_the_right_password_gives_a_session_cookie_for_the_api_alone(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    client = house.client()
    answer = await client.post("/session", json={"email": " WANG@example.com ", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json()["person"]["email"] == EMAIL
    assert answer.json()["expires_at"] == "2026-12-01T03:20:00Z"
    cookie = answer.headers["set-cookie"].lower()
    assert "path=/api;" in cookie and "httponly" in cookie and "samesite=lax" in cookie and "secure" not in cookie
    assert (await client.get("/session")).json() == answer.json()
    assert len(house.facts(PersonSignedIn)) == 1


async def test_a_wrong_password_and_an_unknown_email_are_told_alike(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    client = house.client()
    wrong = await client.post("/session", json={"email": EMAIL, "password": "wrong password"})
    unknown = await client.post("/session", json={"email": "li@example.com", "password": "wrong password"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert [fact.by != "" for fact in house.facts(SignInFailed) if isinstance(fact, SignInFailed)] == [True, False]


class Counting(PasswordHash):
    """A hasher that keeps what it compared with."""

    def __init__(self) -> None:
        super().__init__(HASHER.hashers)
        self.compared: list[str] = []

    def verify_and_update(self, password: str | bytes, hash: str | bytes) -> tuple[bool, str | None]:
        self.compared.append(str(hash))
        return super().verify_and_update(password, hash)


async def test_an_unknown_email_costs_one_comparison_just_as_a_known_one() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    assert not (await passwords.verify(PASSWORD, None)).right
    assert (await passwords.verify(PASSWORD, HASH)).right
    passwords.close()
    decoy, stored = hasher.compared
    assert decoy != stored
    assert decoy.split("$")[:4] == stored.split("$")[:4], "the decoy must have the effort of a true hash"


async def test_a_hash_of_another_effort_is_replaced_when_its_password_is_seen(house: House) -> None:
    person = await house.person(EMAIL, Role.MEMBER)
    old = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=16, parallelism=1),)).hash(PASSWORD)
    await house.units.write(lambda moment: replace_password(moment, person, old, by=""))
    await attempt(house, EMAIL, PASSWORD)
    stored = await house.units.read(lambda moment: people.find_password_hash(moment.tx, person.id))
    assert stored is not None and stored.split("$")[:4] == HASH.split("$")[:4]
    await attempt(house, EMAIL, PASSWORD)


async def test_an_account_has_to_wait_longer_after_each_failure_beyond_the_free_ones(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    await fail(house, FREE_PER_ACCOUNT + 1)
    with pytest.raises(SignInTooOften) as refused:
        await attempt(house, EMAIL, PASSWORD, "192.0.2.2")
    assert refused.value.facts["retry_after"] == 2
    house.clock.pass_by(timedelta(seconds=2))
    await fail(house, 1)
    with pytest.raises(SignInTooOften) as refused:
        await attempt(house, EMAIL, PASSWORD)
    assert refused.value.facts["retry_after"] == 4
    house.clock.pass_by(timedelta(seconds=4))
    await attempt(house, EMAIL, PASSWORD)
    await fail(house, FREE_PER_ACCOUNT)


async def test_an_address_has_to_wait_whatever_accounts_it_tries(house: House) -> None:
    for number in range(FREE_PER_ADDRESS + 1):
        await fail(house, 1, f"person{number}@example.com")
    with pytest.raises(SignInTooOften):
        await attempt(house, "another@example.com", PASSWORD)
    await fail(house, 1, "another@example.com", "198.51.100.7")


async def test_a_success_does_not_wash_an_address_clean(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    for number in range(FREE_PER_ADDRESS):
        await fail(house, 1, f"person{number}@example.com")
    house.clock.pass_by(timedelta(seconds=2))
    await attempt(house, EMAIL, PASSWORD)
    await fail(house, 1, "another@example.com")
    with pytest.raises(SignInTooOften):
        await attempt(house, EMAIL, PASSWORD)


async def test_attempts_at_one_moment_are_all_counted(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    tries = [attempt(house, EMAIL, "wrong password") for _ in range(12)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(outcome, SignInRefused) for outcome in outcomes) == FREE_PER_ACCOUNT + 1
    assert sum(isinstance(outcome, SignInTooOften) for outcome in outcomes) == 11 - FREE_PER_ACCOUNT


async def test_failures_are_forgotten_after_a_quiet_day(house: House) -> None:
    await house.person(EMAIL, Role.MEMBER)
    await fail(house, FREE_PER_ACCOUNT)
    house.clock.pass_by(timedelta(hours=25))
    await fail(house, FREE_PER_ACCOUNT)
    await attempt(house, EMAIL, PASSWORD)


async def test_the_answer_to_too_many_failures_says_when_to_try_again(sqlite_house: House) -> None:
    client = sqlite_house.client()
    body = {"email": EMAIL, "password": "wrong password"}
    for _ in range(FREE_PER_ACCOUNT + 1):
        assert (await client.post("/session", json=body)).status_code == 401
    answer = await client.post("/session", json=body, headers={"Accept-Language": "en"})
    assert answer.status_code == 429
    assert answer.json()["retry_after"] == 2
    assert answer.json()["detail"] == "Too many failed attempts to sign in; try again in 2 seconds."


async def test_a_disabled_person_learns_so_only_with_the_right_password(sqlite_house: House) -> None:
    await sqlite_house.person("boss@example.com", Role.ADMIN)
    await sqlite_house.person(EMAIL, Role.MEMBER)
    boss = await sqlite_house.browser("boss@example.com")
    assert (await boss.patch(f"/people/{EMAIL}", json={"disabled": True})).json()["disabled"] is True
    client = sqlite_house.client()
    wrong = await client.post("/session", json={"email": EMAIL, "password": "wrong password"})
    right = await client.post("/session", json={"email": EMAIL, "password": PASSWORD})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "sign_in_refused")
    assert (right.status_code, right.json()["code"]) == (403, "person_disabled")


async def test_a_flood_of_passwords_is_sent_away_before_it_piles_up() -> None:
    passwords = Passwords(HASHER)
    outcomes = await asyncio.gather(
        *(passwords.verify(PASSWORD, HASH) for _ in range(MOST_WAITING + 3)), return_exceptions=True
    )
    passwords.close()
    assert sum(isinstance(outcome, PasswordsBusy) for outcome in outcomes) == 3


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 0), (5, 0), (6, 2), (7, 4), (8, 8), (14, 512), (15, 900), (9999, 900)]
)
def test_waits_double_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert wait_after(failures, 5) == timedelta(seconds=seconds) <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("address", "subject"),
    [
        ("192.0.2.1", "address:192.0.2.1"),
        ("::ffff:192.0.2.1", "address:192.0.2.1"),
        ("2001:db8::1", "address:2001:db8::/64"),
        ("2001:db8::ffff:1", "address:2001:db8::/64"),
        ("fe80::1%eth0", "address:fe80::/64"),
        ("testclient", "address:testclient"),
        ("", "address:"),
    ],
)
def test_all_addresses_of_one_machine_count_as_one(address: str, subject: str) -> None:
    assert address_subject(address) == subject
