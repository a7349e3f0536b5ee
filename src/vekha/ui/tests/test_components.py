"""The composed components: what stands where, and that nothing passed to them is trusted."""

from collections.abc import Iterator

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from django_cotton.compiler_regex import CottonCompiler

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


class Facts(forms.Form):
    title = forms.CharField(
        label="Title", help_text="One change.", widget=forms.Textarea(attrs={"class": "statement-input"})
    )
    due = forms.DateField(label="Due", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Reach"), ("b", "Keep")], widget=forms.RadioSelect)
    hidden = forms.BooleanField(label="Hidden", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def render(markup: str, request: HttpRequest | None = None, **values: object) -> str:
    return engines["django"].from_string(CottonCompiler().process(markup)).render(values, request)


def field(form: forms.Form, name: str) -> str:
    return render('<c-field :field="field" />', field=form[name])


def test_a_field_has_label_hint_and_errors_tied_to_its_control() -> None:
    text = field(Facts({"title": ""}), "title")
    assert '<label for="id_title">Title</label>' in text
    assert 'class="input statement-input"' in text
    assert 'aria-invalid="true"' in text
    assert 'aria-describedby="id_title_helptext id_title_error"' in text
    assert '<p class="hint" id="id_title_helptext">One change.</p>' in text
    assert 'id="id_title_error"' in text


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "(optional)" in field(Facts(), "due")
    assert "(optional)" not in field(Facts(), "title")


def test_radios_are_a_fieldset_and_a_check_has_its_label_behind_it() -> None:
    radios = field(Facts(), "kind")
    assert "<legend>Kind</legend>" in radios
    assert radios.count('type="radio"') == 2
    check = field(Facts(), "hidden")
    assert check.index('type="checkbox"') < check.index("<span>Hidden</span>")


def test_a_hidden_field_is_only_its_input() -> None:
    assert field(Facts(), "token").strip() == '<input type="hidden" name="token" id="id_token">'


def test_a_field_without_a_form_labels_the_control_in_its_slot() -> None:
    text = render('<c-field label="Note" id="n" hint="Short." error="Too long."><input id="n"></c-field>')
    assert '<label for="n">Note</label>' in text
    assert text.index('<input id="n">') < text.index("Short.") < text.index("Too long.")


def test_what_was_typed_comes_back_escaped() -> None:
    text = field(Facts({"title": HOSTILE}), "title")
    assert "<script" not in text
    assert "alert(1)" in text


@pytest.mark.parametrize(
    "markup",
    [
        '<c-facts number="{{ v }}" words="{{ v }}" why="{{ v }}" place="{{ v }}">{{ v }}</c-facts>',
        '<c-facts :number="v" :words="v" :pace="v" />',
        '<c-finding number="{{ v }}" severity="{{ v }}" word="{{ v }}" code="{{ v }}" about="{{ v }}" '
        'question="{{ v }}" why="{{ v }}" rewrite="{{ v }} __" form="{{ v }}" id="{{ v }}">{{ v }}</c-finding>',
        '<c-finding :question="v" :why="v" :rewrite="v" />',
        '<c-explanation title="{{ v }}"><c-slot name="words">{{ v }}</c-slot>{{ v }}</c-explanation>',
        '<c-button href="{{ v }}" press="{{ v }}" kind="{{ v }}">{{ v }}</c-button>',
        '<c-field label="{{ v }}" id="{{ v }}" hint="{{ v }}" error="{{ v }}">{{ v }}</c-field>',
        '<c-trouble title="{{ v }}">{{ v }}</c-trouble>',
        '<c-empty title="{{ v }}">{{ v }}</c-empty>',
        '<c-menu label="{{ v }}">{{ v }}</c-menu>',
        '<c-choices label="{{ v }}"><c-choice href="{{ v }}" count="{{ v }}">{{ v }}</c-choice></c-choices>',
        '<c-answer id="{{ v }}">{{ v }}</c-answer>',
    ],
)
def test_a_component_trusts_no_value(markup: str) -> None:
    text = render(markup, v=HOSTILE)
    assert "alert(1)" in text
    assert "<script" not in text


def test_a_finding_asks_first_and_leaves_blanks_to_fill() -> None:
    text = render(
        '<c-finding number="1" severity="error" word="Not an objective yet" code="O-OPS" question="What will be seen?" '
        'why="True in every quarter." rewrite="Clients __ without __" />'
    )
    assert text.index("Not an objective yet") < text.index("What will be seen?") < text.index("True in every")
    assert text.count('class="blank"') == 2
    assert "actions" not in text


def test_a_number_with_an_explanation_is_a_link_that_also_works_alone() -> None:
    text = render('<c-facts number="58%" why="/objectives/1/?why" place="why-1" />')
    assert 'href="/objectives/1/?why"' in text
    assert 'aria-controls="why-1"' in text
    assert 'aria-expanded="false"' in text
    assert "<a " not in render('<c-facts number="58%" />')


def test_a_component_takes_nothing_from_the_page_around_it_unasked() -> None:
    assert "overheard" not in render('<c-facts number="58%" />', words="overheard", why="overheard", pace="overheard")


def test_pages_keep_the_other_choices_of_the_address() -> None:
    request = RequestFactory().get("/?level=team&page=2")
    text = render('<c-pages :page="page" />', request, page=Paginator(range(100), 40).page(2))
    assert 'href="?level=team&amp;page=1"' in text
    assert 'href="?level=team&amp;page=3"' in text
    assert "41–80 of 100" in text


def test_a_list_on_one_page_has_no_pages() -> None:
    assert render('<c-pages :page="page" />', page=Paginator(range(3), 40).page(1)).strip() == ""
