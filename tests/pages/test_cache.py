import gzip
import threading
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest

from pages import generations
from pages.cache import PageCache
from tests.pages import urls
from tests.pages.conftest import Site


class TestKeeping:
    def test_a_public_page_is_rendered_once(self, site):
        assert site.get("/plain/").text == site.get("/plain/").text
        assert site.renders("/plain/") == 1

    def test_an_undeclared_page_is_rendered_each_time(self, site):
        site.get("/undeclared/")
        site.get("/undeclared/")
        assert site.renders("/undeclared/") == 2

    def test_a_lazily_rendered_page_is_kept(self, site):
        assert [site.get("/lazy/").text for _ in range(2)] == ["lazily"] * 2
        assert site.renders("/lazy/") == 1

    @pytest.mark.parametrize(
        "kind",
        [
            "cookie",
            "message",
            "missing",
            "moved",
            "session",
            "stream",
            "token",
            "uncacheable",
            "varying",
        ],
    )
    def test_what_is_one_persons_or_no_page_is_not_kept(self, site, kind):
        site.get(f"/{kind}/")
        assert not site.cache.entries

    def test_a_token_touched_by_the_template_is_found(self, site):
        site.get("/lazy-token/")
        assert not site.cache.entries

    def test_an_error_is_not_kept(self, site, caplog):
        assert site.get("/broken/").status.startswith("500")
        assert not site.cache.entries
        assert not site.cache.renders

    def test_a_streamed_answer_passes_untouched(self, site):
        assert site.get("/stream/").text == "one two"

    def test_a_post_passes(self, site):
        site.get("/plain/")
        site.get("/plain/", method="POST")
        assert site.renders("/plain/") == 2

    def test_a_forged_host_is_refused_and_fills_nothing(self, site):
        site.get("/plain/")
        assert site.get("/plain/", HTTP_HOST="forged.example").status.startswith("400")
        assert len(site.cache.entries) == 1

    def test_hosts_and_schemes_have_their_own_pages(self, site):
        site.get("/plain/")
        site.get("/plain/", HTTP_HOST="other.example")
        site.get("/plain/", **{"wsgi.url_scheme": "https"})
        assert site.renders("/plain/") == 3

    def test_the_scheme_is_the_one_the_proxy_names(self, site_settings):
        site_settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        site = Site()
        site.get("/plain/", HTTP_X_FORWARDED_PROTO="https")
        site.get("/plain/", HTTP_X_FORWARDED_PROTO="http")
        assert site.renders("/plain/") == 2
        site.get("/plain/", HTTP_X_FORWARDED_PROTO="https", **{"wsgi.url_scheme": "https"})
        assert site.renders("/plain/") == 2

    def test_no_entry_holds_what_belongs_to_one_request(self, site):
        assert site.get("/numbered/").status == "200 OK"
        for path in ["/plain/", "/cookie/", "/numbered/"]:
            site.get(path)
        kept = {name for entry in site.cache.entries.values() for name, _ in entry.headers}
        assert len(site.cache.entries) == 2
        assert not {"Set-Cookie", "X-Request-ID"} & kept


class TestCookies:
    @pytest.mark.parametrize("cookie", ["sessionid=abc", "a=1; sessionid=abc", "messages=x"])
    def test_somebody_with_a_session_or_messages_is_passed_through(self, site, cookie):
        site.get("/plain/")
        answer = site.get("/plain/", HTTP_COOKIE=cookie)
        assert site.renders("/plain/") == 2
        assert "private" in answer.headers["Cache-Control"]
        assert len(site.cache.entries) == 1

    @pytest.mark.parametrize(
        "cookie", ["csrftoken=abc", "theme=dark", "xsessionid=1", "a=sessionid", "broken"]
    )
    def test_other_cookies_do_not_matter(self, site, cookie):
        site.get("/plain/")
        site.get("/plain/", HTTP_COOKIE=cookie)
        assert site.renders("/plain/") == 1


class TestQuery:
    def test_unknown_keys_neither_vary_nor_reach_the_page(self, site):
        plain = site.get("/listed/").text
        assert site.get("/listed/?utm_source=x&fbclid=%FF").text == plain
        assert site.renders("/listed/") == 1

    def test_unknown_keys_do_not_reach_a_page_that_they_ask_for_first(self, site):
        assert "utm" not in site.get("/listed/?utm_source=x&page=2").text

    def test_declared_keys_vary_whatever_their_order(self, site):
        first = site.get("/listed/?page=2&q=a%20b").text
        assert first == site.get("/listed/?q=a+b&x=1&page=2").text
        assert "page=2&q=a+b page=2&q=a+b" in first
        assert site.get("/listed/?page=3&q=a+b").text != first
        assert site.renders("/listed/") == 2

    def test_the_bytes_of_a_value_are_kept(self, site):
        asked = "q=caf%C3%A9+%F0%9F%98%80"
        assert f"{asked} {asked}" in site.get(f"/listed/?{asked}").text

    def test_a_page_without_declared_keys_has_one_entry(self, site):
        site.get("/plain/?a=1")
        site.get("/plain/?b=2")
        assert site.renders("/plain/") == 1


