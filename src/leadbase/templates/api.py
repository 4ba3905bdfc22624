"""The routes of templates."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Body, Depends, Path, Request, status
from pydantic import BaseModel, ConfigDict, Field

from leadbase.access.gate import Entry
from leadbase.templates import service
from leadbase.templates.model import Applied, Preview, Template
from leadbase.templates.service import Shelf

router = APIRouter(tags=["templates"])


def _shelf(request: Request) -> Shelf:
    return cast(Shelf, request.app.state.shelf)


ShelfHere = Annotated[Shelf, Depends(_shelf)]
TemplateKey = Annotated[str, Path(max_length=100, description="A template's name.", examples=["feiyu-tutorial"])]


class TemplateOut(BaseModel):
    """A template and what it makes."""

    name: str = Field(examples=["feiyu-tutorial"])
    label_zh: str = Field(examples=["飞鱼线索（教程）"])
    label_en: str = Field(examples=["Feiyu leads (tutorial)"])
    summary_zh: str
    summary_en: str
    icon: str = Field(examples=["fish"])
    tables: list[str] = Field(description="The labels of its tables.", examples=[["客户", "日志"]])
    webhooks: list[str] = Field(description="The labels of its webhooks.", examples=[["飞鱼线索回调"]])
    dashboards: list[str] = Field(description="The labels of its dashboards.", examples=[["线索总览"]])

    @classmethod
    def of(cls, template: Template) -> TemplateOut:
        """Show a template."""
        card = template.card
        return cls(
            name=template.name,
            label_zh=card.label_zh,
            label_en=card.label_en,
            summary_zh=card.summary_zh,
            summary_en=card.summary_en,
            icon=card.icon,
            tables=[table.label for table in template.tables],
            webhooks=[one.webhook.label for one in template.webhooks],
            dashboards=[one.label for one in template.dashboards],
        )


class PreviewField(BaseModel):
    """A field that a template makes."""

    label: str = Field(examples=["电话"])
    type: str = Field(examples=["phone"])


class PreviewTable(BaseModel):
    """A table that a template makes."""

    name: str | None = Field(examples=["customers"], description="null: made from the label.")
    label: str = Field(examples=["客户"])
    fields: list[PreviewField]


class PreviewWebhook(BaseModel):
    """A webhook that a template makes, with the script that it runs."""

    label: str = Field(examples=["飞鱼线索"])
    source: str = Field(examples=["feiyu"])
    suffix: str | None = Field(examples=["callback"])
    script: str


class TakenOut(BaseModel):
    """A table or webhook that stands where the template would put its own."""

    id: str = Field(examples=["63feff350ef3f00df536eac5"])
    name: str = Field(examples=["客户"])
    label: str = Field(examples=["客户"])
    trashed: bool


class ExistingOut(BaseModel):
    """What is in a template's way; both empty: nothing is."""

    tables: list[TakenOut]
    webhooks: list[TakenOut]


class PreviewOut(BaseModel):
    """All that applying a template would make, and what is in its way."""

    template: TemplateOut
    tables: list[PreviewTable]
    webhooks: list[PreviewWebhook]
    existing: ExistingOut

    @classmethod
    def of(cls, preview: Preview) -> PreviewOut:
        """Show a preview."""
        template = preview.template
        return cls(
            template=TemplateOut.of(template),
            tables=[
                PreviewTable(
                    name=table.name,
                    label=table.label,
                    fields=[PreviewField(label=field.label, type=field.type) for field in table.fields],
                )
                for table in template.tables
            ],
            webhooks=[
                PreviewWebhook(
                    label=one.webhook.label, source=one.webhook.source, suffix=one.webhook.suffix, script=one.source
                )
                for one in template.webhooks
            ],
            existing=ExistingOut.model_validate(preview.existing, from_attributes=True),
        )


class TemplatePage(BaseModel):
    """All templates; they are few, so there is never a second page."""

    items: list[TemplateOut]
    next_cursor: str | None = None


class ApplyIn(BaseModel):
    """How to apply a template."""

    model_config = ConfigDict(extra="forbid")

    as_copy: bool = Field(False, description="Make another set with ids and names of its own, in the script too.")


class AppliedTable(BaseModel):
    """A table that was made."""

    id: str = Field(examples=["63feff350ef3f00df536eac5"])
    name: str = Field(examples=["客户"])
    label: str = Field(examples=["客户"])


class AppliedWebhook(BaseModel):
    """A webhook that was made; `url` is where leads are to be pushed."""

    id: str = Field(examples=["65a1f0c2b3d4e5f60718293b"])
    name: str = Field(examples=["feiyu_callback"])
    url: str = Field(examples=["https://leads.example.com/hook/Ab3dEf9h…/callback"])


class AppliedDashboard(BaseModel):
    """A dashboard that was made."""

    id: str = Field(examples=["6565f0c2b3d4e5f607182955"])
    name: str = Field(examples=["线索总览"])
    label: str = Field(examples=["线索总览"])


class AppliedOut(BaseModel):
    """What applying a template made."""

    tables: list[AppliedTable]
    webhooks: list[AppliedWebhook]
    dashboards: list[AppliedDashboard]

    @classmethod
    def of(cls, applied: Applied) -> AppliedOut:
        """Show what was made."""
        return cls.model_validate(applied.as_json())


@router.get("/templates")
async def list_templates(entry: Entry, shelf: ShelfHere) -> TemplatePage:
    """List the ready-made sets of tables, webhooks and dashboards."""
    await entry.read(lambda scope: scope.actor)
    return TemplatePage(items=[TemplateOut.of(template) for template in service.list_templates(shelf)])


@router.get("/templates/{name}")
async def preview_template(name: TemplateKey, entry: Entry, shelf: ShelfHere) -> PreviewOut:
    """Show all that applying a template would make, and what there is already where it would."""
    return PreviewOut.of(await entry.read(lambda scope: service.preview(scope, shelf, name)))


@router.post("/templates/{name}/apply", status_code=status.HTTP_201_CREATED)
async def apply_template(
    name: TemplateKey, entry: Entry, shelf: ShelfHere, body: Annotated[ApplyIn | None, Body()] = None
) -> AppliedOut:
    """Make a template's tables, webhooks and dashboards. Applied before: 409 with what exists, unless as a copy."""
    as_copy = body is not None and body.as_copy
    applied = await entry.write(lambda scope: service.apply(scope, shelf, name, as_copy=as_copy))
    return AppliedOut.of(applied)
