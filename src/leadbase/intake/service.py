"""The verbs of webhooks: make, change, switch, publish, reissue, delete, and what their URLs are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from urllib.parse import quote

from leadbase.access import audit
from leadbase.access.audit import Action, Subject
from leadbase.access.model import Permission
from leadbase.access.scope import Scope
from leadbase.connectors.connector import Connectors
from leadbase.connectors.service import get_connector
from leadbase.intake.errors import (
    DraftMissing,
    SuffixInvalid,
    WebhookChangedMeanwhile,
    WebhookIdTaken,
    WebhookNameTaken,
    WebhookUnknown,
)
from leadbase.intake.model import Settings, Webhook
from leadbase.intake.options import read_settings
from leadbase.intake.routes import GENERATION
from leadbase.intake.store import events as event_store
from leadbase.intake.store import webhooks as store
from leadbase.kit.facts import Fact
from leadbase.kit.json import JsonObject, JsonValue
from leadbase.kit.paging import Page, checked_limit, page_of, read_cursor
from leadbase.kit.secrets import Sealer, digest, new_token
from leadbase.scripts import service as scripts
from leadbase.scripts.versions import Draft, Version
from leadbase.storage.generations import bump
from leadbase.tables.names import check_id, check_name, fold, name_for

SUFFIX_LIVES = timedelta(days=30)
KEY_LIVES = timedelta(days=7)
HELD_AT_ONCE = 1_000
_SUFFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class WebhooksChanged(Fact):
    """A webhook, its keys, suffixes or live version changed, in the workspace with this internal number."""

    workspace: int
    webhook: str


@dataclass(frozen=True, slots=True)
class Desk:
    """What webhooks need beside the scope: what seals their secrets, where /hook is reached, the known sources."""

    sealer: Sealer
    base_url: str
    connectors: Connectors


@dataclass(frozen=True, slots=True)
class NewWebhook:
    """A webhook to make; without an id, name or suffix it gets them. `settings` are over the source's defaults."""

    label: str
    source: str = "generic"
    id: str | None = None
    name: str | None = None
    suffix: str | None = None
    is_on: bool = True
    settings: JsonObject = field(default_factory=dict[str, JsonValue])
    aliases: Sequence[str] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """What to change; None leaves it. `version` is the version that the change was made over (None: whatever it is)."""

    label: str | None = None
    name: str | None = None
    suffix: str | None = None
    is_on: bool | None = None
    settings: JsonObject | None = None
    version: int | None = None
    aliases: Sequence[str] | None = None
    description: str | None = None


def create_webhook(scope: Scope, desk: Desk, new: NewWebhook) -> Webhook:
    """Make a webhook with a fresh key.

    Raises SourceNotFound, SuffixInvalid, SettingInvalid, NameRefused, WebhookNameTaken and WebhookIdTaken.
    """
    scope.require(Permission.WEBHOOKS_WRITE)
    receives = get_connector(desk.connectors, new.source).receives
    start = Settings() if receives is None else Settings(dedupe=receives.dedupe)
    label = new.label.strip()[:200]
    taken = store.names_taken(scope.tx, scope.workspace.number)
    webhook = Webhook(
        number=0,
        id=_free_id(scope, new.id),
        workspace=scope.workspace.number,
        name=_free_name(new.name, taken) if new.name else name_for(label, taken, "webhook"),
        aliases=[check_name(alias) for alias in new.aliases],
        label=label or new.source,
        description=new.description.strip(),
        source=new.source,
        suffix=_suffix(new.suffix or new.source),
        is_on=new.is_on,
        settings=_read(desk, new.settings, start),
        live=None,
        version=1,
        created_at=scope.now,
        updated_at=scope.now,
        deleted_at=None,
    )
    webhook = replace(webhook, number=store.insert_webhook(scope.tx, webhook))
    _add_key(scope, desk, webhook)
    _changed(scope, webhook)
    audit.note(scope, Action.WEBHOOK_CREATED, webhook_subject(webhook), None, told_of(webhook))
    return webhook


def get_webhook(scope: Scope, reference: str) -> Webhook:
    """Give a webhook that is not deleted, by id, name or old name; raises WebhookUnknown."""
    if not scope.allows(Permission.EVENTS_READ):
        scope.require(Permission.WEBHOOKS_WRITE)
    webhook = store.find_webhook(scope.tx, scope.workspace.number, reference)
    if webhook is None or webhook.deleted_at is not None:
        raise WebhookUnknown(webhook=reference[:100])
    return webhook


