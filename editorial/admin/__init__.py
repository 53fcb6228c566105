"""The editors' desk: Django's admin, one module for each kind of thing."""

from editorial.admin import pages, paths, pictures, questions, revisions, topics

__all__ = ["pages", "paths", "pictures", "questions", "revisions", "topics"]
