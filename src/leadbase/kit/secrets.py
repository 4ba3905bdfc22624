"""Sealing what must be read again (credentials of accounts) and hashing what need not be (tokens).

The master key never stands in the database: it comes from the environment, a mounted file, or `secret.key` in the data
folder. Each sealed text names the key that it was sealed with, so that keys can change while old texts still open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import secrets
import string
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from leadbase.kit.errors import Invalid, Unavailable

KEY_FILE = "secret.key"
"""The master keys' file in the data folder: one key a line, the newest first, mode 0600."""

RETIRED_FILE = "secret.key.retired"
"""Keys that sealed nothing any more when they were moved here, the newest first, mode 0600."""

SHORTEST_KEY = 32
"""Characters a master key must have at least; generated ones have 43 of 62 (256 bits)."""

_ALPHABET = string.ascii_letters + string.digits
_TOKEN_LENGTH = 43
_VERSION = "s1"
_NONCE_BYTES = 12


class SecretKeyTooShort(Invalid):
    """The master key from {source} has {length} characters; it needs at least {least}."""

    code = "secret_key_too_short"
    zh = "来自 {source} 的主密钥只有 {length} 个字符；至少需要 {least} 个。"


class SecretKeyUnreadable(Unavailable):
    """The master key in {source} can't be read ({reason}); check that the file exists and is ours to read."""

    code = "secret_key_unreadable"
    zh = "无法读取 {source} 中的主密钥（{reason}）；请检查文件是否存在以及权限。"


class SealedWithUnknownKey(Unavailable):
    """This secret is sealed with master key {key}, which is not here; bring the key back or enter the secret again."""

    code = "sealed_with_unknown_key"
    zh = "该密文由主密钥 {key} 加密，而该密钥不在此处；请恢复该密钥，或重新填写密文。"


class SealBroken(Invalid):
    """This sealed secret is damaged and can't be opened; enter the secret again."""

    code = "seal_broken"
    zh = "该密文已损坏，无法解开；请重新填写。"


class Sealer:
    """Seals text with the newest master key and opens what any of the keys sealed (AES-256-GCM)."""

    def __init__(self, keys: Sequence[str], source: str = "secret key", path: Path | None = None) -> None:
        """Take the master keys as text, the newest first; raises SecretKeyTooShort.

        `path` is the file that they stand in: when it changes, the keys that it has then are taken too, so that a
        server goes on while its key is rotated.
        """
        self._source = source
        self._path = path
        self._stamp: tuple[int, int, int] | None = None
        self._ciphers: dict[str, AESGCM] = {}
        self.newest = ""
        self._take(keys)

    def seal(self, text: str) -> str:
        """Give the text sealed as `s1.<key id>.<base64url>`; the same text seals differently each time."""
        self._follow()
        head = f"{_VERSION}.{self.newest}"
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self.newest].encrypt(nonce, text.encode("utf-8", "surrogatepass"), head.encode())
        return f"{head}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str) -> str:
        """Give back the text; raises SealedWithUnknownKey or SealBroken."""
        head, _, body = sealed.rpartition(".")
        version, _, key = head.partition(".")
        if version != _VERSION or not key:
            raise SealBroken
        if key not in self._ciphers:
            self._follow()
        if key not in self._ciphers:
            raise SealedWithUnknownKey(key=key)
        try:
            whole = base64.b64decode(body, altchars=b"-_", validate=True)
            text = self._ciphers[key].decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], head.encode())
        except (binascii.Error, InvalidTag, ValueError):
            raise SealBroken from None
        return text.decode("utf-8", "surrogatepass")

    def is_stale(self, sealed: str) -> bool:
        """Tell whether a sealed text still names an older key, so that a rotation has to seal it again."""
        return sealed.split(".")[1:2] != [self.newest]

    @property
    def count(self) -> int:
        """How many keys are known."""
        return len(self._ciphers)

    def _take(self, keys: Sequence[str]) -> None:
        for key in keys:
            if len(key) < SHORTEST_KEY:
                raise SecretKeyTooShort(source=self._source, length=len(key), least=SHORTEST_KEY)
        derived = [_derive(key) for key in keys]
        self._ciphers |= {_key_id(key): AESGCM(key) for key in derived}
        self.newest = _key_id(derived[0])

    def _follow(self) -> None:
        """Take the keys of the file again if it changed; while it can't be read, those known go on serving."""
        stamp = _stamp(self._path)
        if self._path is None or stamp is None or stamp == self._stamp:
            return
        try:
            keys = self._path.read_text("utf-8").split()
        except (OSError, UnicodeDecodeError):
            return
        if keys and all(len(key) >= SHORTEST_KEY for key in keys):
            self._take(keys)
            self._stamp = stamp


