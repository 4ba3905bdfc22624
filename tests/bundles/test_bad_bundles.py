"""What can be wrong with a bundle is named by file and line; what could hurt its reader is refused."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from leadbase.bundles import archive
from leadbase.bundles.archive import unzip_files, zip_files
from leadbase.bundles.folder import read_folder, write_folder
from leadbase.bundles.model import (
    BundleBroken,
    BundleFileRefused,
    BundleFolderTaken,
    BundleMissing,
    BundleTooLarge,
    BundleTooNew,
    BundleTypeUnknown,
)
from leadbase.bundles.places import line_of
from leadbase.bundles.reading import read_files
from leadbase.bundles.spelling import ENDINGS, Files, spell, stem
from leadbase.kit.errors import Problem
from leadbase.tables.field_type import load_field_types

TYPES = load_field_types()
FIELD = {"id": "b" * 24, "name": "phone", "label": "Phone", "type": "phone"}
TABLE = {"id": "a" * 24, "name": "customers", "label": "Customers", "hue": "teal", "fields": [FIELD]}
WEBHOOK = {
    "id": "c" * 24,
    "name": "door",
    "label": "Door",
    "source": "generic",
    "suffix": "in",
    "on": True,
    "script": {"language": "javascript", "file": "door.js"},
}
SOUND: Files = {
    "manifest.json": spell({"kind": "leadbase-bundle", "format": 1, "made_by": "Leadbase 0"}),
    "workspace.json": spell({"zone": "UTC", "language": "en", "tables": ["customers"]}),
    "tables/customers.json": spell(TABLE),
    "webhooks/door.json": spell(WEBHOOK),
    "webhooks/door.js": b"exports.hook = () => {}\n",
}
CUSTOMERS, DOOR = "tables/customers.json", "webhooks/door.json"


def test_a_sound_one_is_read_and_strangers_at_its_top_are_nobodys_business() -> None:
    bundle = read_files({**SOUND, "README.md": b"\xff", ".git/HEAD": b"", "tables/.DS_Store": b""}, TYPES, "here")
    assert [table.fields[0].params for table in bundle.tables] == [{"region": "CN"}]
    assert bundle.webhooks[0].script is not None and bundle.webhooks[0].script.source.startswith("exports")


WRONG: list[tuple[str, bytes | None, type[Problem], str]] = [
    ("manifest.json", None, BundleMissing, "manifest.json"),
    ("workspace.json", None, BundleMissing, "workspace.json"),
    (
        "manifest.json",
        b'{"kind": "leadbase-bundle", "format": 2, "made_by": "Leadbase 9"}',
        BundleTooNew,
        "update Leadbase",
    ),
    ("manifest.json", b'{"kind": "leadbase-bundle", "format": 0, "made_by": ""}', BundleBroken, "there is no format 0"),
    ("manifest.json", b'{"kind": "cake", "format": 1, "made_by": ""}', BundleBroken, "line 1"),
    (
        "workspace.json",
        b'{"zone": "UTC", "language": "en",\n "tables": [\n"x"]}',
        BundleBroken,
        "line 3, .*no x among the tables",
    ),
    ("workspace.json", b'{"zone": "UTC",\n"language": "fr"}', BundleBroken, "line 2"),
    (CUSTOMERS, b'{"id": "a",\n"name"\n}', BundleBroken, "line 3, can't be read: it is no JSON"),
    (CUSTOMERS, b"[" * 200_000, BundleBroken, "line 1"),
    (CUSTOMERS, b"[]", BundleBroken, "it is no object"),
    (CUSTOMERS, b"{}\n\xff", BundleBroken, "line 2, .*no UTF-8"),
    (CUSTOMERS, b'{"a": 1,\n"a": 2}', BundleBroken, "line 2, .*one object has a twice"),
    (CUSTOMERS, b'{"a":\nNaN}', BundleBroken, "line 2, .*NaN is no number"),
    (CUSTOMERS, b'{"a":\n1e999}', BundleBroken, "line 2, .*1e999 is no number"),
    (CUSTOMERS, b'{"a":' + b"9" * 10_000 + b"}", BundleBroken, "line 1"),
    (CUSTOMERS, spell({**TABLE, "colour": 1}), BundleBroken, "line 9, .*colour"),
    (CUSTOMERS, spell({**TABLE, "id": "../x"}), BundleBroken, "line 2, .*can't be an id"),
    (CUSTOMERS, spell({**TABLE, "fields": [FIELD, FIELD]}), BundleBroken, "line 8, .*there twice"),
    (CUSTOMERS, spell({**TABLE, "fields": [{**FIELD, "type": "hologram"}]}), BundleTypeUnknown, "line 7: .*hologram"),
    (CUSTOMERS, spell({**TABLE, "fields": [{**FIELD, "params": {"x": 1}}]}), BundleBroken, "line 12, .*setting x"),
    ("tables/other.json", spell({**TABLE, "name": "other"}), BundleBroken, "id is that of tables/customers.json"),
    ("tables/notes.txt", b"", BundleFileRefused, "tables/notes.txt"),
    ("webhooks/lost.js", b"", BundleFileRefused, "webhooks/lost.js"),
    ("webhooks/door.js", None, BundleBroken, "there is no script webhooks/door.js"),
    ("webhooks/door.js", b"\n\xff", BundleBroken, "webhooks/door.js, line 2, .*no UTF-8"),
    (DOOR, spell({**WEBHOOK, "script": "door.js"}), BundleBroken, "line 8, .*write"),
    (
        DOOR,
        spell({**WEBHOOK, "script": {"language": "javascript", "file": "../manifest.json"}}),
        BundleBroken,
        "line 8",
    ),
    (DOOR, spell({**WEBHOOK, "settings": {"verify": {"secret": "x"}}}), BundleBroken, "holds no secrets"),
]


@pytest.mark.parametrize(("path", "text", "error", "says"), WRONG, ids=[f"{one[0]}-{one[3]}" for one in WRONG])
def test_a_fault_is_named_by_file_and_line(path: str, text: bytes | None, error: type[Problem], says: str) -> None:
    files = {name: content for name, content in SOUND.items() if name != path}
    with pytest.raises(error, match=says) as refused:
        read_files({**files, path: text} if text is not None else files, TYPES, "here")
    told = refused.value.message("zh-CN")
    assert path in told or error in (BundleTooNew, BundleMissing) or "webhooks" in told


def test_a_place_in_a_text_is_found_by_its_path() -> None:
    text = '{\n "a": [1,\n  {"b\\"": [],\n  "c": "]}"}],\n "d": {}\n}'
    assert [
        line_of(text, path) for path in ((), ("a", 1), ("a", 1, "c"), ("d",), ("d", "none"), ("none",), ("a", 9))
    ] == [
        *(1, 3, 4, 5, 5, 1, 2),
    ]


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", way) as made:
        for entry, content in entries:
            made.writestr(entry, content)
    return packed.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


MANIFEST = ("manifest.json", SOUND["manifest.json"])
TRAPS: dict[str, tuple[Callable[[], bytes], type[Problem]]] = {
    "no zip": (lambda: b"PK but no", BundleBroken),
    "empty": (lambda: b"", BundleBroken),
    "cut short": (lambda: zip_files(SOUND)[:-40], BundleBroken),
    "spoilt": (lambda: zip_files(SOUND).replace(b"manifest.json", b"manifest.jsom", 1), BundleBroken),
    "no bundle": (lambda: zipped(("a.txt", b"")), BundleMissing),
    "up": (lambda: zipped(MANIFEST, ("tables/../../x.json", b"{}")), BundleFileRefused),
    "absolute": (lambda: zipped(MANIFEST, ("/etc/x.json", b"{}")), BundleFileRefused),
    "drive": (lambda: zipped(MANIFEST, ("C:x.json", b"{}")), BundleFileRefused),
    "backslash": (lambda: zipped(MANIFEST, ("tables\\..\\..\\x.json", b"{}")), BundleFileRefused),
    "link": (lambda: zipped(MANIFEST, (link("tables/x.json"), b"/etc/passwd")), BundleFileRefused),
    "bomb": (lambda: zipped(MANIFEST, ("tables/x.json", b" " * (archive.LARGEST_FILE + 1))), BundleTooLarge),
    "many bombs": (
        lambda: zipped(MANIFEST, *((f"tables/{n}.json", b" " * archive.LARGEST_FILE) for n in range(17))),
        BundleTooLarge,
    ),
    "bomb of another make": (
        lambda: zipped(MANIFEST, ("tables/x.json", b" " * (archive.LARGEST_FILE + 1)), way=zipfile.ZIP_BZIP2),
        BundleFileRefused,
    ),
    "many files": (lambda: zipped(MANIFEST, *((f"tables/{n}.json", b"") for n in range(5_001))), BundleTooLarge),
}


@pytest.mark.parametrize("trap", sorted(TRAPS))
def test_an_archive_that_is_a_trap_is_refused(trap: str) -> None:
    make, error = TRAPS[trap]
    with pytest.raises(error):
        unzip_files(make(), "upload")


def test_an_archive_may_hold_its_bundle_in_a_folder_as_git_hosts_pack_it() -> None:
    inside = {f"crm-main/{path}": content for path, content in SOUND.items()}
    assert unzip_files(zip_files({**inside, "crm-main/README.md": b"", "other/x": b""}), "upload") == SOUND


def test_a_folder_is_written_over_the_bundle_before_and_keeps_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "crm"
    write_folder(folder, {**SOUND, "tables/old.json": b"{}"})
    (folder / ".git").mkdir()
    (folder / "README.md").write_text("ours")
    write_folder(folder, SOUND)
    assert read_folder(folder) == SOUND
    assert (folder / "README.md").read_text() == "ours"
    assert sorted(path.name for path in folder.iterdir()) == [
        *(".git", "README.md", "manifest.json", "tables", "webhooks", "workspace.json")
    ]


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(BundleFolderTaken):
        write_folder(tmp_path, SOUND)
    with pytest.raises(BundleMissing):
        read_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.doc"]


@pytest.mark.parametrize("place", ["tables", CUSTOMERS, "manifest.json"])
def test_links_are_followed_neither_for_reading_nor_for_writing(tmp_path: Path, place: str) -> None:
    folder, outside = tmp_path / "crm", tmp_path / "outside"
    write_folder(folder, SOUND)
    (folder / place).rename(outside)
    os.symlink(outside, folder / place)
    before = sorted(outside.iterdir()) if outside.is_dir() else outside.read_bytes()
    with pytest.raises(BundleFileRefused):
        read_folder(folder)
    if place == "tables":
        with pytest.raises(BundleFileRefused):
            write_folder(folder, SOUND)
    else:
        write_folder(folder, SOUND)
        assert read_folder(folder) == SOUND
    assert before == (sorted(outside.iterdir()) if outside.is_dir() else outside.read_bytes())


def test_pipes_and_giants_in_a_folder_are_refused(tmp_path: Path) -> None:
    write_folder(tmp_path / "crm", SOUND)
    os.mkfifo(tmp_path / "crm" / "tables" / "pipe.json")
    with pytest.raises(BundleFileRefused):
        read_folder(tmp_path / "crm")
    (tmp_path / "crm" / "tables" / "pipe.json").unlink()
    with (tmp_path / "crm" / "tables" / "giant.json").open("wb") as giant:
        giant.truncate(archive.LARGEST_FILE + 1)
    with pytest.raises(BundleTooLarge):
        read_folder(tmp_path / "crm")


def test_names_that_file_systems_do_not_take_are_other_files() -> None:
    public_id = "a" * 24
    assert [stem(name, public_id) for name in ("客户", "CON", "com1", "𠀀" * 64)] == [
        "客户",
        "CON-",
        "com1-",
        public_id,
    ]
    assert set(ENDINGS.values()) == {"js", "ts"}


def test_lines_stay_what_they_are_while_others_change() -> None:
    options = [{"handle": str(number), "label": "x"} for number in range(3)]
    before = spell({"params": {"options": options}}).splitlines()
    after = spell({"params": {"options": [*options, {"handle": "new", "label": "\ud800"}]}}).splitlines()
    assert [line for line in after if line.strip(b",") not in [one.strip(b",") for one in before]] == [
        b'      {"handle": "new", "label": "\\ud800"}'
    ]
    assert json.loads(b"\n".join(after))["params"]["options"][3]["label"] == "\ud800"
