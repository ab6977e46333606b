"""What the house keeps of everything that becomes public, in files by their reason to change."""

from .copies import State, WorkingCopy, WorkingCopyQuerySet, fill_slug
from .history import Event, Revision
from .lists import SavedFilter, TitleKey
from .merged import Merged
from .presence import Presence
from .public import MOST_WORDS, Address, Counter, Label, Publication, PublicationQuerySet, Record
from .summaries import FieldState, Gap, Pending, TextState, forget

__all__ = [
    "MOST_WORDS",
    "Address",
    "Counter",
    "Event",
    "FieldState",
    "Gap",
    "Label",
    "Merged",
    "Pending",
    "Presence",
    "Publication",
    "PublicationQuerySet",
    "Record",
    "Revision",
    "SavedFilter",
    "State",
    "TextState",
    "TitleKey",
    "WorkingCopy",
    "WorkingCopyQuerySet",
    "fill_slug",
    "forget",
]
