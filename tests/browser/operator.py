"""Runs Django's commands in the copy, one after another in one process: to begin one takes seconds.

A line of input is a command as JSON, a line of output what it printed and whether it failed.
"""

import io
import json
import sys
import traceback
from contextlib import redirect_stdout

from django.core.management import execute_from_command_line


def answer(command):
    said, failed = io.StringIO(), False
    with redirect_stdout(said):
        try:
            execute_from_command_line(["manage.py", *command])
        except (Exception, SystemExit):
            said.write(traceback.format_exc())
            failed = True
    return {"said": said.getvalue(), "failed": failed}


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
