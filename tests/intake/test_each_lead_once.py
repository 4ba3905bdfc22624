"""Whatever happens in whatever order, every lead that was acknowledged is there in the end, exactly once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter

import pytest

from leadbase.intake import service
from leadbase.intake.errors import EventBusy
from leadbase.intake.model import State
from leadbase.intake.replay import Wanted
from leadbase.intake.service import WebhookChange
from leadbase.scripts.runtime import Runtimes
from leadbase.storage.database import Database
from tests.intake.house import House, open_house
from tests.intake.leads import BY_ID, make_leads, saved

GOOD = """
async function hook($req, $resp, $modules) {
    const made = await $modules.data.saveData("leads", { lead: $req.body.id });
    if ($req.body.wait) await new Promise((done) => setTimeout(done, $req.body.wait));
    await $modules.data.updateData("leads", made._id, { name: "good" });
    $resp.body = { saved: $req.body.id };
}"""
BROKEN = """
async function hook($req, $resp, $modules) {
    await $modules.data.saveData("leads", { lead: $req.body.id, name: "broken" });
    throw new Error("broken");
}"""
STEPS = 40


class Story:
    """Two processes over one database, one webhook, and what senders were told."""

    def __init__(self, houses: list[House], webhook: str, url: str, luck: random.Random) -> None:
        self.houses = houses
        self.webhook = webhook
        self.url = url
        self.luck = luck
        self.leads: list[str] = []
        self.statuses: Counter[int] = Counter()

    async def step(self) -> None:
        """Let one thing happen."""
        acts = [self.push, self.push, self.crowd, self.repeat, self.switch, self.release, self.publish, self.replay]
        await self.luck.choice([*acts, self.look])()

    @property
    def house(self) -> House:
        """One of the processes."""
        return self.luck.choice(self.houses)

    async def send(self, lead: str) -> None:
        """Send a lead to one of the processes, with a script that is sometimes slower than the deadline."""
        wait = self.luck.choice([0, 0, 0, 20, 150])
        answer = await self.house.push(self.url, {"id": lead, "wait": wait})
        assert answer.status_code in (200, 202, 500), answer.text
        self.statuses[answer.status_code] += 1

    def new(self) -> str:
        """Think of a lead."""
        self.leads.append(f"lead {len(self.leads)}")
        return self.leads[-1]

    async def push(self) -> None:
        await self.send(self.new())

    async def repeat(self) -> None:
        await self.send(self.luck.choice(self.leads or [self.new()]))

    async def crowd(self) -> None:
        again = self.luck.choice([self.new(), *self.leads])
        await asyncio.gather(*(self.send(lead) for lead in (again, self.new(), again, again)))

    async def switch(self) -> None:
        await self.change(WebhookChange(is_on=self.luck.random() < 0.6))

    async def release(self) -> None:
        await self.house.room.write(lambda scope: service.release_held(scope, self.webhook))

    async def publish(self) -> None:
        await self.house.publish(self.webhook, self.luck.choice([GOOD, BROKEN]))
        self.forget()

    async def replay(self) -> None:
        """Redo an event that is the first of its lead."""
        house = self.house
        events = [event for event in await house.events() if event.state is not State.DUPLICATE]
        if events:
            try:
                await house.intake.flows.replay(house.room, Wanted(self.luck.choice(events).id))
            except EventBusy:
                return

    async def look(self) -> None:
        await self.house.intake.worker.look()

    async def change(self, change: WebhookChange) -> None:
        """Change the webhook; both processes hear of it."""
        await self.house.change(self.webhook, change)
        self.forget()

    def forget(self) -> None:
        for house in self.houses:
            house.intake.routes.forget()

    async def end_well(self) -> None:
        """Mend the script, release what is held, and let senders repeat what never got done."""
        await self.houses[0].publish(self.webhook, GOOD)
        await self.change(WebhookChange(is_on=True))
        await self.release()
        for house in self.houses:
            await house.settle()
        while any([await house.run_due() for house in self.houses]):
            pass
        for lead in self.leads:
            await self.send(lead)
        for house in self.houses:
            await house.settle()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_each_lead_is_there_exactly_once(database: Database, runtimes: Runtimes, seed: int) -> None:
    async with open_house(database, runtimes) as one, open_house(database, runtimes) as other:
        await make_leads(one)
        webhook, url = await one.webhook(GOOD, {**BY_ID, "deadline_ms": 100})
        story = Story([one, other], webhook.id, url, random.Random(seed))
        for _ in range(STEPS):
            await story.step()
        await story.end_well()
        assert Counter(await saved(one)) == Counter(story.leads)
        assert set(await saved(one, "name")) == {"good"}
        states = Counter(event.state for event in await one.events())
        assert states == {
            State.DONE: len(story.leads),
            State.DUPLICATE: sum(story.statuses.values()) - len(story.leads),
        }
