from datetime import timedelta

import pytest
from django.utils import timezone

from partners.models import Placement
from tests import make

pytestmark = pytest.mark.django_db
SLOT = Placement.Slot.BELOW_COMMENTS


def test_only_approved_placements_within_their_dates_are_shown():
    today = timezone.now().date()
    make.placement(slot=SLOT, approved=False)
    make.placement(slot=SLOT, starts_on=today + timedelta(days=1))
    make.placement(slot=SLOT, ends_on=today - timedelta(days=1))
    assert Placement.objects.for_page() == {}
    shown = make.placement(slot=SLOT, starts_on=today, ends_on=today)
    assert Placement.objects.for_page() == {SLOT: shown}


def test_a_topics_own_placement_stands_before_the_general_one():
    general = make.placement(slot=SLOT, position=0)
    own = make.placement(slot=SLOT, position=5)
    topic, other = make.topic(), make.topic()
    own.topics.add(topic)
    assert Placement.objects.for_page(topic) == {SLOT: own}
    assert Placement.objects.for_page(other) == {SLOT: general}


def test_each_advert_says_what_it_is_and_an_empty_slot_is_not_drawn(client):
    question = make.question()
    page = client.get(question.get_absolute_url()).content.decode()
    assert "Advertisement" not in page
    placement = make.placement(
        slot=SLOT, title="A course", address="https://partner.example/course"
    )
    page = client.get(question.get_absolute_url()).content.decode()
    assert "Advertisement" in page
    assert "A course" in page
    assert f'href="/partners/{placement.pk}/"' in page
    assert 'rel="sponsored' in page


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "http://plain.example", "x"]
)
def test_an_address_leads_to_https_or_stays_here(address):
    placement = make.placement()
    placement.address = address
    with pytest.raises(Exception, match="address"):
        placement.full_clean()
