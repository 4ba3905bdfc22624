"""Keeps the index of words in line with the records: a look reads what was written, and the texts are put in the index.

What is read and what is written are two steps, so that on SQLite only the second holds up other writers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadbase.access.scope import Scope
from leadbase.records.store import index
from leadbase.records.store.index import Document, State
from leadbase.tables.model import Catalogue

BATCH = 200
"""Records at a time: some 15 ms of work."""


@dataclass(frozen=True, slots=True)
class Work:
    """What one look found: marks that are done with once the documents are indexed, and how far tables then are."""

    marks: Sequence[int] = ()
    documents: Sequence[Document] = ()
    states: Sequence[State] = ()

    @property
    def is_full(self) -> bool:
        """Whether there is likely to be more."""
        return len(self.marks) == BATCH or any(state.walked is not None for state in self.states)


def look(scope: Scope, catalogue: Catalogue) -> Work:
    """Read the texts of records that were written, and of tables that are not yet indexed as they are now."""
    tables = {table.number: table for table in (*catalogue.tables, *catalogue.trashed_tables)}
    marks = index.list_marks(scope.tx, tables, BATCH)
    marked: dict[int, list[str]] = defaultdict(list)
    for _, table, record in marks:
        marked[table].append(record)
    documents: list[Document] = []
    for number, records in marked.items():
        documents += index.list_texts(scope.tx, tables[number], list(dict.fromkeys(records)))
    states = _walk(scope, catalogue, documents)
    return Work([number for number, _, _ in marks], documents, states)


def look_beyond(scope: Scope, known: Sequence[int]) -> Work:
    """Read what was written in tables other than these: they are gone, and so is what the index has of them."""
    marks = index.list_marks(scope.tx, known, BATCH, others=True)
    documents = {(table, record): Document(table, record, "") for _, table, record in marks}
    return Work([number for number, _, _ in marks], list(documents.values()))


def keep(scope: Scope, work: Work) -> int:
    """Put what a look found in the index; gives how many records it had otherwise."""
    index.take_marks(scope.tx, work.marks)
    changed = index.put_documents(scope.tx, list({(one.table, one.record): one for one in work.documents}.values()))
    for state in work.states:
        index.put_state(scope.tx, state)
    return changed


def _walk(scope: Scope, catalogue: Catalogue, documents: list[Document]) -> Sequence[State]:
    """Add the texts of the next records of the first table that is not yet indexed; gives how far it then is."""
    known = index.list_states(scope.tx, [table.number for table in catalogue.tables])
    for table in catalogue.tables:
        wanted = index.fingerprint(table)
        state = known.get(table.number)
        if state is None or state.fields != wanted:
            state = State(table.number, wanted, "")
        if state.walked is None:
            continue
        found = index.walk(scope.tx, table, state.walked, BATCH)
        documents += found
        return [replace(state, walked=found[-1].record if len(found) == BATCH else None)]
    return ()
