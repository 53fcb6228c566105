from django import forms

from study.models import Bookmark


class NoteForm(forms.ModelForm):
    class Meta:
        model = Bookmark
        fields = ("note",)
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
