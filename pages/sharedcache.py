"""The cache that several processes share, and this process's own memory while it does not answer.

Limits are counted in it, and nobody may fail to sign in because a cache is down. A shared cache
that has failed is left alone for a while, so that one that hangs does not slow every request.
"""

import logging
import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)

LEFT_ALONE = 5.0  # seconds after a failure


class SharedCache(BaseCache):
    """Settings: BACKEND is this class, OPTIONS["shared"] those of the cache that it stands for."""

    def __init__(self, location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        shared = dict(params["OPTIONS"]["shared"])
        backend = import_string(shared.pop("BACKEND"))
        self.shared: BaseCache = backend(shared.pop("LOCATION", ""), shared)
        self.memory = LocMemCache("shared-cache-is-down", {})
        self.again_at = 0.0

    def ask(self, operation: str, *arguments: Any, **named: Any) -> Any:
        if time.monotonic() >= self.again_at:
            try:
                return getattr(self.shared, operation)(*arguments, **named)
            except ValueError:
                raise  # a key that is missing, not a cache that is
            except Exception:  # each client has its own
                self.again_at = time.monotonic() + LEFT_ALONE
                logger.exception("The shared cache has failed; this process uses its own memory.")
        return getattr(self.memory, operation)(*arguments, **named)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self.ask("add", key, value, timeout, version)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        return self.ask("get", key, default, version)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self.ask("set", key, value, timeout, version)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> Any:
        return self.ask("touch", key, timeout, version)

    def delete(self, key: Any, version: Any = None) -> Any:
        return self.ask("delete", key, version)

    def incr(self, key: Any, delta: int = 1, version: Any = None) -> Any:
        return self.ask("incr", key, delta, version)

    def clear(self) -> Any:
        return self.ask("clear")
