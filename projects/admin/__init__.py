"""The admin of this room: projects with all that belongs to them, documents and themes."""

from . import library, project

__all__ = ["library", "project"]
