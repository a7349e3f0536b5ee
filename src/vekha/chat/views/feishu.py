"""The door for events of Feishu."""

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden, JsonResponse

from vekha.chat import feishu
from vekha.chat.actions import messages
from vekha.chat.views.door import door


@door("feishu")
def feishu_event(request: HttpRequest) -> HttpResponse:
    """An event, or the question whether this address is ours. Delivered once more, it is taken and not heard again."""
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
