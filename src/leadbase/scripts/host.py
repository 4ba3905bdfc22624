"""The one door through which a script reaches the world: a protocol that the flows above implement.

A script's call arrives as a name out of `HOST_CALLS` and its arguments as plain JSON (members whose value was
`undefined` are gone, other `undefined` arguments are null). What the host gives back is plain JSON too, in one of these
forms, made by the functions below:

- `record(values, names)`: `{"$record": {…}, "$names": {…}}`. `values` holds `_id` and field ids, in the order in which
  they shall enumerate; `names` maps API names to field ids and gives accessors that don't enumerate.
- a list of records (`data.saveMany`), and `page(records, next_cursor)`: `{"items": [records], "next_cursor": text or
  null}`.
- `UNDEFINED`: `{"$undefined": true}`, JavaScript's `undefined`.
- `value(anything)`: `{"$value": …}`, a value in which nothing has a meaning for us.
- anything else is taken as it stands (a count is a number).

| call | arguments | result |
| --- | --- | --- |
| data.saveData | table, form | record |
| data.getData | table, id | record or UNDEFINED |
| data.updateData | table, id, form | UNDEFINED |
| data.removeData | table, id | UNDEFINED |
| data.queryData | table, {filter, sort, limit, cursor} or null | page |
| data.findOne | table, filter or null | record or UNDEFINED |
| data.countData | table, filter or null | number |
| data.upsertData | table, keys, form | record whose values end with `created`: true or false |
| data.saveMany | table, forms | list of records |
| http.request | URL, options or null | `value` of {status, headers, data, url} |
| http.curl | URL, options or null | `value` of {status, headers, data, res} |
| secret.get | name | text; only in a child that is the version's own |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from leadbase.kit.json import JsonObject, JsonValue

SECRET: Final = "secret.get"
"""The call whose result nobody else may be near."""

HOST_CALLS: Final = frozenset(
    {
        "data.saveData",
        "data.getData",
        "data.updateData",
        "data.removeData",
        "data.queryData",
        "data.findOne",
        "data.countData",
        "data.upsertData",
        "data.saveMany",
        "http.request",
        "http.curl",
        SECRET,
    }
)
"""Every name that a script's call can have."""

UNDEFINED: Final[JsonObject] = {"$undefined": True}
"""The result of a call that gives nothing."""


def record(values: JsonObject, names: Mapping[str, str]) -> JsonObject:
    """Give the form of one record: values by `_id` and field id, and field ids by API name."""
    return {"$record": values, "$names": names}


def page(records: Sequence[JsonObject], next_cursor: str | None) -> JsonObject:
    """Give the form of one page of records, each made by `record`."""
    return {"items": list(records), "next_cursor": next_cursor}


def value(given: JsonValue) -> JsonObject:
    """Give the form of a value that came from elsewhere, whatever its members are called."""
    return {"$value": given}


class HostRefusal(Exception):
    """The host says no to a call; the script can catch it as an Error with `code` and `facts`, else the run fails."""

    def __init__(self, code: str, message: str, *, permanent: bool = True, facts: JsonObject | None = None) -> None:
        """Take a stable code, a sentence for the script's author, and whether the same call could ever work."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.permanent = permanent
        self.facts: JsonObject = facts or {}


class Host(Protocol):
    """Answers the calls of one run; a run that is done again gets a new host, so buffered effects start empty."""

    async def call(self, name: str, arguments: Sequence[JsonValue]) -> JsonValue:
        """Answer one call; calls of a run come one after the other, in the order the script made them.

        Raises HostRefusal; any other exception fails the run as transient `host_failed`, the script can't catch it.
        """
        ...
