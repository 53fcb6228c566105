import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from questions.models import FormerAddress, Question, Topic
from questions.revising import revise
from tests import make

pytestmark = pytest.mark.django_db


class TestHome:
    def test_counts_come_from_the_rows(self, client):
        topic = make.topic(name="Trees")
        make.question(topic=topic)
        make.question(topic=topic)
        make.question(topic=topic, status=Question.Status.DRAFT)
        page = client.get("/").content.decode()
        assert "Trees" in page
        assert "2 questions" in page

    def test_a_topic_without_questions_is_not_listed(self, client):
        make.topic(name="Empty topic")
        assert "Empty topic" not in client.get("/").content.decode()

    def test_the_featured_question_stands_there_from_its_day(self, client):
        make.question(title="Featured tomorrow?", featured_on=timezone.now() + timedelta(days=1))
        response = client.get("/")
        assert response.context["featured"] is None
        make.question(title="Featured today?", featured_on=timezone.now())
        assert "Featured today?" in client.get("/").content.decode()


class TestTopic:
    def test_lists_its_questions_in_order(self, client):
        topic = make.topic()
        second = make.question(topic=topic, position=2, title="Second?")
        first = make.question(topic=topic, position=1, title="First?")
        page = client.get(topic.get_absolute_url()).content.decode()
        assert page.index("First?") < page.index("Second?")
        assert first.get_absolute_url() in page
        assert second.get_absolute_url() in page

    def test_a_level_narrows_the_list(self, client):
        topic = make.topic()
        make.question(topic=topic, title="Easy one?", difficulty="basic")
        make.question(topic=topic, title="Hard one?", difficulty="advanced")
        page = client.get(topic.get_absolute_url(), {"level": "advanced"}).content.decode()
        assert "Hard one?" in page
        assert "Easy one?" not in page

    def test_an_unknown_level_narrows_nothing(self, client):
        question = make.question()
        response = client.get(question.topic.get_absolute_url(), {"level": "'; DROP"})
        assert question.title in response.content.decode()

    def test_an_unknown_topic_is_404(self, client):
        assert client.get("/topics/nothing/").status_code == 404


class TestQuestion:
    def test_shows_what_was_stored(self, client):
        question = make.question(
            title="What is a kernel?",
            short_answer="A *similarity* with $k(x, z)$.",
            must_say="It is symmetric.\nIt is positive semi-definite.",
            answer="## Definition\n\nA kernel is **symmetric**.",
        )
        page = client.get(question.get_absolute_url()).content.decode()
        assert "What is a kernel?</h1>" in page
        assert "<em>similarity</em>" in page
        assert "<math" in page
        assert "positive semi-definite" in page
        assert "<strong>symmetric</strong>" in page
        assert 'href="#definition"' in page

    def test_says_its_place_in_the_topic_and_leads_to_its_neighbors(self, client):
        topic = make.topic()
        first = make.question(topic=topic, position=1)
        second = make.question(topic=topic, position=1)
        make.question(topic=topic, position=2, status=Question.Status.DRAFT)
        third = make.question(topic=topic, position=3)
        response = client.get(second.get_absolute_url())
        assert response.context["place"] == {"number": 2, "total": 3}
        assert response.context["previous"] == first
        assert response.context["next"] == third

    def test_the_ends_of_a_topic_have_no_neighbor(self, client):
        question = make.question()
        response = client.get(question.get_absolute_url())
        assert response.context["previous"] is None
        assert response.context["next"] is None

    def test_related_links_keep_the_editors_order_and_lead_to_public_pages_only(self, client):
        question, shown, hidden = make.question(), make.question(), make.question()
        Question.objects.filter(pk=hidden.pk).update(status=Question.Status.ARCHIVED)
        later = make.question()
        make.related(question, later, position=2)
        make.related(question, shown, position=1)
        make.related(question, hidden, position=0)
        response = client.get(question.get_absolute_url())
        assert [link.target for link in response.context["related"]] == [shown, later]

    def test_three_related_links_stand_first_and_the_rest_after_the_answer(self, client):
        question = make.question()
        for place in range(5):
            make.related(question, make.question(), position=place)
        context = client.get(question.get_absolute_url()).context
        assert len(context["related"]) == 3
        assert len(context["more_related"]) == 2

    def test_a_signed_out_reader_is_led_to_sign_in_and_back(self, client):
        question = make.question()
        page = client.get(question.get_absolute_url()).content.decode()
        assert f"/accounts/login/?next={question.get_absolute_url()}" in page
        assert "Bookmark this question" in page

    @pytest.mark.parametrize("status", ["draft", "in review", "archived"])
    def test_what_is_not_public_is_404_but_for_editors(self, client, status):
        question = make.question(status=status)
        assert client.get(question.get_absolute_url()).status_code == 404
        client.force_login(make.user())
        assert client.get(question.get_absolute_url()).status_code == 404
        client.force_login(make.editor())
        assert client.get(question.get_absolute_url()).status_code == 200

    def test_a_scheduled_question_appears_at_its_minute(self, client, time_machine):
        noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
        time_machine.move_to(noon - timedelta(minutes=1))
        question = make.question(published_at=noon, status=Question.Status.PUBLISHED)
        assert question.status == Question.Status.SCHEDULED
        assert client.get(question.get_absolute_url()).status_code == 404
        assert not question.is_published
        time_machine.move_to(noon)
        assert client.get(question.get_absolute_url()).status_code == 200
        assert question.is_published

    def test_a_question_that_is_due_counts_in_its_place(self, client):
        topic = make.topic()
        first = make.question(topic=topic, position=1)
        Question.objects.filter(pk=first.pk).update(status=Question.Status.SCHEDULED)
        Topic.objects.update(question_count=0)
        response = client.get(first.get_absolute_url())
        assert response.context["place"] == {"number": 1, "total": 1}


