"""An issue from adopted manuscripts to signed copies: numbers never used twice, two proofreadings, then no change."""

import io
from datetime import timedelta
from itertools import pairwise

import pypdf
import pytest
from docx import Document
from tests.integration.briefing.people import acting

from gongbao.briefing.bulletins import actions
from gongbao.briefing.bulletins.models import Copy, Issue
from gongbao.briefing.bulletins.sheet import pages_of, pdf_of
from gongbao.briefing.bulletins.word import docx_of
from gongbao.briefing.desk import actions as desk
from gongbao.foundation.events.refusals import Refusal
from gongbao.foundation.files.store import place as file_place
from gongbao.foundation.ledger.models import Outbox

POINT = 25.4 / 72


def test_numbers_run_by_year_and_in_all_and_supplements_apart(line, periodical, adopted, make_issue, now):
    by = acting(line.chief)
    one = actions.sign(issue_id=make_issue([adopted("甲")], now).pk, by=by, now=now)
    extra = make_issue([adopted("乙")], now, supplement=True)
    two = actions.sign(issue_id=extra.pk, by=by, now=now)
    three = actions.sign(issue_id=make_issue([adopted("丙")], now).pk, by=by, now=now)
    later = now.replace(year=2027)
    four = actions.sign(issue_id=make_issue([adopted("丁")], later).pk, by=by, now=later)
    numbers = [(issue.year, issue.number, issue.total) for issue in (one, two, three, four)]
    assert numbers == [(2026, 1, 1), (2026, 1, None), (2026, 2, 2), (2027, 1, 3)]
    actions.recall(issue_id=three.pk, why="数字有误", by=by, now=now)
    five = actions.sign(issue_id=make_issue([adopted("戊")], now).pk, by=by, now=now)
    assert five.number == 3
    assert Outbox.objects.filter(record=three.pk).values_list("kind", flat=True).order_by("version")[1] == "withdraw"


def test_two_people_must_proofread_what_is_signed(line, periodical, adopted, make_issue, now):
    by = acting(line.chief)
    made = adopted("石门镇滑坡")
    issue = make_issue([made], now)
    desk.edit_manuscript(
        manuscript_id=made.pk,
        title="石门镇滑坡",
        body="改了一字。",
        note="",
        turn=made.turn,
        by=acting(line.editor),
        now=now,
    )
    with pytest.raises(Refusal, match=r"issue.proofs"):
        actions.sign(issue_id=issue.pk, by=by, now=now)
    actions.pass_proof(issue_id=issue.pk, user=line.editor, by=acting(line.editor), now=now)
    actions.pass_proof(issue_id=issue.pk, user=line.editor, by=acting(line.editor), now=now)
    with pytest.raises(Refusal, match=r"issue.proofs"):  # the same person twice is one
        actions.sign(issue_id=issue.pk, by=by, now=now)
    actions.pass_proof(issue_id=issue.pk, user=line.editor2, by=acting(line.editor2), now=now)
    signed = actions.sign(issue_id=issue.pk, by=by, now=now + timedelta(days=1))
    assert str(signed.issued_on) == "2026-06-30"  # the date of sign-off is the date of issue
    desk.edit_manuscript(
        manuscript_id=made.pk,
        title="后来",
        body="后来改的。",
        note="",
        turn=made.turn + 1,
        by=acting(line.editor),
        now=now,
    )
    assert signed.entries.get().body == "改了一字。"
    with pytest.raises(Refusal, match=r"issue.signed"):
        actions.sign(issue_id=issue.pk, by=by, now=now)
    assert [copy.number for copy in Copy.objects.filter(issue=signed).order_by("number")] == [1, 2, 3]
    assert file_place(signed.file_id).read_bytes().startswith(b"%PDF")


def test_personal_data_is_not_printed(line, periodical, adopted, make_issue, now):
    made = adopted("甲")
    issue = make_issue([made], now)
    desk.edit_manuscript(
        manuscript_id=made.pk,
        title="甲",
        body="身份证11010519491231002X",
        note="",
        turn=made.turn,
        by=acting(line.editor),
        now=now,
    )
    with pytest.raises(Refusal, match=r"issue.stopped"):
        actions.sign(issue_id=issue.pk, by=acting(line.chief), now=now)


