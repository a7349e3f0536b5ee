"""The icons, by what they mean. Each is drawn on a 16 by 16 field in the colour and size of the words beside it."""

from django.utils.safestring import SafeString, mark_safe

SHAPES = {
    "add": '<path d="M8 3v10M3 8h10"/>',
    "arrow": '<path d="M3 8h10M9.5 4.5 13 8l-3.5 3.5"/>',
    "bookmark": '<path d="M4 2.5h8v11l-4-2.8-4 2.8z"/>',
    "box": '<rect x="3" y="3" width="10" height="10" rx="1"/>',
    "box-done": '<rect x="3" y="3" width="10" height="10" rx="1"/><path d="m5.3 8.2 2 2 3.5-4"/>',
    "check": '<path d="m3 8.5 3.2 3.2L13 4.8"/>',
    "close": '<path d="m4 4 8 8M12 4l-8 8"/>',
    "down": '<path d="M8 3v10M4.5 9.5 8 13l3.5-3.5"/>',
    "file": '<path d="M4 2h5l3 3v9H4zM9 2v3h3"/>',
    "find": '<circle cx="7" cy="7" r="4.2"/><path d="m10.2 10.2 3.3 3.3"/>',
    "fog": '<path d="M2.5 5.5h7M12 5.5h1.5M2.5 8.5H4M6.5 8.5h7M2.5 11.5h6M11 11.5h2.5"/>',
    "grip": '<path d="M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01" stroke-width="2"/>',
    "kpi": '<path d="M6 2.5v3M10 2.5v3M4 5.5h8v2a4 4 0 0 1-8 0zM8 11.5v2"/>',
    "menu": '<path d="M2.5 5h11M2.5 8h11M2.5 11h11"/>',
    "more": '<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.2"/>',
    "open": '<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>',
    "theme": (
        '<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5v11a5.5 5.5 0 0 0 0-11z" fill="currentColor" stroke="none"/>'
    ),
    "together": (
        '<path d="M1 13.5h14"/><path d="M1 3h6.4L4.2 8.6zM8.6 3H15l-3.2 5.6z" fill="currentColor" stroke="none"/>'
        '<path d="M4.2 8v5.5M11.8 8v5.5"/>'
    ),
    "undo": '<path d="M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.5 4 3 6.5 5.5 9"/>',
    "up": '<path d="M8 13V3M4.5 6.5 8 3l3.5 3.5"/>',
}

ICONS: dict[str, SafeString] = {
    name: mark_safe(f'<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">{shape}</svg>')  # noqa: S308
    for name, shape in SHAPES.items()
}
