"""A newcomer signs up; passkeys and authenticator apps are set up and used, in a real browser."""

import os
import re

import pytest
from playwright.sync_api import expect

import run
from tests.accounts.test_factors import code_of
from tests.browser.conftest import sign_in

QUESTION = "/questions/what-is-a-kv-cache/"
PASSWORD = "a long pass word"
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def main(page):
    return page.get_by_role("main")


def button(page, name):
    return main(page).get_by_role("button", name=name, exact=True)


def code_from_mail(page, site=""):
    """The code of the newest message."""
    page.goto(f"{site}/mail/")
    return re.search(r"\b\d{6}\b", main(page).inner_text()).group()


def fill_sign_up(page, name):
    page.get_by_label("Public name").fill(name)
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Send me a code").click()


def is_signed_in(page):
    page.goto("/accounts/")
    return "Account and security" in page.title()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_newcomer_signs_up_in_two_screens_and_comes_back(new_context, base_url, script):
    name = "newcomer" if script else "stranger"
    context = new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(QUESTION)
    main(page).get_by_role("link", name="sign up", exact=True).first.click()
    fill_sign_up(page, name)
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    code = code_from_mail(context.new_page())
    page.get_by_label("Six digits").fill(code)
    button(page, "Finish signing up").click()
    page.wait_for_url(f"**{QUESTION}")
    assert is_signed_in(page)
    page.goto("/accounts/profile/")
    page.get_by_label("About").fill("Reading about attention.")
    button(page, "Save the profile").click()
    page.wait_for_url(f"**/people/{name}/")
    expect(main(page)).to_contain_text("Reading about attention.")
    main(page).get_by_role("link", name="Account and security").click()
    main(page).get_by_role("link", name="Where you are signed in").click()
    expect(main(page)).to_contain_text("This one")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_lost_password_is_replaced(new_context, base_url, script):
    name = "forgetful" if script else "absent"
    context = new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto("/accounts/signup/")
    fill_sign_up(page, name)
    code = code_from_mail(context.new_page())
    page.get_by_label("Six digits").fill(code)
    button(page, "Finish signing up").click()
    context.clear_cookies()
    page.goto("/accounts/login/")
    main(page).get_by_role("link", name="Reset the password").click()
    page.get_by_label("Email").fill(f"{name}@example.org")
    button(page, "Send me a code").click()
    code = code_from_mail(context.new_page())
    page.get_by_label("Code").fill(code)
    button(page, "Go on").click()
    page.get_by_label("New Password", exact=True).fill("quite another one")
    page.get_by_label("New Password (again)").fill("quite another one")
    button(page, "Save the password").click()
    page.wait_for_url("**/")
    assert is_signed_in(page)


def test_a_passkey_is_added_and_logs_in_without_a_password(new_context, account):
    page = new_context().new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})
    page.goto("/accounts/login/?next=/accounts/2fa/")
    sign_in(page, account)
    main(page).get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(account[1])
    button(page, "Go on").click()
    page.get_by_label("Name, to tell it from others").fill("My phone")
    button(page, "Add a passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/accounts/2fa/")
    expect(main(page)).to_contain_text("My phone")
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/2fa/")
    button(page, "Log in with a passkey").click()
    expect(main(page)).to_contain_text("My phone")
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/2fa/")
    sign_in(page, account)
    button(page, "Use a passkey").click()
    expect(main(page)).to_contain_text("Last used on")


def test_a_passkey_that_is_not_there_is_told_and_the_password_works(new_context, account):
    page = new_context().new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE | {"isUserVerified": False}})
    page.goto("/accounts/login/")
    button(page, "Log in with a passkey").click()
    expect(main(page).get_by_role("alert")).to_contain_text("could not be used")
    sign_in(page, account)
    page.wait_for_url("**/")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_authenticator_app_is_set_up_and_asked_for(new_context, account, script):
    page = new_context(java_script_enabled=script).new_page()
    page.goto("/accounts/login/?next=/accounts/2fa/")
    sign_in(page, account)
    set_up_app(page, account)
    secret = page.secret
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/admin/")
    sign_in(page, account)
    codes = page.recovery
    page.get_by_label("Code", exact=True).fill(codes[0])
    button(page, "Log in").click()
    page.wait_for_url("**/admin/")
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/admin/")
    sign_in(page, account)
    page.get_by_label("Code", exact=True).fill(code_of(secret))
    button(page, "Log in").click()
    page.wait_for_url("**/admin/")


def set_up_app(page, account):
    """Set the app up from the page of factors; keep its secret and the recovery codes."""
    main(page).get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password").fill(account[1])
    button(page, "Go on").click()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    page.secret = main(page).locator(".secret code").inner_text()
    page.get_by_label("Code from the app").fill(code_of(page.secret))
    button(page, "Turn it on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.recovery = main(page).locator(".codes code").all_inner_texts()


class TestWhereOthersReachTheSite:
    """A copy that demands the second factor as a public site does."""

    @pytest.fixture(scope="class")
    @classmethod
    def strict(cls):
        os.environ["SECOND_FACTOR_REQUIRED"] = "1"
        with run.served_copy() as site:
            yield site
        del os.environ["SECOND_FACTOR_REQUIRED"]

    def test_a_superuser_sets_one_up_before_the_admin_opens(self, browser, strict):
        manage = [run.PYTHON, "manage.py"]
        script = "from accounts.models import User; "
        script += "User.objects.create_superuser('chief', password='a long pass word')"
        assert run.call([*manage, "shell", "-v0", "-c", script], strict) == 0
        account = ("chief", PASSWORD)
        page = browser.new_context(base_url=strict["SITE_URL"]).new_page()
        page.goto("/admin/")
        sign_in(page, account)
        page.wait_for_url("**/accounts/2fa/")
        expect(page.get_by_text("Editing needs a second factor.")).to_be_visible()
        set_up_app(page, account)
        page.goto("/admin/questions/question/")
        expect(page).to_have_url(re.compile("/admin/questions/question/"))
