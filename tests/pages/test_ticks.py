from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from pages import ticks


def draw(tag, **context):
    return ElementTree.fromstring(
        Template(f"{{% load pages %}}{{% {tag} %}}").render(Context(context))
    )


def bars(svg, kind):
    return svg.findall(f"rect[@class='{kind}']")


class Topic:
    def __init__(self, question_count):
        self.question_count = question_count


class TestPlace:
    def test_one_bar_a_question_and_one_mark(self):
        svg = draw("place_ticks 2 30 name", name="Trees & forests")
        assert svg.get("role") == "img"
        assert svg.get("aria-label") == "You are on question 2 of 30 in Trees & forests"
        assert svg.get("viewBox") == "0 0 178 20"
        assert svg.get("width") == "178"
        assert [bar.get("x") for bar in bars(svg, "n")] == [str(6 * i) for i in range(30) if i != 1]
        (here,) = bars(svg, "here")
        assert here.get("x") == "5.5"

    def test_the_topic_may_be_left_out(self):
        assert draw("place_ticks 1 3").get("aria-label") == "You are on question 1 of 3"

    @pytest.mark.parametrize(("number", "place"), [(1, 0), (4, 0), (5, 1), (1000, 249)])
    def test_above_300_a_bar_stands_for_several_and_the_sentence_says_so(self, number, place):
        svg = draw("place_ticks number 1000", number=number)
        assert len(bars(svg, "n")) == 249
        assert bars(svg, "here")[0].get("x") == str(place * 6 - 0.5)
        assert svg.get("aria-label").endswith("; one bar stands for 4 questions")

    def test_a_name_cannot_become_markup(self):
        drawn = ticks.place_ticks(1, 2, '"><script>')
        assert isinstance(drawn, SafeString)
        assert "<script>" not in drawn


class TestCount:
    @pytest.mark.parametrize(
        ("count", "sentence"),
        [
            (0, "0 questions, none started"),
            (1, "1 question, none started"),
            (10, "10 questions, none started"),
        ],
    )
    def test_one_bar_a_question(self, count, sentence):
        svg = draw("count_ticks count", count=count)
        assert svg.get("aria-label") == sentence
        assert len(bars(svg, "n")) == count

    def test_the_sentence_may_be_given(self):
        assert draw("count_ticks 3 'Three'").get("aria-label") == "Three"

    @pytest.mark.parametrize(("count", "drawn"), [(300, 300), (301, 151), (62_500, 300)])
    def test_no_strip_has_more_than_300_bars(self, count, drawn):
        assert len(bars(draw("count_ticks count", count=count), "n")) == drawn

    def test_strips_may_share_a_pages_bars(self):
        topics = [Topic(250), Topic(500), Topic(450)]
        drawn = Template(
            "{% load pages %}{% tick_scale topics as scale %}"
            "{% for topic in topics %}"
            "{% count_ticks topic.question_count scale=scale %}"
            "{% endfor %}"
        ).render(Context({"topics": topics}))
        svg = ElementTree.fromstring(f"<div>{drawn}</div>")
        assert [len(bars(strip, "n")) for strip in svg] == [125, 250, 225]
        assert "one bar stands for 2 questions" in svg[0].get("aria-label")


class TestSkyline:
    def lefts(self, svg):
        (path,) = svg.findall("path[@class='n']")
        return [float(bar.partition(" ")[0][1:]) for bar in path.get("d").split("z")[:-1]]

    def test_all_questions_are_one_path_in_groups(self):
        svg = draw("skyline topics", topics=[Topic(180), Topic(0), Topic(120)])
        assert svg.get("aria-label") == "All 300 questions as bars, grouped by topic, none started"
        lefts = self.lefts(svg)
        assert len(lefts) == 300
        assert lefts[180] - lefts[179] > lefts[1] - lefts[0] + 4
        assert lefts[-1] < 1172

    def test_above_600_a_bar_stands_for_several(self):
        svg = draw("skyline topics", topics=[Topic(62_500) for _ in range(16)])
        assert 590 <= len(self.lefts(svg)) <= 616
        assert "one bar stands for 1667 questions" in svg.get("aria-label")

    def test_bars_of_a_small_library_stay_bars(self):
        assert self.lefts(draw("skyline topics", topics=[Topic(3)])) == [0, 8, 16]

    def test_an_empty_library_has_none(self):
        assert self.lefts(draw("skyline topics", topics=[])) == []
