"""The route that counts and measures a table's records."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from leadbase.access.gate import Entry
from leadbase.access.scope import Scope
from leadbase.records.aggregates import service as verbs
from leadbase.records.aggregates.schemas import AggregateIn, AggregateOut
from leadbase.records.aggregates.turns import Turns
from leadbase.records.api.parts import GuessesOf
from leadbase.records.questions import ask
from leadbase.tables import service as tables
from leadbase.tables.api import CataloguesOf, TableKey

router = APIRouter(tags=["records"])


def turns_of(request: Request) -> Turns:
    """Give the turns of this app, made when they are first asked for."""
    state = request.app.state
    if not hasattr(state, "turns"):
        state.turns = Turns()
    return cast(Turns, state.turns)


TurnsOf = Annotated[Turns, Depends(turns_of)]


@router.post("/tables/{table}/aggregate")
async def aggregate_records(
    table: TableKey, body: AggregateIn, entry: Entry, catalogues: CataloguesOf, guesses: GuessesOf, turns: TurnsOf
) -> AggregateOut:
    """Count records or measure a field of them: as a whole, by the values of a field, or by hours, days, weeks, months.

    Steps are those of the workspace's zone. Past 2 s the newest 100,000 records alone are looked at, which `partial`
    tells.
    """
    wanted = body.to_model()

    def act(scope: Scope) -> tuple[AggregateOut, bool, object]:
        found = tables.get_table(scope, catalogues.get(scope), table)
        question = ask(scope, found, wanted.filter, wanted.q)
        answer = AggregateOut.of(verbs.aggregate(scope, found, wanted, question=question))
        return answer, question.is_guess, (scope.workspace.number, scope.actor.kind, scope.actor.id)

    async with turns.taken():
        answer, is_guess, asker = await entry.read(act)
    if is_guess:
        guesses.count(asker, entry.gate.units.clock())
    return answer
