"""Two editors on one question: what the first has stored beside what the second has typed."""

import re
from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from django import forms

from markup.differences import Line, differences
from markup.text import clean_text
from questions.models import Question


class Side(NamedTuple):
    """A part of the form of which there are two versions; `is_text` if it is a field of text."""

    name: str
    label: str
    theirs: str
    mine: str
    is_text: bool
    lines: list[Line]


def sides(model_admin, request, question):
    """Every `Side` where the sent form differs from the stored question."""
    return [
        Side(name, label, theirs, mine, is_text, differences(theirs, mine))
        for name, label, theirs, mine, is_text in (
            *_fields(model_admin, request, question),
            *_rows(model_admin, request, question),
        )
        if theirs != mine
    ]


def resent(model_admin, request, question, latest, without):
    """The sent form's pairs again, as if it had been based on `latest`.

    Rows of links that are gone meanwhile become new ones. Fields in `without` are left out.
    """
    pairs = {
        name: values
        for name, values in request.POST.lists()
        if name not in (*without, "csrfmiddlewaretoken")
    }
    pairs["based_on"] = [str(latest.pk)]
    for formset, _inline in model_admin.get_formsets_with_inlines(request, question):
        prefix = formset.get_default_prefix()
        rows = formset.model.objects.filter(**{formset.fk.name: question})
        _renumber(pairs, prefix, {str(pk) for pk in rows.values_list("pk", flat=True)})
    return [(name, value) for name, values in pairs.items() for value in values]


def _fields(model_admin, request, question):
    form_class = model_admin.get_form(request, question, change=True)
    # Cleaning writes into its instance, so it has one of its own.
    form = form_class(request.POST, instance=Question.objects.get(pk=question.pk))
    for name, field in form.fields.items():
        if name not in form.declared_fields:
            theirs = _shown(getattr(question, name), field)
            yield name, field.label, theirs, _typed(form, name), _is_text(field)


def _rows(model_admin, request, question):
    for formset_class, inline in model_admin.get_formsets_with_inlines(request, question):
        prefix = formset_class.get_default_prefix()
        stored = formset_class(instance=question, prefix=prefix)
        sent = formset_class(request.POST, instance=question, prefix=prefix)
        names = [name for name in stored.empty_form.fields if name not in ("id", "DELETE")]
        names.remove(stored.fk.name)
        theirs = [_row(form, names) for form in stored.initial_forms]
        mine = [
            " · ".join(_typed(form, name) for name in names)
            for form in sent.forms
            if form.has_changed() or not form.empty_permitted
            if not form["DELETE"].value()
        ]
        yield prefix, inline.verbose_name_plural, "\n".join(theirs), "\n".join(mine), False


def _row(form, names):
    return " · ".join(_shown(getattr(form.instance, name), form.fields[name]) for name in names)


def _typed(form, name):
    """What was sent for a field, as `_shown` shows it; as it was typed where it is not valid."""
    if name not in form.errors:  # looking at the errors cleans the form
        return _shown(form.cleaned_data.get(name), form.fields[name])
    return clean_text(str(form[name].value() or ""))


def _shown(value, field):
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(field, forms.TypedChoiceField):
        return str(dict(field.choices).get(value, value))
    return clean_text(str(value))


def _is_text(field):
    return isinstance(field.widget, forms.Textarea)


def _renumber(pairs, prefix, known):
    """Let the rows that are still stored come first, as a set of forms wants them."""
    pattern = re.compile(rf"{re.escape(prefix)}-(\d+)-(\w+)")
    rows = defaultdict(dict)
    for name in list(pairs):
        if found := pattern.fullmatch(name):
            rows[int(found[1])][found[2]] = pairs.pop(name)
    stored = [row for row in rows.values() if row.get("id", [""])[0] in known]
    new = [row | {"id": [""]} for row in rows.values() if row not in stored and "DELETE" not in row]
    for number, row in enumerate([*stored, *new]):
        pairs |= {f"{prefix}-{number}-{name}": values for name, values in row.items()}
    pairs[f"{prefix}-INITIAL_FORMS"] = [str(len(stored))]
    pairs[f"{prefix}-TOTAL_FORMS"] = [str(len(stored) + len(new))]
