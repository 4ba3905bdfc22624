"""The paste doctor: tells which ids of a pasted script this workspace lacks, makes them, or maps them to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.intake.errors import PastedIdUnknown
from leadbase.intake.pasting import NBSP, Mention, mentions, renamed, spaced
from leadbase.intake.service import get_webhook
from leadbase.tables.catalogue import Catalogues
from leadbase.tables.fields import create_field
from leadbase.tables.model import Catalogue, Field, NewField, NewTable, Table
from leadbase.tables.service import create_table


@dataclass(frozen=True, slots=True)
class Known:
    """A mention of what this workspace has."""

    mention: Mention
    table: Table
    field: Field | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a pasted script needs. Unknown mentions have a label always; `table` of a field is an id where it can be."""

    spaces: int
    source: str
    unknown: Sequence[Mention]
    known: Sequence[Known]
    tables: Sequence[Table]


@dataclass(frozen=True, slots=True)
class Creation:
    """Fields to make, in a new table with this id and label, or in the one with this id or name (label: None)."""

    table: str
    label: str | None
    fields: Sequence[NewField]


@dataclass(frozen=True, slots=True)
class Mended:
    """The script as it runs here, and what was made."""

    source: str
    tables: Sequence[Table]
    fields: Sequence[tuple[Table, Field]] = field(default_factory=list[tuple[Table, Field]])


def check_paste(scope: Scope, catalogue: Catalogue, webhook: str, source: str, found: Sequence[Mention]) -> Diagnosis:
    """Tell what a source needs whose mentions were found before; raises NotAllowed and WebhookUnknown."""
    scope.require(Permission.SCRIPTS_PUBLISH)
    get_webhook(scope, webhook)
    unknown: list[Mention] = []
    known: list[Known] = []
    fields = {one.id: (table, one) for table in catalogue.tables for one in table.fields}
    for mention in found:
        owner, one = fields.get(mention.id, (None, None))
        table = catalogue.find_table(mention.id) if mention.kind == "table" else owner
        if table is not None:
            known.append(Known(mention, table, one if mention.kind == "field" else None))
        else:
            unknown.append(_labelled(mention, catalogue, scope.workspace.language == "en"))
    return Diagnosis(source.count(NBSP), spaced(source), unknown, known, catalogue.tables)


def fix_paste(
    scope: Scope,
    catalogues: Catalogues,
    webhook: str,
    source: str,
    creations: Sequence[Creation],
    mapped: Mapping[str, str],
) -> Mended:
    """Make tables and fields with the ids of a script and write other ids in it where they are mapped, all or nothing.

    `mapped` gives for an id of the script the id or name of the table or field that it stands for here. Raises
    NotAllowed, WebhookUnknown, PastedIdUnknown, and what making tables and fields raises.
    """
    scope.require(Permission.SCRIPTS_PUBLISH)
    get_webhook(scope, webhook)
    tables: list[str] = []
    fields: list[tuple[str, str]] = []
    for creation in creations:
        if creation.label is not None:
            new = NewTable(creation.label, creation.table, fields=creation.fields)
            made = create_table(scope, catalogues, new)
            tables.append(made.id)
            fields += [(made.id, one.id) for one in made.fields]
            continue
        for new_field in creation.fields:
            added = create_field(scope, catalogues, creation.table, new_field)
            fields.append((catalogues.fresh(scope).get_table(creation.table).id, added.id))
    catalogue = catalogues.fresh(scope) if tables or fields else catalogues.get(scope)
    return Mended(
        renamed(spaced(source), _targets(catalogue, mentions(source), mapped)),
        [catalogue.get_table(table) for table in tables],
        [(catalogue.get_table(table), catalogue.get_table(table).get_field(one)) for table, one in fields],
    )


def _targets(catalogue: Catalogue, found: Sequence[Mention], mapped: Mapping[str, str]) -> Mapping[str, str]:
    """Give the id that each mapped id becomes."""
    by_id = {mention.id: mention for mention in found}
    targets: dict[str, str] = {}
    for old, new in mapped.items():
        mention = by_id.get(old)
        if mention is None:
            raise PastedIdUnknown(id=old[:100])
        if mention.kind == "table":
            targets[old] = catalogue.get_table(new).id
        else:
            owner = mention.table and mapped.get(mention.table, mention.table)
            targets[old] = _field(catalogue, owner, new)
    return targets


def _field(catalogue: Catalogue, owner: str | None, reference: str) -> str:
    table = catalogue.find_table(owner) if owner else None
    if table is not None:
        return table.get_field(reference).id
    for one in catalogue.tables:
        if any(field.id == reference for field in one.fields):
            return reference
    raise PastedIdUnknown(id=reference[:100])


def _labelled(mention: Mention, catalogue: Catalogue, english: bool) -> Mention:
    """Give an unknown mention a label, and a field's table by id where this workspace has that."""
    words = {"table": ("Table", "数据表"), "field": ("Field", "字段")}[mention.kind]
    owner = catalogue.find_table(mention.table) if mention.table else None
    return replace(
        mention,
        label=mention.label or f"{words[0] if english else words[1]} {mention.id[-4:]}",
        table=mention.table if owner is None else owner.id,
    )