def list_webhooks(scope: Scope, limit: int, cursor: str | None) -> Page[Webhook]:
    """Give the webhooks, newest first; raises LimitWrong and CursorWrong."""
    if not scope.allows(Permission.EVENTS_READ):
        scope.require(Permission.WEBHOOKS_WRITE)
    before = str(read_cursor(cursor, str)[0]) if cursor else None
    found = store.list_webhooks(scope.tx, scope.workspace.number, checked_limit(limit) + 1, before)
    return page_of(found, limit, lambda webhook: [webhook.id])


def webhook_urls(scope: Scope, desk: Desk, webhooks: Sequence[Webhook]) -> Mapping[str, str]:
    """Give each webhook's whole URL by id; none to an actor who may not change webhooks, for a URL is a credential."""
    if not scope.allows(Permission.WEBHOOKS_WRITE):
        return {}
    keys = store.present_keys(scope.tx, [webhook.number for webhook in webhooks])
    return {
        webhook.id: f"{desk.base_url}/hook/{desk.sealer.open(keys[webhook.number])}/{quote(webhook.suffix)}"
        for webhook in webhooks
        if webhook.number in keys
    }


def change_webhook(scope: Scope, desk: Desk, reference: str, change: WebhookChange) -> Webhook:
    """Change a webhook; its old name stays an alias and its old suffix works for 30 days.

    Raises as `create_webhook`, WebhookUnknown, and WebhookChangedMeanwhile when its version is not the named one.
    """
    scope.require(Permission.WEBHOOKS_WRITE)
    old = get_webhook(scope, reference)
    settings = old.settings if change.settings is None else _read(desk, change.settings, old.settings)
    new = replace(
        old,
        label=old.label if change.label is None else change.label.strip()[:200] or old.label,
        description=old.description if change.description is None else change.description.strip(),
        suffix=old.suffix if change.suffix is None else _suffix(change.suffix),
        is_on=old.is_on if change.is_on is None else change.is_on,
        settings=settings,
    )
    if change.name is not None and change.name != old.name:
        taken = store.names_taken(scope.tx, scope.workspace.number) - {fold(old.name)}
        new = replace(new, name=_free_name(change.name, taken), aliases=[*old.aliases, old.name])
    if change.aliases is not None:
        new = replace(new, aliases=[check_name(alias) for alias in change.aliases])
    if new.suffix != old.suffix:
        store.keep_suffix(scope.tx, old.number, old.suffix, scope.now + SUFFIX_LIVES)
    stored = _put(scope, old, new, change.version)
    _note_change(scope, old, stored)
    return stored


def go_live(scope: Scope, reference: str, source: str, language: str, note: str = "") -> tuple[Webhook, Version]:
    """Make the source an immutable version and let the webhook run it; the source was checked before.

    Raises NotAllowed, WebhookUnknown and what `scripts.service.add_version` raises.
    """
    webhook = get_webhook(scope, reference)
    version = scripts.add_version(scope, webhook.id, source, language, note)
    live = _put(scope, webhook, replace(webhook, live=version.number), None)
    subject = Subject("version", str(version.number), f"v{version.number}")
    before, after = {"live": webhook.live}, {"live": version.number, **({"note": note} if note else {})}
    audit.note(scope, Action.SCRIPT_PUBLISHED, subject, before, after, webhook_subject(webhook))
    return live, version


def save_draft(scope: Scope, reference: str, source: str, language: str, lock: int | None) -> Draft:
    """Keep a source as the webhook's draft; raises WebhookUnknown and what `scripts.service.save_draft` raises."""
    return scripts.save_draft(scope, get_webhook(scope, reference).id, source, language, lock)


def get_draft(scope: Scope, reference: str) -> Draft:
    """Give the webhook's draft; raises WebhookUnknown and DraftMissing."""
    webhook = get_webhook(scope, reference)
    draft = scripts.find_draft(scope, webhook.id)
    if draft is None:
        raise DraftMissing(webhook=webhook.name)
    return draft


def set_live(scope: Scope, reference: str, number: int | None) -> Webhook:
    """Let the webhook run an older version again, or (None) none; raises VersionNotFound."""
    scope.require(Permission.SCRIPTS_PUBLISH)
    webhook = get_webhook(scope, reference)
    if number is not None:
        scripts.get_version(scope, webhook.id, number)
    audit.note(scope, Action.SCRIPT_SWITCHED, webhook_subject(webhook), {"live": webhook.live}, {"live": number})
    return _put(scope, webhook, replace(webhook, live=number), None)


def reissue_key(scope: Scope, desk: Desk, reference: str) -> Webhook:
    """Give the webhook a new key; URLs with the old one work for 7 more days."""
    scope.require(Permission.WEBHOOKS_WRITE)
    webhook = get_webhook(scope, reference)
    starts = {"url_key": _key_start(scope, desk, webhook)}
    store.expire_keys(scope.tx, webhook.number, scope.now + KEY_LIVES)
    _add_key(scope, desk, webhook)
    _changed(scope, webhook)
    after = {"url_key": _key_start(scope, desk, webhook)}
    audit.note(scope, Action.WEBHOOK_KEY_REISSUED, webhook_subject(webhook), starts, after)
    return webhook


