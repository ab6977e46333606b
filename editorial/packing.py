"""Plain data as one canonical text: how snapshots and Records are written, stored and compared."""

import hashlib
import json
import zlib

from .kinds import Data


def canonical(data: Data) -> str:
    """Returns the one JSON text of a dict of plain values: sorted names, no spaces, Unicode as it is."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(data: Data) -> str:
    """Returns the hash by which two Records are compared (128 bits of SHA-256, in hexadecimal)."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()[:32]


def pack(data: Data) -> bytes:
    """Returns a snapshot compressed for storage."""
    return zlib.compress(canonical(data).encode(), 6)


def unpack(stored: bytes | memoryview) -> Data:
    """Returns the snapshot that `pack` compressed."""
    return json.loads(zlib.decompress(bytes(stored)))
