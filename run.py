#!/usr/bin/env python3
"""The commands of a checkout; `python3 run.py` sets the site up and serves it on this machine.

This file makes the environment that everything else needs, so it uses the standard library alone.
"""

import argparse
import hashlib
import http.client
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CORES = os.cpu_count() or 1
# Kept also where Python is told to keep none, and out of the checkout: without compiled modules
# each process of the site starts a second later.
COMPILED = {"PYTHONPYCACHEPREFIX": str(VENV / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
BROWSERS = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
SIDE_BY_SIDE = f"--numprocesses={min(CORES, 4)}"
STOPPING_SECONDS = 5
KERNEL = "OPENBLAS_CORETYPE"  # whose arithmetic the matrix library uses
NO_DATABASE = [f"--ignore=tests/{name}" for name in ("content", "markup", "site/test_run.py")]
# Rules look at pages, which are the same; the superuser's journey begins with a start of its own.
ALIKE = ["-k", "not automatic_rules and not superuser"]
ON_BOTH = [
    f"tests/browser/test_{name}.py" for name in ("journey", "maintenance", "people", "storm")
]


def serve(options):
    """set up and serve the site (what happens without a command)"""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", options.port))
        except OSError as error:
            sys.exit(f"Port {options.port} cannot be used: {error.strerror}. Try --port N.")
    setup(options)
    address = f"http://localhost:{options.port}"
    with suppress(KeyboardInterrupt), servers(environment(options), options.port) as processes:
        told = f"\n  Open {address}  (mail that it sends: {address}/mail/; Ctrl-C stops it)\n"
        print(told, flush=True)
        while all(process.poll() is None for process in processes):
            time.sleep(0.5)
        return "The web server or the worker has ended by itself; the lines above say why."


def setup(options):
    """only prepare: environment, database, starter library, static files"""
    install("base")
    prepare(environment(options))


def manage(options):
    """Django's commands in the site's environment: manage COMMAND …"""
    install("base")
    return call([PYTHON, "manage.py", *options.arguments], environment(options))


def test(options):
    """every test on SQLite, on PostgreSQL and in a browser; or those named, as pytest names them"""
    install("base", "test")
    find_browser()
    pytest = [PYTHON, "-m", "pytest"]
    on_postgresql = [PYTHON, "-m", "tests.postgres"]
    if options.arguments:
        chosen = [*pytest, *options.arguments]
        return run_all({"SQLite": chosen, "PostgreSQL": [*on_postgresql, *chosen]})
    suite = [*pytest, SIDE_BY_SIDE, "--ignore=tests/browser"]
    return run_all(
        {
            "SQLite": suite,
            "PostgreSQL": [*on_postgresql, *suite, *NO_DATABASE],
            # Each worker serves a copy of its own.
            "browser, SQLite": [*pytest, SIDE_BY_SIDE, "tests/browser"],
            "browser, PostgreSQL": [*on_postgresql, *pytest, SIDE_BY_SIDE, *ON_BOTH, *ALIKE],
        }
    )


def check(options):
    """what tools can tell of the code, the settings, the content and the tree"""
    install("base", "test")
    programs = VENV / "bin"
    django = [PYTHON, "manage.py"]
    production = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://learn.example.org",
        "EMAIL_URL": "submission://user:password@mail.example.org:587",
    }
    return run_all(
        {
            "lint": [programs / "ruff", "check", "."],
            "format": [programs / "ruff", "format", "--check", "."],
            "templates": [programs / "djlint", "templates", "--lint", "--quiet"],
            "types": [programs / "mypy"],
            "imports": [programs / "lint-imports"],
            "migrations": [*django, "makemigrations", "--check", "--dry-run"],
            "settings": [*django, "check", "--deploy", "--fail-level", "WARNING"],
            "content": [*django, "check_files", "content"],
            "tree": [PYTHON, "-m", "pytest", "-q", "tests/site"],
        },
        production,
    )


def soak(options):
    """full counts of generated cases and storms, and the locks resolved for other platforms"""
    install("base", "test")
    find_browser()
    pytest = [PYTHON, "-m", "pytest"]
    suite = [*pytest, SIDE_BY_SIDE, "--ignore=tests/browser"]
    storm = [*pytest, "tests/browser/test_storm.py"]
    on_postgresql = [PYTHON, "-m", "tests.postgres"]
    return run_all(
        {
            "full counts, SQLite": suite,
            "full counts, PostgreSQL": [*on_postgresql, *suite, *NO_DATABASE],
            # What answers print must not hang on the last bit of one processor's arithmetic.
            **{
                f"answers as on {kernel}": ["env", f"{KERNEL}={kernel}", *pytest, "tests/content"]
                for kernel in ("Haswell", "Prescott", "SkylakeX", "Zen")
            },
            "rules": [*pytest, SIDE_BY_SIDE, "tests/browser", "-k", "automatic_rules"],
            "storm, SQLite": storm,
            "storm, PostgreSQL": [*on_postgresql, *storm],
            "people, PostgreSQL": [*on_postgresql, *pytest, "tests/browser/test_people.py"],
            "platforms": [PYTHON, "-m", "tests.platforms"],
        },
        {"SOAK": "1"},
    )


def bench(options):
    """times and ratios, measured against a served copy"""
    return on_a_copy("benchmarks", *options.arguments)


def gallery(options):
    """pictures of the pages, in var/gallery"""
    return on_a_copy("tests.browser.gallery", ROOT / "var" / "gallery")


def audit(options):
    """Lighthouse on a phone's profile"""
    return on_a_copy("tests.browser.audit", ROOT / "var" / "lighthouse")


def on_a_copy(module, *arguments):
    """Run a module with the address of a served copy as its first argument."""
    install("base", "test")
    find_browser()
    with served_copy() as site:
        return call([PYTHON, "-m", module, site["SITE_URL"], *arguments], site)


# The environment


def install(*locks):
    """Bring .venv to each requirements/<lock>.txt, unless that very file was installed last."""
    for lock in locks:
        path, stamp = ROOT / "requirements" / f"{lock}.txt", VENV / f"{lock}.installed"
        if stamp.exists() and stamp.read_bytes() == path.read_bytes():
            continue
        print(f"Installing {path.relative_to(ROOT)} into .venv …", flush=True)
        own_pip = importlib.util.find_spec("pip") is None
        if not PYTHON.exists():
            venv.create(VENV, with_pip=own_pip)
        pip = (
            [PYTHON, "-m", "pip"] if own_pip else [sys.executable, "-m", "pip", "--python", PYTHON]
        )
        quiet = ["--quiet", "--disable-pip-version-check", "--no-compile"]
        subprocess.run([*pip, "install", *quiet, "--require-hashes", "-r", path], check=True)
        shutil.copyfile(path, stamp)


def environment(options):
    """What the settings of a site on this machine need; DATABASE_URL is taken if it is given."""
    options.data.mkdir(parents=True, exist_ok=True)
    key = options.data / "secret-key"
    if not key.exists():
        key.touch(mode=0o600)
        key.write_text(secrets.token_urlsafe(50))
    return {
        "DJANGO_SETTINGS_MODULE": "site_config.settings",
        "LOCAL_SITE": "1",
        "SITE_URL": f"http://localhost:{options.port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "DATA_DIR": str(options.data.resolve()),
        "SECRET_KEY": key.read_text(),
    }


def prepare(site):
    """Bring the database up to date and collect the static files if their sources have changed."""
    run([PYTHON, "manage.py", "prepare"], site)
    data = Path(site["DATA_DIR"])
    stamp, sources = data / "static-sources", static_fingerprint()
    if not (data / "static").exists() or not stamp.exists() or stamp.read_text() != sources:
        run([PYTHON, "manage.py", "collectstatic", "--no-input", "--clear", "--verbosity=0"], site)
        stamp.write_text(sources)


def static_fingerprint():
    digest = hashlib.sha256()
    lock, settings = ROOT / "requirements" / "base.txt", ROOT / "site_config" / "settings.py"
    for path in [lock, settings, *sorted((ROOT / "static").rglob("*"))]:
        if path.is_file():
            digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def find_browser():
    """The path of Chromium, which is installed where that is possible without asking."""
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    if installed:
        return installed
    if os.geteuid() or not shutil.which("apt-get"):
        print("Chromium is missing. Install it, for example: sudo apt-get install chromium")
        sys.exit(2)
    print("Installing Chromium …", flush=True)
    apt = ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
    run([*apt, "update"])
    run(
        [*apt, "install", "--no-install-recommends", "chromium"],
        {"DEBIAN_FRONTEND": "noninteractive"},
    )
    return shutil.which("chromium")


# Processes


@contextmanager
def servers(site, port):
    """granian and the worker, answering when the context begins and gone when it ends.

    They are a process group of their own: it is asked to stop, and killed after five seconds,
    together with whatever granian may have left behind.
    """
    server = [VENV / "bin" / "granian", "--interface=wsgi", f"--port={port}", "--no-ws"]
    server += [f"--workers={CORES}", "--blocking-threads=4", "--respawn-failed-workers"]
    server += ["--log-level=warning", "site_config.wsgi:application"]
    worker = [PYTHON, "manage.py", "work"]
    common = {"cwd": ROOT, "env": os.environ | site}
    web = subprocess.Popen(server, process_group=0, **common)
    processes = [web]
    try:
        processes.append(subprocess.Popen(worker, process_group=web.pid, **common))
        wait_for(port, web)
        yield processes
    finally:
        stop(web.pid, processes)


def wait_for(port, process):
    """Return when the site is ready; an end of the process, or a minute, is an error."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        with suppress(OSError, http.client.HTTPException), closing(connection):
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    sys.exit("The web server does not answer; the lines above say why.")


def stop(group, processes):
    try:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGTERM)
        deadline = time.monotonic() + STOPPING_SECONDS
        with suppress(subprocess.TimeoutExpired):
            for process in processes:
                process.wait(max(0, deadline - time.monotonic()))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        for process in processes:
            process.wait()


@contextmanager
def served_copy():
    """The environment of a site that is served with data of its own, the starter library."""
    with TemporaryDirectory(prefix="site-") as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        options = argparse.Namespace(data=Path(folder), port=free.getsockname()[1])
        free.close()
        site = environment(options)
        prepare(site)
        with servers(site, options.port):
            yield site


def call(command, variables=()):
    """The exit status of a command that is run in the checkout."""
    return subprocess.run(command, cwd=ROOT, env=os.environ | dict(variables)).returncode


def run(command, variables=()):
    status = call(command, variables)
    if status:
        sys.exit(status)


def run_all(commands, variables=()):
    """Run every command, say at the end which failed, and give 1 if any did."""
    outcomes = {}
    with TemporaryDirectory(prefix="site-") as data:
        os.environ.pop("DATABASE_URL", None)  # each command's own business
        for name, command in commands.items():
            print(f"\n== {name}", flush=True)
            began = time.monotonic()
            status = call(command, {"DATA_DIR": data} | dict(variables))
            outcomes[name] = (status, time.monotonic() - began)
    print()
    for name, (status, seconds) in outcomes.items():
        print(f"{'FAILED' if status else 'passed'} {seconds:6.1f} s  {name}")
    return int(any(status for status, _ in outcomes.values()))


COMMANDS = [serve, setup, test, check, soak, bench, manage, gallery, audit]


def main():
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever has an older one is told so
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    os.environ.update(COMPILED)
    named = {function.__name__: function for function in COMMANDS}
    parser = argparse.ArgumentParser(
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description=__doc__.splitlines()[0],
        epilog="\n".join(f"  {name:8} {command.__doc__}" for name, command in named.items()),
    )
    parser.add_argument("--port", type=int, default=8000, help="of the site (8000)")
    parser.add_argument("--data", type=Path, default=ROOT / "var", help="folder of the data (var)")
    parser.add_argument("command", nargs="?", choices=named, default="serve")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="of the command")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        sys.exit(named[options.command](options))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
