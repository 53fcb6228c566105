import subprocess
import sys
from pathlib import Path

import pytest

from pages.generations import EVERY_PAGE, Generations

ROOT = Path(__file__).resolve().parents[2]
PROCESS = """
import sys
from pathlib import Path
from pages.generations import Generations
generations = Generations(Path(sys.argv[1]))
for line in sys.stdin:
    generations.expire([line.strip()])
    print("expired", flush=True)
"""


class Process:
    """Another process of the host, which expires the paths it is told."""

    def __init__(self, file):
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(file)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self, path):
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()

    def expire(self, path):
        self.tell(path)
        assert self.process.stdout.readline() == "expired\n"

    def end(self):
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def file(tmp_path):
    return tmp_path / "new" / "page-generations"


@pytest.fixture
def start(file):
    processes = []

    def start():
        processes.append(Process(file))
        return processes[-1]

    yield start
    for process in processes:
        process.end()


class TestOneProcess:
    def test_expiring_a_path_changes_its_mark_alone(self, file):
        marks = Generations(file)
        mark, every = marks.read("/a/")
        other = marks.read("/b/")
        marks.expire(["/a/"])
        assert marks.read("/a/")[0] != mark
        assert marks.read("/a/")[1] == every
        assert marks.read("/b/") == other

    def test_every_page_has_a_mark_of_its_own(self, file):
        marks = Generations(file)
        before = marks.read("/a/")
        marks.expire(EVERY_PAGE)
        assert marks.read("/a/")[0] == before[0]
        assert marks.read("/a/")[1] != before[1]

    def test_no_mark_comes_back(self, file):
        marks = Generations(file)
        seen = {marks.read("/a/")}
        for _ in range(100):
            marks.expire(["/a/"])
            seen.add(marks.read("/a/"))
        assert len(seen) == 101

    def test_a_query_is_part_of_no_path(self, file):
        marks = Generations(file)
        before = marks.read("/a/")
        marks.expire(["/a/?page=2"])
        assert marks.read("/a/") != before

    def test_a_file_cut_short_by_a_killed_process_is_made_whole(self, file):
        file.parent.mkdir()
        file.write_bytes(b"\0" * 1001)
        marks = Generations(file)
        marks.expire(["/a/"])
        assert Generations(file).read("/a/") == marks.read("/a/")


class TestSeveralProcesses:
    def test_one_process_sees_what_another_expires(self, file, start):
        marks, other = Generations(file), start()
        before = marks.read("/a/")
        other.expire("/a/")
        assert marks.read("/a/") != before

    def test_processes_that_start_at_once_lose_no_mark(self, file, start):
        processes = [start() for _ in range(4)]
        for number, process in enumerate(processes):
            process.tell(f"/{number}/")
        for process in processes:
            assert process.process.stdout.readline() == "expired\n"
        marks = Generations(file)
        assert all(marks.read(f"/{number}/")[0] for number in range(4))

    def test_marks_survive_a_killed_process(self, file, start):
        other = start()
        other.expire("/a/")
        other.end()
        marks = Generations(file)
        before = marks.read("/a/")
        assert before[0]
        start().expire("/a/")
        assert marks.read("/a/") != before

    def test_no_stale_page_in_600_reads(self, site, start, site_settings):
        from tests.pages import urls

        other = Process(Path(site_settings.PAGE_CACHE_DIR) / "page-generations")
        try:
            for number in range(600):
                urls.text["now"] = f"version {number}"
                other.expire("/plain/" if number % 3 else "*")
                assert f"version {number}<" in site.get("/plain/").text
                assert f"version {number}<" in site.get("/plain/").text
        finally:
            other.end()
        assert site.renders("/plain/") == 600
