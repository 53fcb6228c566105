import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from markup.text import clean_text, storable, validate_name, validate_text

UNSTORABLE = [
    "\0",
    "\x01",
    "\x08",
    "\x0b",
    "\x0c",
    "\x1b",
    "\x7f",
    "\x85",
    "\x9f",
    "\ud800",
    "\udfff",
]


class TestValidateText:
    @pytest.mark.parametrize(
        "text", ["", "a b", "a\tb\nc", "a\r\nb", "é ∑ 漢 🙂", "\u202eabc", "\u200b"]
    )
    def test_accepts_what_can_be_stored(self, text):
        validate_text(text)

    @pytest.mark.parametrize("character", [*UNSTORABLE, "\r"])
    def test_refuses_and_names_the_character(self, character):
        with pytest.raises(ValidationError) as refusal:
            validate_text(f"before{character}after")
        assert f"U+{ord(character):04X}" in refusal.value.messages[0]

    @given(st.text())
    def test_what_it_accepts_can_be_written_to_a_file_and_a_database(self, text):
        try:
            validate_text(text)
        except ValidationError:
            return
        assert "\0" not in clean_text(text)
        clean_text(text).encode("utf-8")


class TestValidateName:
    def test_accepts_names_of_all_writing_systems(self):
        for name in ("Ada Lovelace", "محمد", "王小明", "Søren"):
            validate_name(name)

    @pytest.mark.parametrize(
        "character", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200f", "\u061c"]
    )
    def test_refuses_what_turns_the_direction(self, character):
        with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}"):
            validate_name(f"abc{character}def")

    def test_refuses_what_texts_may_not_hold_either(self):
        with pytest.raises(ValidationError):
            validate_name("a\0b")


class TestCleanText:
    def test_composes_and_ends_lines_in_one_way(self):
        assert clean_text("e\u0301\r\na\rb\n") == "é\na\nb\n"

    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
    def test_changes_nothing_the_second_time(self, text):
        once = clean_text(text)
        assert clean_text(once) == once
        assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_storable_drops_what_the_validator_refuses_and_only_that(text):
    kept = storable(text)
    validate_text(kept)
    if not any(c in text for c in "\r") and kept == clean_text(text):
        validate_text(text)
