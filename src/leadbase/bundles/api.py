"""The routes of bundles: a workspace's design as an archive, and the way back with its difference shown first."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Annotated, Literal, cast

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from leadbase.access.gate import Entry
from leadbase.bundles import service
from leadbase.bundles.archive import unzip_files, zip_files
from leadbase.bundles.model import Action, BundleNotBase64, Imported, Thing, Wishes
from leadbase.bundles.service import Press
from leadbase.bundles.spelling import Files

router = APIRouter(tags=["bundles"])

PLACE = "the archive"
_EMPTY = base64.b64encode(zip_files({})).decode()


def _press(request: Request) -> Press:
    return cast(Press, request.app.state.press)


PressHere = Annotated[Press, Depends(_press)]


class ImportIn(BaseModel):
    """A bundle and how to import it."""

    model_config = ConfigDict(extra="forbid")

    zip: str = Field(max_length=12_000_000, description="The archive in base64.", examples=[_EMPTY])
    dry_run: bool = Field(True, description="Only tell what would happen.")
    prune: bool = Field(False, description="Remove what the bundle does not have.")
    switch: bool = Field(False, description="Switch webhooks on and off as the bundle says; else new ones are off.")
    plan: str | None = Field(
        None, max_length=100, description="The `plan` of the difference that was shown: another one is refused."
    )


class DesignChangeOut(BaseModel):
    """One thing that an import makes, changes, removes, or leaves though the bundle does not have it."""

    action: Action = Field(examples=["make"])
    thing: Thing = Field(examples=["field"])
    id: str = Field(examples=["63ff0191f725340df45e8ebb"])
    name: str = Field(examples=["phone"])
    label: str = Field(examples=["电话"])
    table: str = Field(description="API name of the table of a field or view.", examples=["customers"])
    what: list[str] = Field(description="The settings that change.", examples=[["label", "required"]])


class DesignConflictOut(BaseModel):
    """A place where bundle and workspace can't agree; nothing is imported while there is one."""

    code: str = Field(examples=["bundle_name_taken"])
    message: dict[Literal["zh-CN", "en"], str]


class NewAddressOut(BaseModel):
    """A webhook that was made, with a new key."""

    id: str
    name: str = Field(examples=["feiyu"])
    url: str = Field(description='Where leads are to be pushed; "" in a dry run.')
    on: bool
    needs_secret: bool = Field(description="Its sender's secret has to be set: until then everything is refused.")


class ImportedOut(BaseModel):
    """What an import did, or would do."""

    applied: bool
    plan: str = Field(description="A name for exactly this difference.")
    changes: list[DesignChangeOut]
    conflicts: list[DesignConflictOut]
    webhooks: list[NewAddressOut]

    @classmethod
    def of(cls, imported: Imported, *, applied: bool) -> ImportedOut:
        """Show what an import did; of a dry run no addresses, as their keys are gone."""
        difference = imported.difference
        return cls(
            applied=applied,
            plan=difference.plan,
            changes=[
                DesignChangeOut(
                    action=one.action,
                    thing=one.thing,
                    id=one.id,
                    name=one.name,
                    label=one.label,
                    table=one.table,
                    what=list(one.what),
                )
                for one in difference.changes
            ],
            conflicts=[
                DesignConflictOut(code=one.code, message={"zh-CN": one.message("zh-CN"), "en": one.message("en")})
                for one in difference.conflicts
            ],
            webhooks=[
                NewAddressOut(
                    id=one.id, name=one.name, url=one.url if applied else "", on=one.on, needs_secret=one.needs_secret
                )
                for one in imported.webhooks
            ],
        )


@router.get(
    "/bundle",
    response_class=Response,
    responses={200: {"content": {"application/zip": {"example": "PK…"}}, "description": "A zip archive."}},
)
async def export_bundle(entry: Entry, press: PressHere) -> Response:
    """Give the workspace's design as a zip archive of text files, the same bytes as long as nothing changes."""
    files = await entry.read(lambda scope: service.export(scope, press))
    head = {"content-disposition": 'attachment; filename="bundle.zip"', "cache-control": "no-store"}
    return Response(await asyncio.to_thread(zip_files, files), media_type="application/zip", headers=head)


@router.post("/bundle/import")
async def import_bundle(entry: Entry, press: PressHere, body: ImportIn) -> ImportedOut:
    """Import a bundle, wholly or not at all, or (as long as nothing else is said) tell what an import would do."""
    await entry.read(service.check_may_import)
    files = await asyncio.to_thread(_files, body.zip)
    wishes = Wishes(body.prune, body.switch, body.plan)
    act = service.rehearse if body.dry_run else service.bring
    return ImportedOut.of(await act(entry, press, files, PLACE, wishes), applied=not body.dry_run)


def _files(text: str) -> Files:
    """Unpack what was sent; raises BundleNotBase64 and as `unzip_files`."""
    try:
        packed = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as cause:
        raise BundleNotBase64 from cause
    return unzip_files(packed, PLACE)
