"""The one door of the search. Who asks it never learns which database answers.

`find` gives what a text finds, `excerpt` the place of a text where its words stand, `mended` the text without mistyped
words, `suggest` what somebody may be typing. Publications keep the index up to date by themselves; `rebuild` builds it
anew.
"""

from .searching.excerpts import excerpt
from .searching.finding import Found, find
from .searching.grammar import MOST_ITEMS
from .searching.grammar import read as read_question
from .searching.keeping import connect, is_empty, rebuild
from .searching.ranking import Among, ranked
from .searching.spelling import mended
from .searching.suggesting import Suggestion, suggest

__all__ = [
    "MOST_ITEMS",
    "Among",
    "Found",
    "Suggestion",
    "connect",
    "excerpt",
    "find",
    "is_empty",
    "mended",
    "ranked",
    "read_question",
    "rebuild",
    "suggest",
]
