"""Mail of a local site: shown in the terminal and on a page, and sent nowhere."""

import sys
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.filebased import EmailBackend
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

MOST = 50


class LocalMailBackend(EmailBackend):
    """Keeps each message as a file below EMAIL_FILE_PATH and prints it."""

    def write_message(self, message):
        super().write_message(message)
        sys.stdout.write(f"\n{message.message().as_string()}\n")
        sys.stdout.flush()


@require_safe
def mailbox(request):
    """The messages of a local site, newest first."""
    if not settings.LOCAL_SITE:
        raise Http404
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), reverse=True)[:MOST]
    messages = [message for path in files for message in _messages(path)]
    return render(request, "operations/mailbox.html", {"mails": messages})


def _messages(path):
    """The messages of one file; a connection's messages stand in one, between lines of dashes."""
    separator = b"-" * 79
    for raw in reversed(path.read_bytes().split(b"\n" + separator + b"\n")):
        if raw.strip():
            message = message_from_bytes(raw.strip(), policy=policy.default)
            body = message.get_body(("plain",))
            yield {
                "to": message["To"],
                "subject": message["Subject"],
                "date": message["Date"],
                "body": body.get_content() if body else "",
            }