def test_merging_two_periodicals_keeps_their_numbers_as_history(line, periodical, adopted, make_issue, now):
    by = acting(line.chief)
    actions.sign(issue_id=make_issue([adopted("甲")], now).pk, by=by, now=now)
    other = actions.begin_periodical(
        desk=line.desk, name="青岚快报", issuer="青岚县信息科", by=by, now=now, columns=["快讯"], total_before=340
    )
    made = actions.merge_periodicals(
        olds=[periodical, other],
        name="青岚要情",
        issuer="青岚县信息科",
        column_of={"要情": "要情", "快讯": "要情"},
        by=by,
        now=now,
    )
    history = {one.name: (one.last_number, one.last_total, one.columns) for one in made.predecessors.all()}
    assert history == {"青岚信息": (1, 1, {"要情": "要情"}), "青岚快报": (0, 340, {"快讯": "要情"})}
    with pytest.raises(Refusal, match=r"periodical.ended"):
        actions.open_issue(
            periodical=Issue.objects.get().periodical.__class__.objects.get(pk=other.pk),
            supplement=False,
            by=by,
            now=now,
        )


def test_the_page_keeps_the_standards_measures(line, periodical, adopted, make_issue, now):
    """GB/T 9704: 37 mm above, 28 mm at the binding, 22 lines of 28 characters, 16 pt; measured on the PDF itself."""
    long = "\n".join("汛期以来全县累计降雨量比常年同期偏多两成三座水库超汛限水位已按预案泄水" * 4 for _ in range(9))
    issue = make_issue([adopted("石门镇茶园滑坡转移群众十二人", body=long)], now)
    pages = pypdf.PdfReader(io.BytesIO(pdf_of(issue, now=now))).pages
    assert [round(float(side) * POINT) for side in pages[0].mediabox[2:]] == [210, 297]
    rows: dict[float, list[float]] = {}

    def visit(text, cm, tm, _font, size):
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip() and abs(size - 16) < 0.1:
            rows.setdefault(round(y, 1), []).append((x, text.strip()))

    pages[1].extract_text(visitor_text=visit)
    heights = sorted(rows, reverse=True)
    assert len(heights) == 22
    pitches = [a - b for a, b in pairwise(heights)]
    assert all(abs(pitch - 28.99) < 0.11 for pitch in pitches)
    longest = max(len("".join(text for _, text in row)) for row in rows.values())
    assert longest == 28
    top = 297 - (heights[0] + 0.8 * 16) * POINT
    assert abs(top - 37) <= 1
    left = min(x for row in rows.values() for x, _text in row)
    assert abs(left * POINT - 26) <= 0.5, "a back page is bound at its right"
    rows.clear()
    pages[0].extract_text(visitor_text=visit)
    left = min(x for row in rows.values() for x, _text in row)
    assert abs(left * POINT - 28) <= 0.5
    assert sizes_on(pages[0]) >= {14, 16, 22}, "foot, text and titles have the sizes of the standard"


def sizes_on(page):
    """The type sizes on a page, in points."""
    found = set()

    def visit(text, _cm, tm, _font, size):
        if text.strip():
            found.add(round(abs(size) * abs(tm[3] or 1)))

    page.extract_text(visitor_text=visit)
    return found


def test_the_word_file_opens_and_says_the_same_in_the_same_order(line, periodical, adopted, make_issue, now):
    titles = ["石门镇茶园滑坡转移群众", "松坪镇村道会车难"]
    issue = make_issue([adopted(title) for title in titles], now)
    document = Document(io.BytesIO(docx_of(issue)))
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    assert [round(side.mm) for side in (section.top_margin, section.left_margin, section.right_margin)] == [37, 28, 26]
    words = [one.text for one in document.paragraphs]
    assert [one for one in words if one in titles] == titles
    assert "青岚信息" in words
    body = next(one for one in document.paragraphs if one.text.startswith("石门镇转移12人"))
    assert body.runs[0].font.size.pt == 16
    assert not [part.partname for part in document.part.package.iter_parts() if "vba" in str(part.partname).lower()]


def test_twenty_items_become_pages_that_can_be_looked_at(line, periodical, adopted, make_issue, now):
    issue = make_issue([adopted(f"第{n}条") for n in range(20)], now)
    pages = pages_of(issue)
    assert len(pages) > 3
    assert all(one.startswith(b"\x89PNG") for one in pages)
