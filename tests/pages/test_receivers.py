import pytest
from django.contrib.sites.models import Site
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from pages.generations import EVERY_PAGE, read

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("site_settings")]


class Shown:
    """Something that a page shows."""

    def __init__(self, paths):
        self.paths = paths

    def stale_pages(self):
        return iter(self.paths)


def save(instance):
    post_save.send(type(instance), instance=instance, created=False, using="default")


@pytest.mark.parametrize("signal", [post_save, post_delete])
def test_its_pages_expire(signal):
    before = read("/a/")
    signal.send(Shown, instance=Shown(["/a/"]), using="default")
    assert read("/a/")[0] != before[0]
    assert read("/a/")[1] == before[1]


def test_they_expire_when_the_transaction_commits_and_not_before():
    before = read("/a/")
    with transaction.atomic():
        save(Shown(["/a/"]))
        assert read("/a/") == before
    assert read("/a/") != before


def test_nothing_expires_when_the_transaction_is_rolled_back():
    before = read("/a/")
    with transaction.atomic():
        save(Shown(["/a/"]))
        transaction.set_rollback(True)
    assert read("/a/") == before


def test_paths_are_those_of_the_object_as_it_was():
    shown = Shown(["/a/"])
    before = read("/a/")
    with transaction.atomic():
        save(shown)
        shown.paths = ["/b/"]
    assert read("/a/") != before


def test_every_page_expires():
    before = read("/a/")
    save(Shown(EVERY_PAGE))
    assert read("/a/")[1] != before[1]


def test_a_changed_relation_expires_once_it_is_changed():
    before = read("/a/")
    m2m_changed.send(Shown, instance=Shown(["/a/"]), action="pre_add", using="default")
    assert read("/a/") == before
    m2m_changed.send(Shown, instance=Shown(["/a/"]), action="post_add", using="default")
    assert read("/a/") != before


def test_other_models_expire_nothing():
    before = read("/")
    Site.objects.create(domain="a.example", name="A")
    assert read("/") == before
