"""Temml inside quickjs-ng: TeX to MathML without a browser or a second runtime.

A context holds one parsed copy of Temml and belongs to the thread that made it, so each thread
keeps its own. Time and memory are bounded by the engine itself.
"""

import json
import threading
from functools import cache
from pathlib import Path

import quickjs  # type: ignore[import-untyped]

SECONDS = 1
MEMORY_BYTES = 64 * 2**20
STACK_BYTES = 512 * 2**10

# `trust` off refuses links, pictures, identifiers and classes inside Temml itself; `maxExpand`
# bounds its macros. The answer travels as JSON because a long string returned as itself comes back
# cut short.
_BRIDGE = """
function convert(tex, display) {
  try {
    const options = {displayMode: display, throwOnError: true, trust: false, strict: false,
                     xml: true, annotate: false, wrap: "none", maxExpand: 1000, macros: {}};
    return JSON.stringify({mathml: temml.renderToString(tex, options)});
  } catch (error) {
    return JSON.stringify({error: String(error.message || error)});
  }
}
"""

_kept = threading.local()


class TexError(Exception):
    """Temml refuses a formula; the message is Temml's own, in English."""


def convert(tex: str, *, display: bool) -> str:
    """The MathML of `tex` as Temml writes it, an XML element with inline styles.

    Raises `TexError` on TeX that Temml does not understand or that exceeds time, memory or stack.
    """
    if not hasattr(_kept, "convert"):
        _kept.convert = _context().get("convert")
    try:
        answer = json.loads(_kept.convert(tex, display))
    except quickjs.JSException as error:
        # What stopped at a limit may have stopped anywhere: the next formula gets a fresh context.
        del _kept.convert
        raise TexError("The formula needs too much time or memory.") from error
    if "error" in answer:
        raise TexError(answer["error"].split("\n")[0].strip(" :"))
    return str(answer["mathml"])


@cache
def _program() -> str:
    return (Path(__file__).parent / "vendor/temml/temml.min.js").read_text("utf-8")


def _context() -> quickjs.Context:
    context = quickjs.Context()
    context.set_memory_limit(MEMORY_BYTES)
    context.set_max_stack_size(STACK_BYTES)
    context.eval(_program())
    context.eval(_BRIDGE)
    context.set_time_limit(SECONDS)
    return context
