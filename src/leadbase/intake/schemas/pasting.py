"""The paste doctor, as the API takes and gives it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from leadbase.intake.mending import Creation, Diagnosis, Mended
from leadbase.intake.schemas.parts import In, Source
from leadbase.tables.model import NewField

ID = Field(pattern="^[0-9a-f]{24}$", examples=["63ff0191f725340df45e8ebb"])


class PasteIn(In):
    """A script that was pasted."""

    source: Source


class UnknownOut(BaseModel):
    """An id that this workspace does not have, where the script names it first."""

    id: str = ID
    line: int
    column: int
    kind: Literal["table", "field"]
    table: str | None = Field(description="The table of a field, by id as far as it is known here.")
    label: str = Field(examples=["客户名称"], description="As the comment beside tells, else a made-up one.")
    type: str = Field(examples=["text"], description="The field type that it most likely has.")
    comment: str | None = Field(examples=["客户名称  string"])


class KnownOut(BaseModel):
    """An id that this workspace has, where the script names it first."""

    id: str = ID
    kind: Literal["table", "field"]
    table: str = Field(description="The table's id; of a field, that of its table.")
    label: str
    name: str
    line: int
    column: int


class TableChoiceOut(BaseModel):
    """A table that an unknown one could be."""

    id: str
    name: str
    label: str


class PasteCheckOut(BaseModel):
    """What a pasted script needs."""

    spaces: int = Field(description="Non-breaking spaces, which editors paste and scripts mostly don't mean.")
    fixed_source: str = Field(description="The script with ordinary spaces for them, in texts too.")
    unknown: list[UnknownOut]
    known: list[KnownOut]
    tables: list[TableChoiceOut]

    @classmethod
    def of(cls, found: Diagnosis) -> PasteCheckOut:
        """Show what was found."""
        return cls(
            spaces=found.spaces,
            fixed_source=found.source,
            unknown=[UnknownOut.model_validate(one, from_attributes=True) for one in found.unknown],
            known=[
                KnownOut(
                    id=one.mention.id,
                    kind=one.mention.kind,
                    table=one.table.id,
                    label=(one.field or one.table).label,
                    name=(one.field or one.table).name,
                    line=one.mention.line,
                    column=one.mention.column,
                )
                for one in found.known
            ],
            tables=[TableChoiceOut.model_validate(one, from_attributes=True) for one in found.tables],
        )


class PastedTableIn(In):
    """A table to make with the id that the script has for it."""

    id: str = ID
    label: str = Field(max_length=1_000, examples=["客户"])


class PastedFieldIn(In):
    """A field to make with the id that the script has for it."""

    id: str = ID
    label: str = Field(max_length=1_000, examples=["客户名称"])
    type: str = Field("text", max_length=100)


class PastedCreationIn(In):
    """Fields to make, in a table to make or in one that is there (by id or API name)."""

    table: PastedTableIn | str
    fields: list[PastedFieldIn] = Field(default_factory=list[PastedFieldIn], max_length=300)

    def to_model(self) -> Creation:
        """Give the model."""
        fields = [NewField(one.label, one.type, one.id) for one in self.fields]
        if isinstance(self.table, str):
            return Creation(self.table, None, fields)
        return Creation(self.table.id, self.table.label, fields)


class PastedMapIn(In):
    """An id of the script, and what it stands for here."""

    id: str = ID
    to: str = Field(max_length=100, description="The id or API name of a table or field.")


class PasteFixIn(In):
    """What to make, and what to write into the script instead of its ids."""

    source: Source
    create: list[PastedCreationIn] = Field(default_factory=list[PastedCreationIn], max_length=100)
    map: list[PastedMapIn] = Field(default_factory=list[PastedMapIn], max_length=1_000)


class CreatedFieldOut(BaseModel):
    """A field that was made."""

    id: str
    name: str
    label: str
    table: str


class CreatedOut(BaseModel):
    """What was made."""

    tables: list[TableChoiceOut]
    fields: list[CreatedFieldOut]


class PasteFixOut(BaseModel):
    """The script as it runs here."""

    source: str
    created: CreatedOut

    @classmethod
    def of(cls, mended: Mended) -> PasteFixOut:
        """Show what was done."""
        fields = [
            CreatedFieldOut(id=one.id, name=one.name, label=one.label, table=table.id) for table, one in mended.fields
        ]
        tables = [TableChoiceOut.model_validate(one, from_attributes=True) for one in mended.tables]
        return cls(source=mended.source, created=CreatedOut(tables=tables, fields=fields))