class TestFormerAddresses:
    def test_the_new_address_of_a_draft_is_not_told(self, client):
        draft = make.question(slug="secret-plan", status=Question.Status.DRAFT)
        revise(draft, author=None, summary="", slug="more-secret-plan")
        assert client.get("/questions/secret-plan/").status_code == 404

    def test_every_earlier_address_leads_to_the_page_at_once(self, client):
        question = make.question(slug="first-name")
        revise(question, author=None, summary="", slug="second-name")
        revise(question, author=None, summary="", slug="third-name")
        for slug in ("first-name", "second-name"):
            response = client.get(f"/questions/{slug}/")
            assert response.status_code == 301
            assert response["Location"] == "/questions/third-name/"

    def test_a_question_may_have_its_own_earlier_address_back(self, client):
        question = make.question(slug="first-name")
        revise(question, author=None, summary="", slug="second-name")
        revise(question, author=None, summary="", slug="first-name")
        assert client.get("/questions/first-name/").status_code == 200
        assert client.get("/questions/second-name/")["Location"] == "/questions/first-name/"

    def test_a_path_of_an_imported_site_leads_to_its_question(self, client):
        question = make.question()
        FormerAddress.objects.create(path="/what-is-an-rnn/", question=question)
        assert client.get("/what-is-an-rnn/")["Location"] == question.get_absolute_url()

    def test_a_missing_slash_is_appended(self, client):
        question = make.question()
        response = client.get(question.get_absolute_url().rstrip("/"))
        assert response.status_code == 301
        assert response["Location"] == question.get_absolute_url()


class TestFeeds:
    def test_the_newest_questions_stand_in_the_feed(self, client):
        question = make.question(title="Is <this> escaped?")
        make.question(title="Not yet?", status=Question.Status.DRAFT)
        feed = client.get("/feeds/questions/")
        assert feed["Content-Type"].startswith("application/atom+xml")
        assert "Is &lt;this&gt; escaped?" in feed.content.decode()
        assert question.get_absolute_url() in feed.content.decode()
        assert "Not yet?" not in feed.content.decode()

    def test_a_topic_has_its_own_feed(self, client):
        question, other = make.question(), make.question()
        feed = client.get(f"/feeds/topics/{question.topic.slug}/").content.decode()
        assert question.title in feed
        assert other.title not in feed

    def test_texts_are_escaped_and_addresses_are_the_sites_own(self, client, settings):
        make.question(short_answer="Where `a<b` and `<script>alert(1)</script>` stand.")
        feed = client.get("/feeds/questions/").content.decode()
        assert '<summary type="html">Where a&amp;lt;b and' in feed
        assert f"<id>{settings.SITE_URL}/questions/" in feed
        assert "<author>" in feed
        assert feed.count("<updated>") == 2


class TestMachines:
    def test_the_sitemaps_addresses_are_the_sites_own(self, client, settings):
        question = make.question()
        sitemap = client.get("/sitemap-questions.xml").content.decode()
        assert f"<loc>{settings.SITE_URL}{question.get_absolute_url()}</loc>" in sitemap

    def test_a_later_part_of_a_list_has_an_address_of_its_own(self, client, settings):
        settings.LIST_PAGE_SIZE = 1
        topic = make.topic()
        for _ in range(2):
            make.question(topic=topic)
        path = topic.get_absolute_url()
        page = client.get(path, {"level": "nothing"})
        assert f'rel="canonical" href="{settings.SITE_URL}{path}"' in page.content.decode()
        later = page.context["page"].next_url
        assert later
        page = client.get(path + later if later.startswith("?") else later).content.decode()
        assert f'rel="canonical" href="{settings.SITE_URL}{path}?after=' in page

    def test_the_sitemap_names_every_public_page(self, client):
        question = make.question()
        draft = make.question(status=Question.Status.DRAFT)
        assert "sitemap-questions.xml" in client.get("/sitemap.xml").content.decode()
        sitemap = client.get("/sitemap-questions.xml").content.decode()
        assert question.get_absolute_url() in sitemap
        assert draft.get_absolute_url() not in sitemap

    def test_structured_data_is_json_that_no_text_can_leave(self, client):
        question = make.question(title="</script><script>alert(1)</script> & what?")
        page = client.get(question.get_absolute_url()).content.decode()
        data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
        graph = json.loads(data[1])["@graph"]
        assert graph[0]["@type"] == "LearningResource"
        assert graph[0]["mainEntity"]["acceptedAnswer"]["text"] == "It is a number."
        assert "alert(1)</script>" not in page
