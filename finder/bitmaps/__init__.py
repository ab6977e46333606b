"""Sets of publications as bitmaps: who has which value of which facet, held by each process and never a second truth.

What is held is exactly the index rows and the dates of what is public at this moment. Every answer names the number of
the change that it is as of: a process that sees a newer number patches what changed since, and a new process loads
what was stored (`StoredIndex`). Only where nothing is stored is everything read anew.
"""

from .held import Via, every, hold, is_held
from .index import Index, by_number
from .keeping import (
    build,
    current,
    drop,
    follow,
    forget,
    lacking,
    load,
    moments,
    store_all,
    store_now_and_then,
    unchanged,
)

__all__ = [
    "Index",
    "Via",
    "build",
    "by_number",
    "current",
    "drop",
    "every",
    "follow",
    "forget",
    "hold",
    "is_held",
    "lacking",
    "load",
    "moments",
    "store_all",
    "store_now_and_then",
    "unchanged",
]
