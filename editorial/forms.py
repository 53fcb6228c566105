from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from editorial.drawing import FIELDS, draw, sentence
from editorial.pictures import encode, keep
from markup.text import validate_text
from questions.models import FormerAddress, Picture, Question


class AddressForm(forms.ModelForm):
    """A form of something with an address, which nothing else may ever have had."""

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        kind = self._meta.model._meta.model_name
        path = self._meta.model(slug=slug).get_absolute_url()
        taken = FormerAddress.objects.filter(path=path).exclude(**{kind: self.instance.pk})
        if taken.exists():
            raise ValidationError(_("Another page was once at this address."))
        return slug


class RelatedForm(forms.ModelForm):
    def clean_target(self):
        target = self.cleaned_data["target"]
        if target.pk == self.instance.question_id:
            raise ValidationError(_("A question is not related to itself."))
        return target


class SourceWidget(AdminTextareaWidget):
    """The Markdown of an answer: its source, its pictures, and beside it what readers will see."""

    template_name = "editorial/_source.html"


class QuestionForm(AddressForm):
    """Knows which revision its text was based on; what readers may see has no problems.

    “Publish now” is a button of the form, which sends `_publish`.
    """

    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    summary = forms.CharField(
        label=_("What has changed"),
        max_length=200,
        required=False,
        validators=[validate_text],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("A few words for the history."),
    )
    meaning_changed = forms.BooleanField(
        label=_("The meaning has changed"),
        required=False,
        help_text=_("Not only the wording: whoever has learned the answer should look again."),
    )

    class Meta:
        widgets = {"answer": SourceWidget(attrs={"rows": 24})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["based_on"] = latest_revision(self.instance.pk)

    def clean(self):
        cleaned = super().clean()
        if "_publish" in self.data:
            cleaned["status"], cleaned["published_at"] = Question.Status.PUBLISHED, None
        if cleaned.get("status") in (Question.Status.PUBLISHED, Question.Status.SCHEDULED):
            problems = draw({name: cleaned.get(name, "") for name in FIELDS}).problems
            for name, found in problems.items():
                self.add_error(name, [sentence(problem) for problem in found])
        return cleaned


class PictureForm(forms.ModelForm):
    """A picture to upload."""

    file = forms.FileField(
        label=_("file"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=_(
            "At most 2 MB and 4,000 pixels a side. Where lines can draw it, draw a figure."
        ),
    )

    class Meta:
        model = Picture
        fields = ("file", "alternative")

    def clean_file(self):
        return encode(self.cleaned_data["file"])

    def save(self, commit=True):
        self.instance = keep(self.cleaned_data["file"], self.cleaned_data["alternative"])
        return super().save(commit)


def latest_revision(question_id):
    """The key of a question's last saved state, or None."""
    revisions = Question.objects.filter(pk=question_id, revisions__isnull=False)
    return revisions.order_by("-revisions").values_list("revisions", flat=True).first()
