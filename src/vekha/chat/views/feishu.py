"""The door for events of Feishu."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from vekha.chat import feishu
from vekha.chat.actions import messages


@csrf_exempt
@require_POST
def feishu_event(request: HttpRequest) -> HttpResponse:
    """An event, or the question whether this address is ours. Delivered once more, it is taken and not heard again."""
    if "feishu" not in settings.MESSENGERS:
        raise Http404
    try:
        event = feishu.event_of(request.headers, request.body)
    except ValueError:
        return HttpResponseBadRequest()
    if event is None:
        return HttpResponseForbidden()
    if event.get("type") == "url_verification":
        return JsonResponse({"challenge": event.get("challenge")})
    message = feishu.message_of(event)
    if message is not None:
        heard, _is_new = messages.hear(message)
        feishu.answer_at_once(heard)
    return JsonResponse({})
