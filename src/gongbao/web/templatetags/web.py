"""`{% load web %}`: every component tag and filter. Their reference is docs/reference/components.md."""

from django.template import Library

from gongbao.web.tags import forms, frame, parts, words

register = Library()
for part in (words, forms, parts, frame):
    register.tags.update(part.register.tags)
    register.filters.update(part.register.filters)
