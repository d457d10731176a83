"""Files of the wrong type, too large, too many: a clear refusal, and nothing of the act is written."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.actions import EVIDENCE
from gongbao.foundation.files.models import Attachment
from gongbao.register.complaints.models import Complaint
from gongbao.register.inspections import actions
from gongbao.register.inspections.models import EvidenceRequest, Inspection, Origin, VisitRecord
from gongbao.register.listings.actions import Evidence

from .conftest import NOW, acting, picture, png
from .test_story import seen, take


class Endless(io.RawIOBase):
    """A picture that goes on beyond every limit, without being held in memory."""

    def __init__(self) -> None:
        self.at, self.head = 0, png()

    def seek(self, offset, whence=0):
        self.at = offset
        return offset

    def tell(self):
        return self.at

    def seekable(self):
        return True

    def readable(self):
        return True

    def read(self, size=-1):
        left = EVIDENCE.size + 10 - self.at
        size = left if size < 0 else min(size, left)
        part = (self.head[self.at : self.at + size] if self.at < len(self.head) else b"") or bytes(max(size, 0))
        self.at += len(part)
        return part


@pytest.fixture
def inspection(people, firm):
    brief = actions.Brief(origin=Origin.ORDER, origin_id="交办9号", title="专项检查", reason="交办")
    return actions.open_targeted(
        entity_id=firm().id, brief=brief, inspector_codes=["QL001", "QL002"], by=acting(people["reviewer"]), now=NOW
    )


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (lambda: Evidence(stream=io.BytesIO(b"MZ\x90\x00" * 9), name="照片.png"), "file"),
        (lambda: Evidence(stream=io.BytesIO(b"<svg onload=alert(1)>"), name="照片.svg"), "file"),
        (lambda: Evidence(stream=Endless(), name="大照片.png"), "too-large"),
    ],
)
def test_a_record_with_a_bad_picture_is_not_kept(inspection, people, bad, code):
    with pytest.raises(Refusal, match=code):
        take(inspection, people["甲一"], seen(), photos=[picture(), bad()])
    assert not VisitRecord.objects.exists()
    assert not Attachment.objects.exists()
    assert Inspection.objects.get().state == "open"


def test_more_pictures_than_fit_are_told_not_dropped(inspection, people, client):
    client.force_login(people["甲一"])
    page = reverse("inspections:visit", args=[inspection.entity_id, inspection.id])
    form = {
        "record": str(uuid.uuid4()),
        "visited_at": "2025-11-03T08:00",
        "method": "on-site",
        "outcome": "checked",
        "present": ["QL001", "QL002"],
        "certificates": "1",
        "signing": "typed",
        "consented": "1",
        "signer_name": "王某某",
    }
    many = [SimpleUploadedFile(f"{n}.png", png(n % 200)) for n in range(31)]
    answer = client.post(page, form | {"photos": many}, headers={"X-Sync": "1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "inspection-too-many-files")
    assert "最多 30 个文件" in answer.json()["words"][0]
    assert not VisitRecord.objects.exists()


def test_a_firms_answer_with_a_bad_file_stays_open(inspection, people, clerk, client):
    about = {"entity_id": inspection.entity_id, "inspection_id": inspection.id}
    asked = actions.request_evidence(items=["accounts"], words="", by=acting(people["甲一"]), now=NOW, **about)
    client.force_login(clerk(inspection.entity))
    page = reverse("inspections:answer", args=[inspection.entity_id, asked.id])
    bad = SimpleUploadedFile("账册.pdf", b"MZ\x90\x00not a pdf")
    answer = client.post(page, {"answer": "账册见附件", "files": [bad]})
    assert answer.status_code == 422
    assert "账册见附件" in answer.content.decode()  # what was typed stays
    assert EvidenceRequest.objects.get().answered_at is None
    assert not Attachment.objects.exists()


def test_a_complaint_with_a_bad_file_is_not_taken_in(firm, office, client):
    entity = firm(7)
    page = reverse("complaints:new", args=[entity.code])
    told = {"kind": "falsehood", "about": ["report"], "words": "年报写的营业收入与实际相差很大。"}
    answer = client.post(page, told | {"files": [SimpleUploadedFile("证据.exe", b"MZ\x90\x00")]})
    assert answer.status_code == 415
    assert told["words"] in answer.content.decode()
    many = [SimpleUploadedFile(f"{n}.png", png(n)) for n in range(9)]
    assert client.post(page, told | {"files": many}).status_code == 422
    assert not Complaint.objects.exists()
    assert not Attachment.objects.exists()
