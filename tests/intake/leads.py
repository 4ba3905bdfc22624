"""A table of leads, and the scripts that most tests of intake run: what they do is asked for by the lead itself."""

from __future__ import annotations

from leadbase.kit.json import JsonObject, JsonValue
from leadbase.tables.model import NewField
from tests.intake.house import House

SAVE = """
async function hook($req, $resp, $modules) {
    await $modules.data.saveData("leads", { lead: $req.body.id, name: $req.body.name });
    $resp.body = { saved: $req.body.id };
}
"""
"""Saves the lead and says so."""

OBEY = """
async function hook($req, $resp, $modules) {
    const lead = $req.body;
    await $modules.data.saveData("leads", { lead: lead.id, name: lead.name });
    if (lead.wait) await new Promise((done) => setTimeout(done, lead.wait));
    if (lead.fail) throw new Error("no good: " + lead.fail);
    $resp.status = 201;
    $resp.body = { saved: lead.id };
}
"""
"""Saves the lead, then waits so many ms or fails as the lead says."""

BY_ID: JsonObject = {"dedupe": [{"in": "body", "path": ["id"]}]}
"""The setting that lets a lead's id tell a repeat."""


async def make_leads(house: House, *more: NewField) -> str:
    """Make the table of leads and give its id."""
    return await house.table("leads", NewField("lead", "text"), NewField("name", "text"), *more)


async def saved(house: House, field: str = "lead") -> list[JsonValue]:
    """Give one field of all leads in the table, oldest first."""
    return [record[field] for record in reversed(await house.records("leads"))]
