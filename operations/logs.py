"""Log lines that belong together: every request has an id, which its answer and its lines carry."""

import json
import logging
import secrets
import time
from contextvars import ContextVar

_request_id = ContextVar("request_id", default="-")


class RequestIdMiddleware:
    """Gives each request an id of its own; one sent from outside is not believed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request_id = secrets.token_hex(8)
        # It stays until the next request of this thread, because Django logs a refused request only
        # after the last middleware has answered.
        _request_id.set(request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        return response


class RequestIdFilter(logging.Filter):
    """Adds `request_id` to each record: `-` outside a request."""

    def filter(self, record):
        record.request_id = _request_id.get()
        return True


class HeldFilter(logging.Filter):
    """Leaves out that a press was answered with 401 or 403 to be done after signing in."""

    def filter(self, record):
        held = hasattr(getattr(record, "request", None), "held")
        return record.levelno > logging.WARNING or not held


class JsonFormatter(logging.Formatter):
    """One JSON object a line; times are UTC in ISO 8601."""

    converter = time.gmtime

    def format(self, record):
        line = {
            "time": f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%S')}.{record.msecs:03.0f}Z",
            "level": record.levelname,
            "logger": record.name,
            "request_id": record.request_id,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
