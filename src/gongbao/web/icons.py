"""The few line icons of the pages, drawn on a grid of 20. Each stands beside a word, never alone for its colour."""

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "check": "M4 10.5l4 4 8-9",
    "clock": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4.2l2.8 1.8",
    "alert": "M10 3.2L17.6 16.5H2.4zM10 8v4M10 14.2v.1",
    "cross": "M5 5l10 10M15 5L5 15",
    "info": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 9.2V14M10 6.3v.1",
    "open": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14",
    "dashed": "M10 3a7 7 0 0 1 4.9 2M17 10a7 7 0 0 1-2 4.9M10 17a7 7 0 0 1-4.9-2M3 10a7 7 0 0 1 2-4.9",
    "bell": "M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.5 1.5H4zM8.5 17h3",
    "sun": "M10 6.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4M10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.5 1.5"
    "M14.2 14.2l1.5 1.5M4.3 15.7l1.5-1.5M14.2 5.8l1.5-1.5",
    "search": "M8.8 3.5a5.3 5.3 0 1 0 0 10.6 5.3 5.3 0 0 0 0-10.6M12.7 12.7L17 17",
    "right": "M7.5 4.5L13 10l-5.5 5.5",
    "left": "M12.5 4.5L7 10l5.5 5.5",
    "up": "M5 12.5L10 7l5 5.5",
    "down": "M5 7.5L10 13l5-5.5",
    "lock": "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
    "eye": "M2.5 10S5.2 5 10 5s7.5 5 7.5 5-2.7 5-7.5 5-7.5-5-7.5-5M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
    "proof": "M10 2.8l6 2.2v4.6c0 3.6-2.5 6.2-6 7.6-3.5-1.4-6-4-6-7.6V5zM7 9.8l2.2 2.2L13 8",
    "print": "M6 7.5V3h8v4.5M6 14H3.5V7.5h13V14H14M6 11.5h8V17H6z",
    "download": "M10 3v9.5M6 8.8l4 3.9 4-3.9M4 16.5h12",
    "user": "M10 3.5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M4 17c.5-3.3 2.9-5 6-5s5.5 1.7 6 5",
    "edit": "M4 16l.8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11.5 5.9l2.6 2.6",
    "phone": "M5 3.500h3l1 3.500-2 1.500a9 9 0 0 0 4.500 4.500l1.500-2 3.500 1v3c0 1-.8 1.500-1.600 1.500"
    "C8.500 16 4 11.500 3.500 5.100c0-.9.600-1.600 1.500-1.600",
    "sort": "M7 4v12M4.500 13.500L7 16l2.500-2.500M13 16V4M10.500 6.500L13 4l2.500 2.500",
}


def icon_svg(name: str, label: str = "") -> SafeString:
    """The icon as inline SVG; decorative (hidden from screen readers) unless it has a label."""
    naming = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" focusable="false" {}><path d="{}"/></svg>',
        naming,
        ICONS[name],
    )
