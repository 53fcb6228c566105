from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from discussion import spam
from discussion.models import Comment
from markup.rendering import MAX_COMMENT_CHARACTERS
from markup.text import clean_text, validate_text


class MarkdownField(forms.CharField):
    """A text as it will be stored, so that a line's end counts as one character."""

    def __init__(self, **kwargs):
        super().__init__(
            max_length=MAX_COMMENT_CHARACTERS,
            validators=[validate_text],
            error_messages={"required": _("Write something first.")},
            **kwargs,
        )

    def to_python(self, value):
        return clean_text(super().to_python(value))


class TextForm(forms.Form):
    """What is asked of every comment, new or changed."""

    body = MarkdownField()


class CommentForm(TextForm):
    """A new comment, with what tells its author from a machine.

    `_started` and `website` are the moment at which the form was made and a field that nobody sees.
    """

    kind = forms.ChoiceField(
        choices=[("comment", _("Comment")), ("correction", _("Suggest a correction"))],
        required=False,
        label=_("Kind"),
    )
    parent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    submission = forms.UUIDField()
    website = forms.CharField(required=False)

    def __init__(self, data=None, *, author, parent=None):
        initial = {"kind": "comment", "parent": parent and parent.pk, "submission": uuid4()}
        super().__init__(data, initial=initial)
        self.author = author
        self.started = (data or {}).get("_started") or spam.stamp(author)

    def clean_kind(self):
        return self.cleaned_data["kind"] or Comment.Kind.COMMENT

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise ValidationError(_("Leave the field “Website” empty."))

    def clean(self):
        body = self.cleaned_data.get("body", "")
        if spam.links(body) and Comment.objects.is_new(self.author):
            spam.validate_links(body)
            if spam.is_hasty(self.data.get("_started", ""), self.author):
                raise ValidationError(
                    _("That was sent faster than anybody writes. Wait a moment and post it again.")
                )
        return self.cleaned_data
