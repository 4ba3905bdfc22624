"""Bundles as folders on disk: read without following links, written file by file, with what is no more taken out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from leadbase.bundles.archive import Count
from leadbase.bundles.model import BundleFileRefused, BundleFolderTaken, BundleMissing
from leadbase.bundles.reading import FOLDERS, MANIFEST, WORKSPACE, belongs
from leadbase.bundles.spelling import ENDINGS, Files

_HALF = ".half"
_OURS = (".json", ".txt", *(f".{ending}" for ending in ENDINGS.values()))


def read_folder(folder: Path) -> Files:
    """Give a folder's files that are a bundle's; raises BundleMissing, BundleFileRefused and BundleTooLarge."""
    if not (folder / MANIFEST).is_file():
        raise BundleMissing(place=folder, file=MANIFEST)
    files, count = dict[str, bytes](), Count()
    for path in _paths(folder):
        whole = folder / path
        if whole.is_symlink():
            raise BundleFileRefused(file=path, reason="it is a link")
        if not whole.is_file():
            raise BundleFileRefused(file=path, reason="it is no file")
        with whole.open("rb") as opened:
            files[path] = count.take(opened, path)
    return files


def write_folder(folder: Path, files: Files) -> None:
    """Write a bundle into a folder that is new, empty or a bundle's; its own files that are no more go.

    The manifest comes last: a folder without it is none. Raises BundleFolderTaken and BundleFileRefused.
    """
    if folder.exists() and not (folder / MANIFEST).exists() and any(not _is_hidden(one) for one in folder.iterdir()):
        raise BundleFolderTaken(folder=folder)
    for place in (folder / name for name in FOLDERS):
        if place.is_symlink():
            raise BundleFileRefused(file=place, reason="it is a link")
    for path in _paths(folder):
        if path not in files and path.endswith(_OURS) and not (folder / path).is_dir():
            (folder / path).unlink()
    for path in sorted(files, key=lambda path: (path == MANIFEST, path)):
        half = folder / f"{path}{_HALF}"
        half.parent.mkdir(parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        half.write_bytes(files[path])
        os.replace(half, folder / path)


def _paths(folder: Path) -> Iterator[str]:
    """Give what a bundle's folder holds of a bundle, by path, in order."""
    yield from (name for name in (MANIFEST, WORKSPACE) if (folder / name).exists() or (folder / name).is_symlink())
    for name in FOLDERS:
        inside = folder / name
        if inside.is_symlink():
            raise BundleFileRefused(file=name, reason="it is a link")
        if inside.is_dir():
            found = sorted(f"{name}/{one.name}" for one in inside.iterdir())
            yield from (path for path in found if belongs(path))


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".")
