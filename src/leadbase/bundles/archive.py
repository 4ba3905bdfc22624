"""Bundles as zip archives: the same bytes for the same bundle, and nothing in one that could hurt its reader."""

from __future__ import annotations

import io
import stat
import zipfile
from typing import IO
from zlib import error as ZlibError

from leadbase.bundles.model import BundleBroken, BundleFileRefused, BundleMissing, BundleTooLarge
from leadbase.bundles.reading import MANIFEST, belongs
from leadbase.bundles.spelling import Files

MIB = 1024 * 1024
LARGEST_FILE = 4 * MIB
LARGEST_BUNDLE = 64 * MIB
MOST_FILES = 5_000
_MADE = (1980, 1, 1, 0, 0, 0)
_MODE = (stat.S_IFREG | 0o644) << 16


class Count:
    """Counts what is read of a bundle and stops where it gets too much, whatever was declared."""

    def __init__(self) -> None:
        self._files = 0
        self._bytes = 0

    def take(self, opened: IO[bytes], path: str) -> bytes:
        """Read a file; raises BundleTooLarge."""
        self._files += 1
        read = opened.read(LARGEST_FILE + 1)
        self._bytes += len(read)
        if len(read) > LARGEST_FILE:
            raise BundleTooLarge(what=path, limit=f"{LARGEST_FILE // MIB} MiB")
        if self._files > MOST_FILES:
            raise BundleTooLarge(what="files", limit=MOST_FILES)
        if self._bytes > LARGEST_BUNDLE:
            raise BundleTooLarge(what="bytes", limit=f"{LARGEST_BUNDLE // MIB} MiB")
        return read


def zip_files(files: Files) -> bytes:
    """Pack files; equal files give equal bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(path, _MADE)
            entry.external_attr, entry.create_system = _MODE, 3
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 6)
    return packed.getvalue()


def unzip_files(packed: bytes, place: str) -> Files:
    """Unpack a bundle, which may stand in a folder of the archive, as in a download from a git host.

    Raises BundleBroken, BundleMissing, BundleFileRefused and BundleTooLarge.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return _unpacked(archive, place)
    except (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, UnicodeDecodeError, ValueError) as cause:
        raise BundleBroken(file=place, line=1, reason=f"it is no sound zip archive ({cause})") from cause


def _unpacked(archive: zipfile.ZipFile, place: str) -> Files:
    entries = archive.infolist()
    if len(entries) > MOST_FILES:
        raise BundleTooLarge(what="files", limit=MOST_FILES)
    for entry in entries:
        _check(entry)
    tops = [entry.filename for entry in entries if entry.filename.rpartition("/")[2] == MANIFEST]
    if not tops:
        raise BundleMissing(place=place, file=MANIFEST)
    around = min(tops, key=lambda name: (name.count("/"), name)).removesuffix(MANIFEST)
    files, count = dict[str, bytes](), Count()
    for entry in entries:
        path = entry.filename.removeprefix(around)
        if entry.filename.startswith(around) and not entry.is_dir() and belongs(path):
            if path in files:
                raise BundleFileRefused(file=path[:200], reason="the archive has it twice")
            with archive.open(entry) as opened:
                files[path] = count.take(opened, path)
    return files


def _check(entry: zipfile.ZipInfo) -> None:
    """Refuse an entry that is more than a plain file in a folder, whether it is a bundle's or not."""
    name, kind = entry.filename, stat.S_IFMT(entry.external_attr >> 16)
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or "\0" in name:
        raise BundleFileRefused(file=name[:200], reason="its path leads out of the folder")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise BundleFileRefused(file=name[:200], reason="it is a link or no plain file")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # what the others unpack to is held whole, however little of it is read
        raise BundleFileRefused(file=name[:200], reason=f"it is compressed in the way {entry.compress_type}")
    if entry.flag_bits & 1:
        raise BundleFileRefused(file=name[:200], reason="it is encrypted")
