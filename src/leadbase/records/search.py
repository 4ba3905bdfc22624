"""Finds records by parts of their text: what the words are, and in which fields who may look for them.

A search is words with spaces between; a record is found when each of them stands in one of its searchable fields,
anywhere in the text, A to Z as a to z. Fields seen only in part are not looked into: they are found by the whole value.
"""

from __future__ import annotations

from dataclasses import replace

from leadbase.access.model import Sight
from leadbase.access.scope import Transaction
from leadbase.records.errors import SearchTooLong
from leadbase.records.filters import SightOf, clear, equals, folded
from leadbase.records.grams import grams_sought
from leadbase.records.model import Leaf, Sought
from leadbase.records.store import index
from leadbase.tables.fitting import fit
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field, Table

LONGEST_SEARCH = 200
MOST_WORDS = 10

MOST_CANDIDATES = 2000
"""Beyond so many the index saves nothing: looking into the records in their order soon finds enough of them."""

MOST_UNINDEXED = 2000
"""So many records that the index has not seen yet are looked into as well; beyond that a search is behind."""


def read_search(table: Table, text: str | None, *, sight: SightOf = clear) -> Sought | None:
    """Check a search; None where nothing is looked for. Raises SearchTooLong."""
    if text is None or not text.strip():
        return None
    words = tuple(dict.fromkeys(folded(text).split()))
    if len(text) > LONGEST_SEARCH or len(words) > MOST_WORDS:
        raise SearchTooLong(limit=LONGEST_SEARCH, words=MOST_WORDS)
    seen = [field for field in table.fields if field.searchable and sight(field) is not Sight.HIDDEN]
    fields = tuple(field for field in seen if sight(field) is Sight.CLEAR)
    whole = [
        leaf
        for field in seen
        if (field.kind.normalises or sight(field) is Sight.MASKED) and (leaf := _whole(field, text.strip()))
    ]
    return Sought(words, fields, tuple(whole))


def narrowed(tx: Transaction, table: Table, sought: Sought) -> tuple[Sought, bool]:
    """Give the search with the only records that can be found, by the index; tells whether later ones may be missing.

    Without help from the index (it is being built, or too many are found) all records are looked into.
    """
    grams = grams_sought(sought.words)
    state = index.list_states(tx, [table.number]).get(table.number)
    if not grams or state is None or state.walked is not None or state.fields != index.fingerprint(table):
        return sought, False
    found = index.find_candidates(tx, table, grams, MOST_CANDIDATES + 1)
    if len(found) > MOST_CANDIDATES:
        return sought, False
    unindexed = index.list_marked(tx, table, MOST_UNINDEXED + 1)
    candidates = {*found, *unindexed[:MOST_UNINDEXED]}
    return replace(sought, candidates=tuple(candidates)), len(unindexed) > MOST_UNINDEXED


def _whole(field: Field, text: str) -> Leaf | None:
    """Ask for the text as the field's whole value, where it can be one."""
    try:
        value, misfit = fit(field, text, lenient=False)
    except Misfit:
        return None
    return None if value is None or misfit is not None else equals(field, value)