def load_sealer(data_dir: Path, environment: Mapping[str, str]) -> Sealer:
    """Give the sealer over the master keys in force.

    `LEADBASE_SECRET_KEY`, else the file that `LEADBASE_SECRET_KEY_FILE` names, else `secret.key` in the data folder,
    made on first use. Several keys stand apart by blanks or line breaks, the newest first. Raises SecretKeyTooShort and
    SecretKeyUnreadable.
    """
    if given := environment.get("LEADBASE_SECRET_KEY", "").split():
        return Sealer(given, "LEADBASE_SECRET_KEY")
    named = environment.get("LEADBASE_SECRET_KEY_FILE", "")
    path = Path(named) if named else data_dir / KEY_FILE
    if not named:
        _make_key_file(path)
    try:
        keys = path.read_text("utf-8").split()
    except (OSError, UnicodeDecodeError) as cause:
        raise SecretKeyUnreadable(source=path.name, reason=cause) from cause
    if not keys:
        raise SecretKeyUnreadable(source=path.name, reason="empty")
    return Sealer(keys, path.name, path)


def count_keys(data_dir: Path) -> int:
    """Count the master keys in the data folder's key file: more than one while a rotation isn't done."""
    path = data_dir / KEY_FILE
    return len(path.read_text("utf-8").split()) if path.exists() else 0


def add_key(data_dir: Path) -> Sealer:
    """Put a new master key in front of those in the data folder's key file and give the sealer over them all.

    What older keys sealed still opens; see Sealer.is_stale for what to seal again.
    """
    path = data_dir / KEY_FILE
    _make_key_file(path)
    keys = [new_token(""), *path.read_text("utf-8").split()]
    os.replace(_written_beside(path, keys), path)
    _sync_folder(path.parent)
    return Sealer(keys, path.name, path)


def retire_keys(data_dir: Path) -> Path | None:
    """Move all but the newest key out of the key file; give the file where they are now, if there were any.

    They are of use for backups that were made before; whoever has none that old may delete the file.
    """
    path, retired = data_dir / KEY_FILE, data_dir / RETIRED_FILE
    newest, *older = path.read_text("utf-8").split()
    if not older:
        return None
    before = retired.read_text("utf-8").split() if retired.exists() else []
    os.replace(_written_beside(retired, list(dict.fromkeys([*older, *before]))), retired)
    os.replace(_written_beside(path, [newest]), path)
    _sync_folder(path.parent)
    return retired


def new_token(prefix: str) -> str:
    """Give a new unguessable token: the prefix and 43 letters and digits (256 bits)."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(_TOKEN_LENGTH))


def digest(token: str) -> str:
    """Give the SHA-256 of a token in hex, as it is stored and looked up."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def is_same(given: str, expected: str) -> bool:
    """Compare two secrets in a time that doesn't depend on where they differ."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode("utf-8", "surrogatepass"))


def _derive(key: str) -> bytes:
    """Stretch a key's text to 256 bits, so that hex, base64 and hand-typed keys all serve (HKDF, RFC 5869)."""
    return HKDF(SHA256(), 32, salt=None, info=b"leadbase seal 1").derive(key.encode())


def _key_id(derived: bytes) -> str:
    return hashlib.sha256(b"leadbase key id 1" + derived).hexdigest()[:8]


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    """Give what tells one state of a file from the next, None where there is none."""
    if path is None:
        return None
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _make_key_file(path: Path) -> None:
    """Make the key file whole or not at all; of several processes that try at once, one wins and all use its key."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    written = _written_beside(path, [new_token("")])
    try:
        os.link(written, path)
        _sync_folder(path.parent)
    except FileExistsError:
        pass
    finally:
        written.unlink()


def _written_beside(path: Path, keys: Sequence[str]) -> Path:
    """Write the keys to a new file of mode 0600 in the same folder, down to the disk."""
    written = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(keys) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return written


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
