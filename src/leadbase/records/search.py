"""Finds records by parts of their text: what the words are, and in which fields who may look for them.

A search is words with spaces between; a record is found when each of them stands in one of its searchable fields,
anywhere in the text, A to Z as a to z. Fields seen only in part are not looked into: they are found by the whole value.
"""

from __future__ import annotations

from leadbase.access.model import Sight
from leadbase.records.errors import SearchTooLong
from leadbase.records.filters import SightOf, clear, equals, folded
from leadbase.records.model import Leaf, Sought
from leadbase.tables.fitting import fit
from leadbase.tables.misfits import Misfit
from leadbase.tables.model import Field, Table

LONGEST_SEARCH = 200
MOST_WORDS = 10


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


def _whole(field: Field, text: str) -> Leaf | None:
    """Ask for the text as the field's whole value, where it can be one."""
    try:
        value, misfit = fit(field, text, lenient=False)
    except Misfit:
        return None
    return None if value is None or misfit is not None else equals(field, value)
