"""The file a backup is kept in: told by a header, squeezed, sealed if wished, proved by a digest.

    voicetill-backup 1\\n    header as one line of JSON\\n    content    SHA-256 of all before

The content is gzip. Sealed, it is cut into pieces of 1 MiB, each AES-256-GCM under a key that
scrypt made of the passphrase; a piece's nonce says its number and whether it is the last, so that
pieces can be neither exchanged nor left off, and the header is part of what is sealed.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import secrets
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, cast

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from domain.errors import ConfigurationError

MAGIC: Final = b"voicetill-backup 1\n"
_DIGEST: Final = hashlib.sha256().digest_size
_PIECE: Final = 1 << 20
_TAG: Final = 16
_LONGEST_HEADER: Final = 1 << 20
_COST: Final = 17
"""Of scrypt, as a power of two: 128 MiB and about half a second (OWASP, read 2026-11-21)."""
_MOST_COST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What a backup says of itself; readable without its passphrase."""

    made_at: str
    """UTC, as ISO 8601."""
    version: str
    """The Voicetill that made it."""
    content: str
    """`sqlite`, `pg_dump` or `portable`."""
    revision: str
    """The schema's."""
    master_keys: tuple[str, ...]
    """Ids of the keys that its secrets are wrapped under. The keys are not in it."""
    sealed_with: dict[str, Any] | None = field(default=None)
    """How the passphrase becomes a key; None: it is not sealed."""

    @property
    def is_sealed(self) -> bool:
        """Whether it takes a passphrase to read."""
        return self.sealed_with is not None


def seal_parameters() -> dict[str, Any]:
    """Fresh ones for `Header.sealed_with`."""
    return {"kdf": "scrypt", "salt": secrets.token_hex(16), "log_n": _COST, "r": 8, "p": 1}


# --- writing ---------------------------------------------------------------------------------


@contextmanager
def writing(path: Path, header: Header, passphrase: str | None) -> Iterator[BinaryIO]:
    """Where the content is written to; the file appears whole, or not at all.

    Raises ConfigurationError if the file is there already; OSError.
    """
    if path.exists():
        raise ConfigurationError(f"{path} is there already; name another file")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            told = orjson.dumps(asdict(header))
            sink = _Sink(file, told, _key(header, passphrase))
            with gzip.GzipFile(fileobj=sink, mode="wb", compresslevel=3, mtime=0) as squeezed:
                yield cast(BinaryIO, squeezed)
            sink.finish()
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError as error:
        raise ConfigurationError(f"{path} is there already; name another file") from error
    finally:
        draft.unlink()


class _Sink(io.RawIOBase):
    """Cuts what it is given into pieces, seals them, and keeps the digest."""

    def __init__(self, file: IO[bytes], header: bytes, key: bytes | None) -> None:
        self._file = file
        self._about = header
        self._cipher = None if key is None else AESGCM(key)
        self._digest = hashlib.sha256()
        self._rest = bytearray()
        self._pieces = 0
        self._put(MAGIC + header + b"\n")

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, some: Any) -> int:
        """Take bytes; all of them."""
        self._rest += some
        while len(self._rest) > _PIECE:  # what is left over may be the last
            self._piece(bytes(self._rest[:_PIECE]), is_last=False)
            del self._rest[:_PIECE]
        return len(some)

    def finish(self) -> None:
        """Write the last piece and the digest."""
        self._piece(bytes(self._rest), is_last=True)
        self._file.write(self._digest.digest())

    def _piece(self, plain: bytes, *, is_last: bool) -> None:
        if self._cipher is not None:
            plain = self._cipher.encrypt(_nonce(self._pieces, is_last), plain, self._about)
        self._pieces += 1
        self._put(plain)

    def _put(self, some: bytes) -> None:
        self._digest.update(some)
        self._file.write(some)


# --- reading ---------------------------------------------------------------------------------


def read_header(path: Path) -> Header:
    """What the file says of itself. Raises ConfigurationError if it is no backup; OSError."""
    with path.open("rb") as file:
        return _header(path, file)[0]


def check(path: Path) -> str:
    """Its SHA-256 as hex, once it is proved whole. Raises ConfigurationError; OSError."""
    left = path.stat().st_size - _DIGEST
    digest = hashlib.sha256()
    with path.open("rb") as file:
        _header(path, file)
        file.seek(0)
        while left > 0:
            some = file.read(min(_PIECE, left))
            digest.update(some)
            left -= len(some)
        told = file.read()
    if told != digest.digest():
        raise ConfigurationError(f"{path} is damaged or cut off; its digest does not fit")
    return digest.hexdigest()


@contextmanager
def reading(path: Path, passphrase: str | None) -> Iterator[BinaryIO]:
    """Its content. Call `check` first. Raises ConfigurationError for a wrong passphrase."""
    with path.open("rb") as file:
        header, about = _header(path, file)
        key = _key(header, passphrase)
        left = path.stat().st_size - file.tell() - _DIGEST
        source = _Source(file, about, key, left)
        with gzip.GzipFile(fileobj=io.BufferedReader(source), mode="rb") as content:
            yield cast(BinaryIO, content)


class _Source(io.RawIOBase):
    """Gives the pieces back as one stream."""

    def __init__(self, file: IO[bytes], header: bytes, key: bytes | None, left: int) -> None:
        self._file = file
        self._about = header
        self._cipher = None if key is None else AESGCM(key)
        self._left = left
        self._ready = b""
        self._pieces = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill some of the buffer; 0 at the end."""
        if not self._ready and self._left > 0:
            self._ready = self._next()
        some = self._ready[: len(buffer)]
        buffer[: len(some)] = some
        self._ready = self._ready[len(some) :]
        return len(some)

    def _next(self) -> bytes:
        size = _PIECE if self._cipher is None else _PIECE + _TAG
        some = self._file.read(min(size, self._left))
        self._left -= len(some)
        if self._cipher is None:
            return some
        nonce = _nonce(self._pieces, self._left == 0)
        self._pieces += 1
        try:
            return self._cipher.decrypt(nonce, some, self._about)
        except InvalidTag as error:
            raise ConfigurationError("the passphrase is not the one it was sealed with") from error


def _header(path: Path, file: IO[bytes]) -> tuple[Header, bytes]:
    if file.read(len(MAGIC)) != MAGIC:
        raise ConfigurationError(f"{path} is no backup of Voicetill, or of a later version")
    line = file.readline(_LONGEST_HEADER)
    try:
        told = orjson.loads(line)
        header = Header(**{**told, "master_keys": tuple(told["master_keys"])})
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigurationError(f"{path} has no header that can be read") from error
    return header, line.removesuffix(b"\n")


def _key(header: Header, passphrase: str | None) -> bytes | None:
    told = header.sealed_with
    if told is None:
        return None
    if not passphrase:
        raise ConfigurationError("the backup is sealed; give its passphrase")
    if told.get("kdf") != "scrypt" or not 1 <= told["log_n"] <= _MOST_COST:
        raise ConfigurationError("the backup is sealed in a way that this version does not know")
    salt = bytes.fromhex(told["salt"])
    kdf = Scrypt(salt=salt, length=32, n=1 << told["log_n"], r=told["r"], p=told["p"])
    return kdf.derive(passphrase.encode())


def _nonce(number: int, is_last: bool) -> bytes:
    return struct.pack(">3xQ?", number, is_last)
