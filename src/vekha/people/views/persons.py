from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vekha.people import permissions, typed
from vekha.people.access import Request, form_status, not_found_unless, signed_in
from vekha.people.actions import people
from vekha.people.forms import PersonForm
from vekha.people.models import Person
from vekha.people.search import search_words

PER_PAGE = 50


@signed_in
def persons(request: Request) -> HttpResponse:
    """Who works here, and who did: a list to search."""
    words = search_words(request.GET.get("words", ""))
    left = request.GET.get("state") == "left"
    found = Person.objects.search(words).filter(is_active=not left).prefetch_related("memberships__team")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    template = "people/_persons.html" if request.htmx else "people/persons.html"
    return render(request, template, {"page": page, "words": words, "left": left, "working": not left})


@signed_in
def edit_person(request: Request, pk: int) -> HttpResponse:
    """Somebody's facts and role, for administrators."""
    not_found_unless(permissions.can_change_organisation(request.user))
    person = get_object_or_404(Person, pk=pk)
    form = PersonForm(typed.posted(request), person)
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            with transaction.atomic():
                people.set_role(person, by=request.user, role=facts.pop("role"))
                people.edit(person, by=request.user, **facts)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": person})
            return redirect("people:persons")
    return page_of(request, pk, form)


@require_POST
@signed_in
def leave(request: Request, pk: int) -> HttpResponse:
    """Somebody leaves the company."""
    not_found_unless(permissions.can_change_organisation(request.user))
    person = get_object_or_404(Person, pk=pk)
    try:
        people.leave(person, by=request.user)
    except ValidationError as error:
        form = PersonForm(None, person)
        return page_of(request, pk, form, " ".join(error.messages))
    messages.success(request, _("%(name)s has left and cannot sign in any more.") % {"name": person})
    return redirect("people:edit-person", pk)


@require_POST
@signed_in
def come_back(request: Request, pk: int) -> HttpResponse:
    """Somebody who had left works here again."""
    not_found_unless(permissions.can_change_organisation(request.user))
    person = get_object_or_404(Person, pk=pk)
    try:
        people.come_back(person, by=request.user)
    except ValidationError as error:
        return page_of(request, pk, PersonForm(None, person), " ".join(error.messages))
    messages.success(request, _("%(name)s works here again and signs in as before.") % {"name": person})
    return redirect("people:edit-person", pk)


def page_of(request: Request, pk: int, form: PersonForm, trouble: str = "") -> HttpResponse:
    """The page of one person as the database knows them, whatever a refused verb has done to the object."""
    person = get_object_or_404(Person.objects.prefetch_related("memberships__team"), pk=pk)
    context = {"form": form, "person": person, "trouble": trouble}
    return render(request, "people/edit_person.html", context, status=form_status(request))
