"""What we do: projects with their participants, countries and documents, and the themes they are about."""

from .library import Document, DocumentFile, DocumentKind, Theme, slug_field
from .parts import SUBJECTS, Participation, ProjectCountry, ProjectDocument, Wording
from .project import Held, Project, Role

__all__ = [
    "SUBJECTS",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "Held",
    "Participation",
    "Project",
    "ProjectCountry",
    "ProjectDocument",
    "Role",
    "Theme",
    "Wording",
    "slug_field",
]
