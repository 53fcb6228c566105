class ReadOnly(Exception):
    """A write was refused. No database error: Django would answer some of those by itself."""


class Blocked(Exception):
    """The switch could not keep writers out in time; the text names who is in the way."""


class Locked(Exception):
    """The environment says in which mode this process is, so that storing another is in vain."""