class TestFreshness:
    def test_an_expired_page_is_rendered_anew_at_once(self, site):
        site.get("/plain/")
        urls.text["now"] = "second"
        generations.expire(["/plain/"])
        assert "second" in site.get("/plain/").text

    def test_every_page_expires_together(self, site):
        site.get("/plain/")
        site.get("/listed/")
        generations.expire(generations.EVERY_PAGE)
        site.get("/plain/")
        site.get("/listed/")
        assert site.renders("/plain/") == site.renders("/listed/") == 2

    def test_expiring_one_page_leaves_another(self, site):
        site.get("/plain/")
        generations.expire(["/listed/"])
        site.get("/plain/")
        assert site.renders("/plain/") == 1

    def test_an_address_with_quoted_letters_expires(self, site):
        path = "/caf\xc3\xa9/"  # as WSGI carries the bytes of UTF-8
        site.get(path)
        generations.expire(["/caf%C3%A9/"])
        site.get(path)
        assert urls.renders["/caf\xe9/"] == 2

    def test_a_change_during_the_render_is_not_lost(self, site):
        urls.may_finish.clear()
        with ThreadPoolExecutor() as pool:
            render = pool.submit(site.get, "/gated/")
            urls.started.wait(5)
            urls.text["now"] = "second"
            generations.expire(["/gated/"])
            urls.may_finish.set()
            assert render.result().text == "first"
        assert site.get("/gated/").text == "second"

    def test_what_it_varies_by_separates_pages(self, site):
        site.get("/plain/")
        site.mode = "read-only"
        site.get("/plain/")
        assert site.renders("/plain/") == 2

    def test_a_page_stands_for_its_minute(self, site):
        site.get("/plain/")
        site.clock.now += 59
        site.get("/plain/")
        assert site.renders("/plain/") == 1
        site.clock.now += 1
        site.get("/plain/")
        assert site.renders("/plain/") == 2

    def test_the_clock_going_back_renders_anew(self, site):
        site.get("/plain/")
        site.clock.now -= 86_400
        site.get("/plain/")
        assert site.renders("/plain/") == 2


class TestOneRender:
    def test_eight_requests_at_once_cost_one_render(self, site):
        second_render = threading.Event()
        urls.may_finish.clear()
        together = threading.Barrier(8)

        def ask():
            together.wait(5)
            answer = site.get("/gated/")
            return answer.text

        with ThreadPoolExecutor(8) as pool:
            answers = [pool.submit(ask) for _ in range(8)]
            urls.started.wait(5)
            # If the others rendered too, they would stand in the view by now.
            second_render.wait(0.2)
            renders = site.renders("/gated/")
            urls.may_finish.set()
            assert {answer.result() for answer in answers} == {"first"}
        assert renders == site.renders("/gated/") == 1

    def gate(self, site):
        site.get("/gated/")
        urls.text["now"] = "second"
        urls.started.clear()
        urls.may_finish.clear()

    def test_others_get_the_old_page_while_only_the_minute_passed(self, site):
        self.gate(site)
        site.clock.now += 60
        with ThreadPoolExecutor() as pool:
            render = pool.submit(site.get, "/gated/")
            urls.started.wait(5)
            assert site.get("/gated/").text == "first"
            urls.may_finish.set()
            assert render.result().text == "second"

    @pytest.mark.parametrize("hours", [0, 1])
    def test_others_wait_after_a_change_and_for_a_page_of_another_hour(self, site, hours):
        self.gate(site)
        if hours:
            site.clock.now += 3600 * hours
        else:
            generations.expire(generations.EVERY_PAGE)
        with ThreadPoolExecutor() as pool:
            render = pool.submit(site.get, "/gated/")
            urls.started.wait(5)
            threading.Timer(0.2, urls.may_finish.set).start()
            assert site.get("/gated/").text == "second"
            assert render.result().text == "second"
        assert site.renders("/gated/") == 2

    def test_waiting_is_bounded(self, site, monkeypatch):
        monkeypatch.setattr("pages.cache.RENDER_WAIT", 0.1)
        urls.may_finish.clear()
        with ThreadPoolExecutor() as pool:
            pool.submit(site.get, "/gated/")
            urls.started.wait(5)
            urls.started.clear()
            pool.submit(site.get, "/gated/")
            assert urls.started.wait(5)
            urls.may_finish.set()
        assert site.renders("/gated/") == 2

    def test_nobody_waits_for_what_is_not_kept(self, site):
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(site.get, ["/missing/"] * 8))
        assert all(answer.status.startswith("404") for answer in answers)
        assert not site.cache.renders


