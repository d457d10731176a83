"""One's own shifts as a calendar (iCalendar, RFC 5545): no incident and nobody else's name is in it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from gongbao.briefing.dutydesk.models import Role, Seat
from gongbao.briefing.dutydesk.names import ROLES


def calendar(seats: Sequence[Seat], now: datetime) -> bytes:
    """The shifts, each with a reminder an hour before; fetched again every hour."""
    book = Calendar()
    book.add("prodid", "-//Gongbao//duty//ZH")
    book.add("version", "2.0")
    book.add("x-wr-calname", _("值班"))
    book.add("refresh-interval;value=duration", "PT1H")
    for seat in seats:
        shift = seat.shift
        event = Event()
        event.add("uid", f"{seat.pk}@gongbao")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", shift.begins_at.astimezone(UTC))
        event.add("dtend", shift.ends_at.astimezone(UTC))
        event.add("summary", f"{shift.roster} · {ROLES[Role(seat.role)]}")
        bell = Alarm()
        bell.add("action", "DISPLAY")
        bell.add("description", str(ROLES[Role(seat.role)]))
        bell.add("trigger", timedelta(hours=-1))
        event.add_component(bell)
        book.add_component(event)
    return bytes(book.to_ical())
