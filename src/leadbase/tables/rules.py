"""What holds for tables and fields alike: labels, descriptions, free names and ids, aliases after a rename."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from leadbase.tables.fitting import is_broken_text
from leadbase.tables.hues import HUES
from leadbase.tables.model import (
    LONGEST_DESCRIPTION,
    LONGEST_LABEL,
    DescriptionBroken,
    DescriptionTooLong,
    Field,
    HueUnknown,
    IdTaken,
    LabelRefused,
    NameTaken,
    Table,
)
from leadbase.tables.names import check_id, check_name, fold, name_for

TRASH_KEPT = timedelta(days=30)
"""How long what was deleted can be restored."""


def is_over(thing: Table | Field, now: datetime) -> bool:
    """Tell whether a thing's time in the trash is over, so that its purge may begin at any moment."""
    return thing.deleted_at is not None and thing.deleted_at <= now - TRASH_KEPT


def check_label(label: str) -> str:
    """Give the label without spaces around it; raises LabelRefused."""
    stripped = label.strip()
    if not 1 <= len(stripped) <= LONGEST_LABEL or is_broken_text(stripped):
        raise LabelRefused(limit=LONGEST_LABEL)
    return stripped


def check_description(description: str) -> str:
    """Give the description; raises DescriptionTooLong or DescriptionBroken."""
    if len(description) > LONGEST_DESCRIPTION:
        raise DescriptionTooLong(length=len(description), limit=LONGEST_DESCRIPTION)
    if is_broken_text(description):
        raise DescriptionBroken
    return description


def check_hue(hue: str) -> str:
    """Give the hue; raises HueUnknown."""
    if hue not in HUES:
        raise HueUnknown(hue=hue[:100], known=", ".join(HUES))
    return hue


def choose_name(name: str | None, label: str, others: Iterable[Table | Field], otherwise: str) -> str:
    """Give the wanted API name if it is good and free, or make one from the label; raises NameRefused or NameTaken."""
    others = list(others)
    if name is None:
        return name_for(label, {folded for other in others for folded in folded_names(other)}, otherwise)
    checked = check_name(name)
    check_free(checked, others)
    return checked


def choose_id(wanted: str | None, made: str, others: Iterable[Table | Field]) -> str:
    """Give the wanted id if it is good and free, else the made one; raises IdRefused or IdTaken."""
    if wanted is None:
        return made
    for other in others:
        if other.id == check_id(wanted):
            raise IdTaken(id=wanted, other=other.label)
    return check_id(wanted)


def check_free(name: str, others: Iterable[Table | Field]) -> None:
    """Pass only a name that none of the others has or had; raises NameTaken."""
    folded = fold(name)
    for other in others:
        if folded in folded_names(other):
            raise NameTaken(name=name, other=other.label)


def check_aliases(aliases: Iterable[str], name: str, others: Iterable[Table | Field]) -> Sequence[str]:
    """Give the wanted earlier names of what is called `name`, each good and free; raises NameRefused or NameTaken."""
    others = list(others)
    checked = [alias for alias in dict.fromkeys(map(check_name, aliases)) if fold(alias) != fold(name)]
    for alias in checked:
        check_free(alias, others)
    return checked


def folded_names(thing: Table | Field) -> set[str]:
    """Give a thing's present and earlier API names, folded."""
    return {fold(name) for name in (thing.name, *thing.aliases)}


def aliases_after(thing: Table | Field, name: str) -> Sequence[str]:
    """Give a thing's aliases once it is called `name`: the old name joins them, the new one leaves them."""
    return [alias for alias in dict.fromkeys((*thing.aliases, thing.name)) if fold(alias) != fold(name)]


def aliases_left(thing: Table | Field, others: Iterable[Table | Field]) -> Sequence[str]:
    """Give those aliases of a thing that none of the others took meanwhile."""
    taken = {folded for other in others for folded in folded_names(other)}
    return [alias for alias in thing.aliases if fold(alias) not in taken]
