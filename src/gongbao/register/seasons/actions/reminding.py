"""Reminding everybody who has not filed, in waves, through a channel. The channel is data: today the inbox."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from gongbao.foundation.duties import actions as duties
from gongbao.foundation.duties.kinds import ANNUAL_REPORT
from gongbao.foundation.duties.models import ReminderWave
from gongbao.foundation.duties.owed import Parties
from gongbao.foundation.events.actor import Actor
from gongbao.foundation.events.live import push
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.notices.sending import Words, send_to_all
from gongbao.register.seasons.models import Season
from gongbao.register.seasons.refusals import not_open

_TOLD = """
SELECT reminder.party_id, %s, duty.due_on::text FROM duties_reminder AS reminder
JOIN duties_duty AS duty ON duty.party_id = reminder.party_id AND duty.id = reminder.duty_id
WHERE reminder.wave_id = %s
"""


def _inbox(wave: ReminderWave, words_en: str, now: datetime) -> None:
    """A message in both languages; words nobody wrote in English are said in the usual ones, never in Chinese."""
    words = Words(
        title_zh=f"请报送{wave.period}年度报告",
        title_en=f"Please file the annual report on {wave.period}",
        body_zh=f"{wave.words}（截止日：{{}}）" if wave.words else f"{wave.period}年度报告须在{{}}前报送并公示。",
        body_en=f"{words_en} (due {{}})" if words_en else f"The annual report on {wave.period} is due by {{}}.",
    )
    send_to_all(parties=Parties(_TOLD, ("/my/", wave.id)), kind="reminder", words=words, now=now)


def _list(wave: ReminderWave, words_en: str, now: datetime) -> None:
    """Nothing is sent: townships or the text-message platform take the list, the wave says who was on it."""


CHANNELS: Mapping[str, Callable[[ReminderWave, str, datetime], None]] = {"inbox": _inbox, "list": _list}


@transaction.atomic
def remind(
    *, year: int, region: str, channel: str, words: str, by: Actor, now: datetime, words_en: str = ""
) -> ReminderWave:
    """Send one wave to all in the region who still owe the report on `year`; returns the wave with its count."""
    if channel not in CHANNELS:
        raise Refusal("reminder-channel", "没有这种提醒渠道。", "There is no such channel.", field="channel")
    if not Season.objects.filter(year=year).exists():
        raise not_open(year)
    wave = duties.begin_wave(
        kind=ANNUAL_REPORT, period=year, region=region, channel=channel, words=words[:500], by=by, now=now
    )
    CHANNELS[channel](wave, words_en[:500].replace("{}", ""), now)
    push(topic="season", data={"year": year})
    return wave
