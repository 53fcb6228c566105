import json
import logging
import sys

import pytest
from django.http import HttpResponse

from operations.logs import JsonFormatter, RequestIdFilter, RequestIdMiddleware


def record(message="Something happened.", **fields):
    made = logging.makeLogRecord({"name": "site", "levelname": "INFO", "msg": message} | fields)
    RequestIdFilter().filter(made)
    return made


class TestRequestId:
    def test_the_answer_and_its_lines_carry_the_same_id(self, rf):
        seen = []

        def view(request):
            seen.append(record().request_id)
            return HttpResponse()

        response = RequestIdMiddleware(view)(rf.get("/"))
        assert seen == [response["X-Request-ID"]]

    def test_two_requests_have_two_ids(self, rf):
        answer = RequestIdMiddleware(lambda request: HttpResponse())
        assert answer(rf.get("/"))["X-Request-ID"] != answer(rf.get("/"))["X-Request-ID"]

    def test_an_id_sent_from_outside_is_not_believed(self, rf):
        answer = RequestIdMiddleware(lambda request: HttpResponse())
        response = answer(rf.get("/", headers={"X-Request-ID": "forged"}))
        assert response["X-Request-ID"] != "forged"

    @pytest.mark.django_db
    def test_the_line_of_a_refused_request_carries_its_id(self, client, caplog):
        caplog.handler.addFilter(RequestIdFilter())
        response = client.get("/nothing/")
        (line,) = (made for made in caplog.records if made.name == "django.request")
        assert line.request_id == response["X-Request-ID"]


class TestJson:
    def test_a_line_is_one_object(self):
        made = record("Line one\nline two %s", args=("é",), created=0.25, msecs=250.0)
        made.request_id = "-"
        line = JsonFormatter().format(made)
        assert "\n" not in line
        assert json.loads(line) == {
            "time": "1970-01-01T00:00:00.250Z",
            "level": "INFO",
            "logger": "site",
            "request_id": "-",
            "message": "Line one\nline two é",
        }

    def test_an_exception_is_part_of_its_line(self):
        try:
            raise ValueError("why it failed")
        except ValueError:
            line = JsonFormatter().format(record(exc_info=sys.exc_info()))
        assert "why it failed" in json.loads(line)["exception"]
