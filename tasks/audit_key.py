"""The audit key's file (审计密钥): 32 random bytes in hex that only its owner can read, outside the database, made on first use."""

import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from duban.errors import ConfigurationError

_HEX = re.compile(rb"\s*([0-9a-f]{64})\s*")


@dataclass(slots=True)
class KeyFile:
    """A key in a file, read again only when the file is another than before."""

    path: Path
    _seen: tuple[int, ...] = ()
    _key: bytes = b""

    def __str__(self) -> str:
        return str(self.path)

    def read(self) -> bytes | None:
        """Return the key, None where there is no file; ConfigurationError where it holds none or cannot be read."""
        try:
            found = self.path.stat()
            seen = (found.st_ino, found.st_mtime_ns, found.st_size)
            if seen != self._seen:
                self._key, self._seen = self._parsed(self.path.read_bytes()), seen
            return self._key
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigurationError(f"无法读取审计密钥：{error.strerror}", where=str(self.path)) from error

    def _parsed(self, content: bytes) -> bytes:
        found = _HEX.fullmatch(content)
        if found is None:
            raise ConfigurationError("审计密钥文件内容有误", where=str(self.path), remedy="请从密钥备份恢复该文件")
        return bytes.fromhex(found[1].decode())

    def make(self) -> bytes:
        """Return the key, made if there is none; of two who make it at once both get the same."""
        known = self.read()
        if known is not None:
            return known
        part = self.path.with_name(f"{self.path.name}.{secrets.token_hex(4)}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_hex(32).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            self._put(part)
        except OSError as error:
            raise ConfigurationError(
                f"无法写入审计密钥：{error.strerror}",
                where=str(self.path),
                remedy="请检查文件夹可写，或用 DUBAN_AUDIT_KEY_FILE 另指一处",
            ) from error
        made = self.read()
        if made is None:
            raise ConfigurationError("审计密钥写入后即不见", where=str(self.path))
        return made

    def open_to_others(self) -> bool:
        """Return whether others than the owner may read the file."""
        return bool(self.path.stat().st_mode & 0o077)

    def _put(self, part: Path) -> None:
        """Give the file its name whole, unless another was quicker."""
        with suppress(FileExistsError):
            os.link(part, self.path)
        part.unlink()
        folder = os.open(self.path.parent, os.O_RDONLY)
        # A ledger whose key was lost with the power could never be written again.
        os.fsync(folder)
        os.close(folder)
