"""The one door of the search. Who asks it never learns which database answers.

`find` gives what a text finds, `rebuild` builds the index anew; publications keep it up to date by themselves.
"""

from .searching.finding import Found, find, forget
from .searching.grammar import MOST_ITEMS
from .searching.grammar import read as read_question
from .searching.keeping import connect, rebuild
from .searching.ranking import Among, ranked

__all__ = ["MOST_ITEMS", "Among", "Found", "connect", "find", "forget", "ranked", "read_question", "rebuild"]
