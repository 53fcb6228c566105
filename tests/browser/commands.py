"""Runs commands of Django's in a served copy: `python -m tests.browser.commands`.

Each line on standard input is a list in JSON, the words of a command. Each runs in a fork of this
process, which has loaded the site once, and is answered by a line [status, what it printed].
"""

import json
import os
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from io import StringIO

import django
from django.conf import settings
from django.core.management import execute_from_command_line


def answer(words):
    """Status and output of one command."""
    status, output = 0, StringIO()
    with redirect_stdout(output), redirect_stderr(output):
        try:
            execute_from_command_line(["manage.py", *words])
        except SystemExit as end:
            status = end.code
        except BaseException:
            status = 1
            traceback.print_exc()
    return [status, output.getvalue()]


def main():
    django.setup()
    import_module(settings.ROOT_URLCONF)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            print(json.dumps(answer(json.loads(line))), flush=True)
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
