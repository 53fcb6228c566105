"""A shared cache that refuses or hangs is stood in for by the process's own memory."""

import pytest
from django.core.cache.backends.locmem import LocMemCache

from pages import sharedcache
from pages.sharedcache import SharedCache


class Breakable(LocMemCache):
    """A cache that can be down, and counts how often it was asked then."""

    down = False
    asked = 0

    def get(self, *args, **kwargs):
        if Breakable.down:
            Breakable.asked += 1
            raise ConnectionError
        return super().get(*args, **kwargs)

    def set(self, *args, **kwargs):
        if Breakable.down:
            Breakable.asked += 1
            raise ConnectionError
        return super().set(*args, **kwargs)


@pytest.fixture
def cache(monkeypatch):
    monkeypatch.setattr(Breakable, "down", False)
    monkeypatch.setattr(Breakable, "asked", 0)
    shared = {"BACKEND": f"{__name__}.Breakable", "LOCATION": "breakable"}
    cache = SharedCache("", {"OPTIONS": {"shared": shared}})
    cache.clear()
    cache.memory.clear()
    return cache


def test_what_it_holds_is_the_shared_caches(cache):
    cache.set("a", 1)
    assert cache.add("a", 2) is False
    assert cache.incr("a") == 2
    assert cache.shared.get("a") == 2
    cache.delete("a")
    assert cache.get("a", "gone") == "gone"


def test_while_it_is_down_the_memory_answers_and_it_is_left_alone(cache, monkeypatch):
    monkeypatch.setattr(Breakable, "down", True)
    cache.set("a", 1)
    assert [cache.get("a") for _ in range(20)] == [1] * 20
    assert Breakable.asked == 1


def test_when_it_is_back_it_is_asked_again(cache, monkeypatch):
    cache.set("a", "shared")
    monkeypatch.setattr(Breakable, "down", True)
    assert cache.get("a") is None
    monkeypatch.setattr(Breakable, "down", False)
    monkeypatch.setattr(sharedcache, "LEFT_ALONE", 0.0)
    cache.again_at = 0.0
    assert cache.get("a") == "shared"


def test_a_missing_key_is_no_failure(cache):
    with pytest.raises(ValueError, match="missing"):
        cache.incr("missing")
    assert cache.again_at == 0.0
