"""Pictures of the pages, to look at: `python -m tests.browser.gallery ADDRESS FOLDER`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

import run

QUESTION = "what-are-the-advantages-and-disadvantages-of-a-recurrent-neural-network-rnn"
PAGES = {
    "home": "/",
    "topics": "/topics/",
    "topic": "/topics/recurrent-networks-and-sequence-models/",
    "question": f"/questions/{QUESTION}/",
    "search": "/search/?q=recurrent",
    "search-nothing": "/search/?q=zzzzzz",
    "sign-in": "/accounts/login/",
    "sign-up": "/accounts/signup/",
    "contribute": "/contribute/",
    "about": "/about/",
    "not-found": "/there-is-no-such-page/",
}
WIDTHS = {1280: 900, 390: 844}
SCHEMES = ["light", "dark"]


def take(address, folder):
    """Every page at both widths in both colour schemes, as folder/PAGE-WIDTH-SCHEME.png."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=run.find_browser(), args=["--no-sandbox"]
        )
        for width, height in WIDTHS.items():
            for scheme in SCHEMES:
                page = browser.new_page(
                    base_url=address,
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                )
                for name, path in PAGES.items():
                    page.goto(path, wait_until="load")
                    page.screenshot(path=folder / f"{name}-{width}-{scheme}.png", full_page=True)
                page.close()
        browser.close()


if __name__ == "__main__":
    site, where = sys.argv[1:]
    take(site, Path(where))
    print(f"{len(PAGES) * len(WIDTHS) * len(SCHEMES)} pictures in {where}")
