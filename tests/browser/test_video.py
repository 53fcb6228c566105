"""A lecture plays after a press, and only then; a local stand-in takes the provider's place."""

RNN = "/questions/what-are-the-advantages-and-disadvantages-of-a-recurrent-neural-network-rnn/"


def test_a_press_loads_the_player_as_the_provider_demands(page, base_url, video_host):
    page.goto(RNN)
    assert page.locator("iframe").count() == 0
    card = page.locator(".video").first
    assert "Plays from YouTube (Google), which then learns your address" in card.inner_text()
    card.get_by_role("button").first.click()
    frame = page.locator("iframe").first
    frame.wait_for()
    assert frame.get_attribute("src") == f"{video_host.url}/embed/PLryWeHPcBs?autoplay=1"
    assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    assert frame.get_attribute("allow") == (
        "autoplay; encrypted-media; fullscreen; picture-in-picture"
    )
    assert "Recurrent neural networks" in frame.get_attribute("title")
    page.frame_locator("iframe").first.get_by_text("playing").wait_for()
    request = video_host.requests[-1]
    assert request.path.startswith("/embed/PLryWeHPcBs")
    assert request.headers["Referer"] == f"{base_url}/"


def test_the_player_may_do_what_its_permissions_say(page, base_url, video_host):
    page.goto(RNN)
    page.locator(".video").first.get_by_role("button").first.click()
    playing = page.frame_locator("iframe").first
    playing.get_by_text("playing").wait_for()
    allowed = playing.locator("body").evaluate(
        "() => ['autoplay', 'fullscreen', 'encrypted-media', 'camera', 'geolocation']"
        ".filter(name => document.featurePolicy.allowsFeature(name))"
    )
    assert allowed == ["autoplay", "fullscreen", "encrypted-media"]


def test_the_place_of_the_player_keeps_its_height(page, base_url, video_host):
    page.goto(RNN)
    card = page.locator(".video").first
    before = card.bounding_box()["height"]
    card.get_by_role("button").first.click()
    page.locator("iframe").first.wait_for()
    assert abs(card.bounding_box()["height"] - before) < 2


def test_without_script_a_link_leads_to_the_lecture(new_context, base_url):
    context = new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(RNN)
    link = page.locator(".video a[href='https://www.youtube.com/watch?v=PLryWeHPcBs']")
    assert link.first.is_visible()
