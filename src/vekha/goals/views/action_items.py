"""Action items: done and undone in place; given and changed by a form."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vekha.goals import permissions
from vekha.goals.actions import action_items as verbs
from vekha.goals.forms.action_items import ActionItemForm
from vekha.goals.models import ActionItem, Objective
from vekha.people import typed
from vekha.people.access import Request, form_status, get_visible, not_found_unless, signed_in


@require_GET
@signed_in
def action_items(request: Request, pk: int) -> HttpResponse:
    """What people said they would do about an objective: within its page, or a page of its own."""
    objective = get_visible(Objective.objects.select_related("cycle"), pk, request.user)
    items = objective.action_items.shown_to(request.user)
    context = {
        "objective": objective,
        "action_items": items.order_by(F("done_at").asc(nulls_first=True), F("due").asc(nulls_last=True), "pk"),
        "may_give": permissions.can_give_action_item(request.user, objective),
    }
    return render(request, f"goals/{'_' if request.htmx else ''}action_items.html", context)


@signed_in
def new_action_item(request: Request, pk: int) -> HttpResponse:
    """Give somebody something to do about an objective."""
    objective = get_visible(Objective.objects.select_related("cycle"), pk, request.user)
    not_found_unless(permissions.can_give_action_item(request.user, objective))
    form = ActionItemForm(typed.posted(request), initial={"owner": request.user})
    if request.method == "POST" and form.is_valid():
        try:
            item = verbs.give(by=request.user, objective=objective, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            return redirect(f"{objective_page(objective.pk)}#action-item-{item.pk}")
    context = {"form": form, "objective": objective}
    return render(request, "goals/new_action_item.html", context, status=form_status(request))


@signed_in
def edit_action_item(request: Request, pk: int) -> HttpResponse:
    """Other words, another day, or another owner."""
    item = changeable(request, pk)
    form = ActionItemForm(typed.posted(request), item)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change(item, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.take_error(error)
        else:
            messages.success(request, _("The action item is saved."))
            return redirect(page_of(request, item))
    context = {
        "form": form,
        "item": item,
        "page": page_of(request, item),
        "may_take_back": permissions.can_take_back_action_item(request.user, item),
    }
    return render(request, "goals/edit_action_item.html", context, status=form_status(request))


@require_POST
@signed_in
def do_action_item(request: Request, pk: int) -> HttpResponse:
    item = changeable(request, pk)
    verbs.do(item, by=request.user)
    return line_of(request, item)


@require_POST
@signed_in
def reopen_action_item(request: Request, pk: int) -> HttpResponse:
    item = changeable(request, pk)
    verbs.reopen(item, by=request.user)
    return line_of(request, item)


@require_POST
@signed_in
def take_back_action_item(request: Request, pk: int) -> HttpResponse:
    item = changeable(request, pk)
    not_found_unless(permissions.can_take_back_action_item(request.user, item))
    page = page_of(request, item)
    verbs.take_back(item, by=request.user)
    messages.success(request, _("“%(text)s” is taken back.") % {"text": item.text})
    return redirect(page)


def changeable(request: Request, pk: int) -> ActionItem:
    """The item, for those who may change it; 404 for all others."""
    item: ActionItem = get_visible(ActionItem.objects.shown_to(request.user), pk, request.user)
    not_found_unless(permissions.can_change_action_item(request.user, item))
    return item


def line_of(request: Request, item: ActionItem) -> HttpResponse:
    """Its line as it is now; without htmx the page it stands on."""
    if not request.htmx:
        return redirect(f"{page_of(request, item)}#action-item-{item.pk}")
    context = {"item": item, "may_change": True, "is_here": "here" in request.GET}
    return render(request, "goals/_action_item.html", context)


def page_of(request: Request, item: ActionItem) -> str:
    """Where the line stands that was acted on: with the objective (`here`), in one's own week, or with its owner."""
    if "here" in request.GET and item.objective_id and item.objective_is_seen:
        return objective_page(item.objective_id)
    if item.owner_id == request.user.pk:
        return reverse("goals:my-week")
    return reverse("goals:person", args=[item.owner_id])


def objective_page(pk: int) -> str:
    return reverse("goals:objective", args=[pk])