class TestAnswer:
    @pytest.mark.parametrize(
        ("accepted", "coding", "decode"),
        [
            ("", None, bytes),
            ("gzip", "gzip", gzip.decompress),
            ("gzip, deflate, br", "br", brotli.decompress),
        ],
    )
    def test_each_coding_has_its_length_and_tag(self, site, accepted, coding, decode):
        plain = site.get("/plain/")
        for _ in range(2):
            answer = site.get("/plain/", HTTP_ACCEPT_ENCODING=accepted)
            assert decode(answer.body) == plain.body
            assert answer.headers.get("Content-Encoding") == coding
            assert answer.headers["Content-Length"] == str(len(answer.body))
            assert answer.headers["Vary"] == "Accept-Encoding, Cookie"
            assert (answer.headers["ETag"] == plain.headers["ETag"]) == (coding is None)
        assert site.renders("/plain/") == 1

    def test_a_reader_who_has_the_page_gets_304(self, site):
        first = site.get("/plain/", HTTP_ACCEPT_ENCODING="br")
        tag = first.headers["ETag"]
        again = site.get("/plain/", HTTP_ACCEPT_ENCODING="br", HTTP_IF_NONE_MATCH=f"W/{tag}")
        assert (again.status, again.body) == ("304 Not Modified", b"")
        assert again.headers["ETag"] == tag
        assert again.headers["Vary"] == first.headers["Vary"]
        assert not {"Content-Length", "Content-Type", "Content-Encoding"} & set(again.headers)

    def test_the_tag_of_another_coding_is_another_page(self, site):
        tag = site.get("/plain/", HTTP_ACCEPT_ENCODING="br").headers["ETag"]
        assert site.get("/plain/", HTTP_IF_NONE_MATCH=tag).status == "200 OK"

    def test_an_unchanged_page_keeps_its_tag_and_its_compressed_bytes(self, site):
        first = site.get("/plain/", HTTP_ACCEPT_ENCODING="br")
        (entry,) = site.cache.entries.values()
        generations.expire(["/plain/"])
        assert site.get("/plain/", HTTP_ACCEPT_ENCODING="br") == first
        (rendered_anew,) = site.cache.entries.values()
        assert rendered_anew is not entry
        assert rendered_anew.body is entry.body

    @pytest.mark.parametrize("asked_before", [True, False])
    def test_head_is_get_without_a_body(self, site, asked_before):
        if asked_before:
            site.get("/plain/")
        head = site.get("/plain/", method="HEAD")
        assert head.body == b""
        assert head.headers == site.get("/plain/").headers
        assert site.renders("/plain/") == 1

    def test_proxies_may_keep_it_but_have_to_ask(self, site):
        assert site.get("/plain/").headers["Cache-Control"] == "public, max-age=0, must-revalidate"

    def test_a_server_that_changes_the_headers_changes_no_page(self, site):
        expected = site.get("/plain/").headers
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": "/plain/",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
        }
        site.cache(environ, lambda status, headers: headers.append(("Connection", "close")))
        assert site.get("/plain/").headers == expected


class TestSize:
    def test_the_longest_unused_pages_make_room(self, site_settings):
        site_settings.PAGE_CACHE_BYTES = 400_000
        site = Site()
        for number in range(40):
            site.clock.now += 1
            site.get(f"/large/{number}/")
            site.get("/large/0/")
        assert site.cache.size <= 400_000
        assert site.cache.size == sum(entry.counted for entry in site.cache.entries.values())
        assert site.renders("/large/0/") == 1
        site.get("/large/1/")
        assert site.renders("/large/1/") == 2

    def test_compressed_forms_count(self, site):
        site.get("/large/1/")
        before = site.cache.size
        answer = site.get("/large/1/", HTTP_ACCEPT_ENCODING="gzip")
        assert site.cache.size == before + len(answer.body)

    def test_rendering_anew_takes_no_more(self, site):
        site.get("/large/1/")
        before = site.cache.size
        generations.expire(generations.EVERY_PAGE)
        site.get("/large/1/")
        assert site.cache.size == before

    def test_a_page_too_large_for_the_cache_is_answered_and_not_kept(self, site_settings):
        site_settings.PAGE_CACHE_BYTES = 100_000
        site = Site()
        assert len(site.get("/large/1/").body) == 20_000
        assert not site.cache.entries


def test_the_site_is_served_through_the_cache():
    from site_config.wsgi import application

    assert isinstance(application, PageCache)