def release_held(scope: Scope, reference: str) -> int:
    """Let up to 1,000 held events of a webhook be processed, oldest first; give how many."""
    scope.require(Permission.EVENTS_REPLAY)
    webhook = get_webhook(scope, reference)
    released = event_store.release_held(scope.tx, webhook.number, HELD_AT_ONCE)
    if released:
        audit.note(scope, Action.WEBHOOK_RELEASED, webhook_subject(webhook), None, {"events": released})
    return released


def delete_webhook(scope: Scope, reference: str) -> None:
    """Delete a webhook: its URL answers 410 from now on, its events stay."""
    scope.require(Permission.WEBHOOKS_WRITE)
    webhook = get_webhook(scope, reference)
    _put(scope, webhook, replace(webhook, deleted_at=scope.now, is_on=False), None)
    audit.note(scope, Action.WEBHOOK_DELETED, webhook_subject(webhook), told_of(webhook))


def webhook_subject(webhook: Webhook) -> Subject:
    """Give a webhook as the audit names it."""
    return Subject("webhook", webhook.id, webhook.label)


def told_of(webhook: Webhook) -> Mapping[str, object]:
    """Give what the audit tells of a webhook."""
    names = ("label", "name", "source", "suffix", "is_on")
    return {**{name: getattr(webhook, name) for name in names}, "settings": asdict(webhook.settings)}


def _note_change(scope: Scope, old: Webhook, new: Webhook) -> None:
    if old.is_on != new.is_on:
        action = Action.WEBHOOK_TURNED_ON if new.is_on else Action.WEBHOOK_TURNED_OFF
        audit.note(scope, action, webhook_subject(new))
        old = replace(old, is_on=new.is_on)
    audit.note(scope, Action.WEBHOOK_CHANGED, webhook_subject(new), told_of(old), told_of(new))


def _key_start(scope: Scope, desk: Desk, webhook: Webhook) -> str | None:
    """Give the first 4 characters of the present key, which is all that may be told of it."""
    sealed = store.present_keys(scope.tx, [webhook.number]).get(webhook.number)
    return None if sealed is None else f"{desk.sealer.open(sealed)[:4]}…"


def _put(scope: Scope, old: Webhook, new: Webhook, expected: int | None) -> Webhook:
    stored = replace(new, version=old.version + 1, updated_at=scope.now)
    is_stale = expected is not None and expected != old.version
    if is_stale or not store.update_webhook(scope.tx, stored, old.version):
        raise WebhookChangedMeanwhile(webhook=old.name, version=old.version)
    _changed(scope, stored)
    return stored


def _changed(scope: Scope, webhook: Webhook) -> None:
    bump(scope.tx, GENERATION)
    scope.facts.publish(WebhooksChanged(scope.workspace.number, webhook.id))


def _add_key(scope: Scope, desk: Desk, webhook: Webhook) -> None:
    key = new_token("")
    store.insert_key(scope.tx, digest(key), store.KeyRow(webhook.number, desk.sealer.seal(key), None), scope.now)


def _free_id(scope: Scope, wanted: str | None) -> str:
    if wanted is None:
        return scope.ids.new()
    if store.find_webhook(scope.tx, scope.workspace.number, check_id(wanted)) is not None:
        raise WebhookIdTaken(id=wanted)
    return wanted


def _free_name(wanted: str, taken: set[str]) -> str:
    name = check_name(wanted)
    if fold(name) in taken:
        raise WebhookNameTaken(name=name)
    return name


def _suffix(wanted: str) -> str:
    if _SUFFIX.fullmatch(wanted):
        return wanted
    suggestion = re.sub(r"[^A-Za-z0-9._-]+", "-", wanted).strip("-._")[:64] or "callback"
    raise SuffixInvalid(suffix=wanted[:100], suggestion=suggestion)


def _read(desk: Desk, given: JsonObject, start: Settings) -> Settings:
    """Read settings over others, sealing a secret that is given; a verify without its secret keeps the sealed one."""
    verify = given.get("verify")
    if not isinstance(verify, Mapping) or verify.get("kind") != "shared_secret":
        return read_settings(given, start)
    if "secret" not in verify:
        return read_settings({**given, "verify": {**verify, "secret": start.verify.secret}}, start)
    read = read_settings(given, start)
    return replace(read, verify=replace(read.verify, secret=desk.sealer.seal(read.verify.secret)))
