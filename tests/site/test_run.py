"""The commands of a checkout: what they set up once, how they stop, what they call a success."""

import signal
import socket
import stat
import subprocess
import sys
from argparse import Namespace
from textwrap import dedent

import pytest

import run


@pytest.fixture
def options(tmp_path):
    return Namespace(port=8765, data=tmp_path / "data", arguments=[])


@pytest.fixture
def ran(monkeypatch):
    """The commands that would have been run, as strings."""
    commands = []
    monkeypatch.setattr(
        run.subprocess,
        "run",
        lambda command, **rest: (
            commands.append(" ".join(map(str, command))),
            subprocess.CompletedProcess(command, 0),
        )[1],
    )
    return commands


def said(monkeypatch, *arguments):
    """What the command line makes of these arguments: the command's name and its options."""
    seen = []

    def double_of(command):
        def double(options):
            seen.append((command.__name__, options))

        double.__name__, double.__doc__ = command.__name__, command.__doc__
        return double

    monkeypatch.setattr(run, "COMMANDS", [double_of(command) for command in run.COMMANDS])
    monkeypatch.setattr(run.signal, "signal", lambda *handler: None)
    monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
    with pytest.raises(SystemExit):
        run.main()
    return seen[0]


class TestCommandLine:
    def test_without_a_command_the_site_is_served(self, monkeypatch):
        name, options = said(monkeypatch, "--port", "8001")
        assert (name, options.port) == ("serve", 8001)

    def test_what_follows_a_command_is_its_own(self, monkeypatch):
        name, options = said(monkeypatch, "test", "-k", "cache", "--port", "-x")
        assert (name, options.arguments) == ("test", ["-k", "cache", "--port", "-x"])

    def test_an_old_python_is_refused_with_a_sentence(self, monkeypatch):
        monkeypatch.setattr(sys, "version_info", (3, 10, 9))
        with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
            run.main()

    def test_a_taken_port_is_told_before_anything_is_set_up(self, options, ran):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            options.port = taken.getsockname()[1]
            with pytest.raises(SystemExit, match=f"Port {options.port} cannot be used"):
                run.serve(options)
        assert ran == []


class TestInstall:
    @pytest.fixture(autouse=True)
    def _environment(self, monkeypatch, tmp_path):
        monkeypatch.setattr(run, "VENV", tmp_path)
        monkeypatch.setattr(run, "PYTHON", tmp_path / "bin" / "python")
        run.PYTHON.parent.mkdir()
        run.PYTHON.touch()

    def test_a_lock_is_installed_with_its_hashes(self, ran):
        run.install("base")
        assert len(ran) == 1
        assert ran[0].endswith(f"--require-hashes -r {run.ROOT}/requirements/base.txt")

    def test_the_same_lock_is_installed_once(self, ran):
        run.install("base")
        run.install("base")
        assert len(ran) == 1

    def test_a_changed_lock_is_installed_again(self, ran, tmp_path):
        run.install("base")
        (tmp_path / "base.installed").write_text("another lock")
        run.install("base")
        assert len(ran) == 2

    def test_what_failed_is_not_taken_for_installed(self, monkeypatch):
        def fail(command, **rest):
            raise subprocess.CalledProcessError(1, command)

        monkeypatch.setattr(run.subprocess, "run", fail)
        with pytest.raises(subprocess.CalledProcessError):
            run.install("base")
        assert not (run.VENV / "base.installed").exists()


class TestEnvironment:
    def test_a_site_on_this_machine_is_local(self, options):
        site = run.environment(options)
        assert site["LOCAL_SITE"] == "1"
        assert site["SITE_URL"] == "http://localhost:8765"
        assert site["DATA_DIR"] == str(options.data)

    def test_the_secret_key_is_made_once_and_kept_private(self, options):
        first = run.environment(options)["SECRET_KEY"]
        assert len(first) >= 50
        assert run.environment(options)["SECRET_KEY"] == first
        assert stat.S_IMODE((options.data / "secret-key").stat().st_mode) == 0o600


