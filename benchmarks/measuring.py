"""Processor time per request of a server, taken so that a busy machine changes it little.

The server runs on one core and the load generator (wrk) on another. Processor time is that of the
server's whole process tree, in user and system mode, over the requests it answered.
"""

import http.client
import os
import random
import re
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 16
START_SECONDS = 30
SERVER_CORE, LOAD_CORE = 0, 1
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Variant:
    """Something that answers requests for one page: a WSGI application behind granian."""

    name: str
    application: str
    path: str
    environ: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    identifying: tuple[str, str] | None = None


@dataclass
class Slice:
    """What one slice of load gave: milliseconds, requests a second and megabytes."""

    processor_ms: float
    requests_per_second: float
    median_ms: float
    p99_ms: float
    memory_mb: float


class Server:
    """Granian with one process and four blocking threads, as the site runs on one core."""

    def __init__(self, variant: Variant, port: int) -> None:
        self.variant = variant
        self.port = port
        application = variant.application.removesuffix("()")
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
        command += ["--blocking-threads", "4", "--backpressure", "16", application]
        if application != variant.application:
            command.append("--factory")
        self.process = subprocess.Popen(
            command,
            env=os.environ | variant.environ,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),
        )

    def __enter__(self) -> "Server":
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def wait(self) -> None:
        """Return once it answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.check()
            except ConnectionError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"{self.variant.name} did not start.")

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
            # Granian stopped in its first seconds may leave a worker behind.
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def check(self) -> tuple[dict[str, str], bytes]:
        """Ask once and make sure that the answer is the one meant; give its headers and body."""
        variant = self.variant
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", variant.path, headers=variant.headers)
        response = connection.getresponse()
        body = response.read()
        headers = {name.lower(): value for name, value in response.getheaders()}
        connection.close()
        if response.status != 200 or not body:
            raise RuntimeError(f"{variant.name} answered {response.status}, {len(body)} bytes.")
        if "set-cookie" in headers:
            raise RuntimeError(f"{variant.name} sets a cookie.")
        if variant.identifying and headers.get(variant.identifying[0]) != variant.identifying[1]:
            raise RuntimeError(f"{variant.name} answered without {variant.identifying}.")
        return headers, body

    def processes(self) -> list[int]:
        """The process group's members; granian's workers stay in the group of its master."""
        members = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid:
                members.append(int(stat.parent.name))
        return members

    def processor_seconds(self) -> float:
        seconds = 0.0
        for pid in self.processes():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            seconds += (int(fields[11]) + int(fields[12])) / TICKS
        return seconds

    def memory_mb(self) -> float:
        """Proportional set size of all processes."""
        kilobytes = 0
        for pid in self.processes():
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            kilobytes += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])
        return kilobytes / 1024

    def load(self, seconds: int) -> Slice:
        """Send requests for some seconds and give what they cost."""
        _, body = self.check()
        before = self.processor_seconds()
        wrk = run_wrk(self.port, self.variant, seconds)
        used = self.processor_seconds() - before
        if len(self.check()[1]) != len(body):
            raise RuntimeError(f"{self.variant.name} answered differently after the load.")
        if wrk["bytes"] < wrk["requests"] * len(body):
            raise RuntimeError(f"{self.variant.name} answered shorter under load.")
        return Slice(
            processor_ms=1000 * used / wrk["requests"],
            requests_per_second=wrk["requests"] / wrk["seconds"],
            median_ms=wrk["median"],
            p99_ms=wrk["p99"],
            memory_mb=self.memory_mb(),
        )


REPORT = """
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("result %d %d %d %f %f %d\\n", summary.requests, summary.bytes,
    summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
"""


def run_wrk(port: int, variant: Variant, seconds: int) -> dict[str, float]:
    """Run wrk from the other core; give requests, bytes, seconds, and latencies in milliseconds."""
    headers = [part for item in variant.headers.items() for part in ("-H", ": ".join(item))]
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout=10s",
        "-s",
        "/dev/stdin",
        *headers,
    ]
    output = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{variant.path}"],
        input=REPORT,
        capture_output=True,
        text=True,
        check=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {LOAD_CORE}),
    ).stdout
    values = [
        float(value) for value in re.search(r"^result (.*)$", output, re.MULTILINE)[1].split()
    ]
    requests, size, microseconds, median, p99, errors = values
    if errors or not requests:
        raise RuntimeError(f"{variant.name}: {errors:.0f} of {requests:.0f} requests failed.")
    return {
        "requests": requests,
        "bytes": size,
        "seconds": microseconds / 1e6,
        "median": median / 1000,
        "p99": p99 / 1000,
    }


def measure(
    variants: list[Variant], *, rounds: int, seconds: int, pause: float, port: int
) -> dict[str, list[Slice]]:
    """Visit every variant once a round in random order; give each one's slices, by name.

    All servers run throughout; those not asked use no processor time. Each is warmed up once.
    """
    slices: dict[str, list[Slice]] = {variant.name: [] for variant in variants}
    with ExitStack() as stack:
        servers = [
            stack.enter_context(Server(variant, port + number))
            for number, variant in enumerate(variants)
        ]
        for server in servers:
            server.load(1)
        for _ in range(rounds):
            for server in random.sample(servers, len(servers)):
                slices[server.variant.name].append(server.load(seconds))
                time.sleep(pause)
    return slices
