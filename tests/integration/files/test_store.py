"""Kept once, whole, under their digest; handed out only to be saved."""

import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest

from gongbao.foundation.events.actor import command
from gongbao.foundation.events.models import Event
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files import actions, selectors, store
from gongbao.foundation.files.models import Attachment, StoredFile
from gongbao.foundation.files.serving import download

pytestmark = pytest.mark.django_db
TEXT = "情况说明：一切正常。\n".encode()
ABOUT = actions.About("application", "a-1", 7)


def attach(now, content=TEXT, name="说明.txt", limits=None):
    return actions.attach(
        stream=io.BytesIO(content), name=name, about=ABOUT, by=command("test"), now=now, limits=limits
    )


def kept(settings) -> list[Path]:
    return [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]


def test_the_same_bytes_are_kept_once(now, settings):
    first, second = attach(now), attach(now + timedelta(minutes=1), name="又一份.txt")
    assert first.file_id == second.file_id == hashlib.sha256(TEXT).hexdigest()
    assert StoredFile.objects.get().media_type == "text/plain"
    assert [path.name for path in kept(settings)] == [first.file_id]
    assert [one.name for one in selectors.attachments_of("application", ["a-1"])["a-1"]] == ["说明.txt", "又一份.txt"]
    assert Event.objects.filter(name="attachment.added", party_id=7).count() == 2


def test_kept_bytes_can_be_read_but_neither_written_nor_run(now, settings):
    attach(now)
    assert kept(settings)[0].stat().st_mode & 0o777 == 0o440


def test_too_large_is_refused_before_anything_is_kept(now, settings):
    with pytest.raises(Refusal, match=r"^file\.too-large:") as caught:
        attach(now, b"x" * 1025, limits=actions.Limits(size=1024))
    assert caught.value.status == 413
    assert not kept(settings)
    assert not Attachment.objects.exists()


def test_what_is_refused_leaves_nothing(now, settings):
    with pytest.raises(Refusal, match=r"^file\.kind-not-taken:"):
        attach(now, b"<svg onload=alert(1)>", name="photo.png")
    assert not kept(settings)


def test_a_write_that_fails_leaves_no_half_file(now, settings, monkeypatch):
    monkeypatch.setattr(store.os, "fsync", lambda handle: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        attach(now)
    assert not kept(settings)
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\tmp\\年报.xlsx", "年报.xlsx"),
        ("a\r\nSet-Cookie: x.pdf", "a__Set-Cookie_ x.pdf"),
        ("gnp\u202efdp.exe", "gnp_fdp.exe"),
        ("...", "file"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given, clean):
    assert actions.clean_name(given) == clean


def test_a_download_is_saved_never_shown(now):
    answer = download(attach(now, name="说明.txt"))
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert b"".join(answer.streaming_content) == TEXT
    answer.close()


def test_bytes_that_went_missing_say_so(now, settings):
    attachment = attach(now)
    kept(settings)[0].unlink()
    with pytest.raises(Refusal, match=r"^file\.missing:"):
        download(attachment)


@pytest.mark.parametrize("digest", ["../../secret.key", "A" * 64, "0" * 63])
def test_only_a_digest_is_a_place(digest):
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.place(digest)