class TestPrepare:
    @pytest.fixture
    def site(self, options, monkeypatch):
        monkeypatch.setattr(run, "static_fingerprint", lambda: "sources")
        return run.environment(options)

    def collected(self, ran):
        return len([command for command in ran if "collectstatic" in command])

    def test_static_files_are_collected_once(self, site, options, ran):
        run.prepare(site)
        (options.data / "static").mkdir()
        run.prepare(site)
        assert self.collected(ran) == 1

    def test_changed_sources_are_collected_again(self, site, options, ran, monkeypatch):
        run.prepare(site)
        (options.data / "static").mkdir()
        monkeypatch.setattr(run, "static_fingerprint", lambda: "other sources")
        run.prepare(site)
        assert self.collected(ran) == 2

    def test_the_fingerprint_is_of_names_and_contents(self, monkeypatch, tmp_path):
        monkeypatch.setattr(run, "ROOT", tmp_path)
        for name in ("requirements/base.txt", "site_config/settings.py", "static/a.css"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text("a")
        seen = {run.static_fingerprint()}
        (tmp_path / "static/a.css").write_text("b")
        seen.add(run.static_fingerprint())
        (tmp_path / "static/a.css").rename(tmp_path / "static/b.css")
        seen.add(run.static_fingerprint())
        assert len(seen) == 3


class TestStopping:
    STUBBORN = dedent(
        """
        import os, signal
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if os.fork():
            print(os.getpid(), flush=True)
        signal.pause()
        """
    )

    def start(self, program):
        return subprocess.Popen(
            [sys.executable, "-c", program], process_group=0, stdout=subprocess.PIPE, text=True
        )

    def test_what_obeys_is_only_asked(self):
        program = "import signal; print('up', flush=True); signal.sigwait({signal.SIGTERM})"
        program = f"import signal; signal.pthread_sigmask(0, {{signal.SIGTERM}}); {program}"
        with self.start(program) as process:
            process.stdout.readline()
            run.stop(process.pid, [process])
        assert process.returncode == 0

    def test_what_does_not_is_killed_with_its_children(self, monkeypatch):
        monkeypatch.setattr(run, "STOPPING_SECONDS", 0.1)
        with self.start(self.STUBBORN) as process:
            process.stdout.readline()
            run.stop(process.pid, [process])
            assert process.returncode == -signal.SIGKILL
            # The pipe ends only when the child that shared it has ended too.
            assert process.stdout.read() == ""

    def test_what_has_ended_already_is_no_error(self):
        with self.start("") as process:
            process.wait()
            run.stop(process.pid, [process])

    def test_a_server_that_ends_at_once_is_not_waited_for(self):
        with self.start("") as process:
            process.wait()
            with pytest.raises(SystemExit, match="does not answer"):
                run.wait_for(1, process)


class TestRunAll:
    def test_every_command_runs_and_one_failure_is_told(self, capfd):
        outcome = run.run_all(
            {"first": [sys.executable, "-c", "raise SystemExit(3)"], "second": ["true"]}
        )
        assert outcome == 1
        closing = capfd.readouterr().out.splitlines()[-2:]
        assert [(line.split()[0], line.split()[-1]) for line in closing] == [
            ("FAILED", "first"),
            ("passed", "second"),
        ]

    def test_nothing_failed(self):
        assert run.run_all({"only": ["true"]}) == 0

    def test_commands_get_no_database_from_outside(self, monkeypatch, capfd):
        monkeypatch.setenv("DATABASE_URL", "postgresql://production.example/site")
        run.run_all({"only": [sys.executable, "-c", "import os; print(os.getenv('DATABASE_URL'))"]})
        assert "production" not in capfd.readouterr().out


class TestHonesty:
    """A test run in which something did not run, or was allowed to fail, is no success."""

    NOT_RUN = dedent(
        """
        import pytest

        @pytest.mark.skip
        def test_skipped(): pass

        @pytest.mark.xfail
        def test_allowed_to_fail(): assert False

        @pytest.mark.xfail
        def test_passing_unexpectedly(): pass
        """
    )

    def run_pytest(self, folder):
        command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-q", folder]
        return subprocess.run(command, cwd=run.ROOT, capture_output=True, text=True)

    def test_what_was_skipped_failed(self, tmp_path):
        (tmp_path / "test_one.py").write_text(self.NOT_RUN)
        (tmp_path / "test_two.py").write_text("import pytest\npytest.importorskip('no_such')")
        outcome = self.run_pytest(tmp_path)
        assert outcome.returncode != 0
        assert "1 error in" in outcome.stdout

        (tmp_path / "test_two.py").unlink()
        outcome = self.run_pytest(tmp_path)
        assert outcome.returncode != 0
        assert "2 failed, 1 error in" in outcome.stdout

    def test_no_test_at_all_is_a_failure(self, tmp_path):
        assert self.run_pytest(tmp_path).returncode != 0
