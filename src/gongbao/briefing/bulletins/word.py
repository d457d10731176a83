"""An issue in Word, laid out like the printed sheet, for those who must edit it."""

import io

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from gongbao.briefing.bulletins.models import Issue
from gongbao.briefing.bulletins.sheet import PAGE, sheet

RED = RGBColor(0xC8, 0x16, 0x1D)
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"


def docx_of(issue: Issue) -> bytes:
    """The issue as .docx: A4, the standard's margins, typefaces by their usual names."""
    data = sheet(issue)
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(PAGE["top"]), Mm(PAGE["bottom"])
    section.left_margin, section.right_margin = Mm(PAGE["inside"]), Mm(PAGE["outside"])
    document.core_properties.title = data["title"]
    document.core_properties.author = data["issuer"]
    if data["mark"]:
        _line(document.add_paragraph(), data["mark"], HEI)
    head = _line(document.add_paragraph(), data["name"], SONG, size=data["name-size"], colour=RED, centre=True)
    head.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _line(document.add_paragraph(), data["number"], FANG, centre=True)
    _line(document.add_paragraph(), f"{data['issuer']}\t{data['date']}", FANG)
    for column in data["columns"]:
        _line(document.add_paragraph(), f"【{column['name']}】", HEI, centre=True)
        for entry in column["entries"]:
            _line(document.add_heading(level=2), entry["title"], SONG, size=22, centre=True)
            if entry["note"]:
                _line(document.add_paragraph(), f"按语：{entry['note']}", KAI, indent=True)
            for part in entry["paragraphs"]:
                face = (FANG, HEI, KAI)[part["level"]]
                _line(document.add_paragraph(), part["text"], face, indent=True)
            if entry["source"]:
                last = _line(document.add_paragraph(), f"（{entry['source']}）", FANG)
                last.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for label, words in data["foot"]:
        _line(document.add_paragraph(), f"{label}：{words}", FANG, size=14)
    last = _line(document.add_paragraph(), data["printed"], FANG, size=14)
    last.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _line(
    paragraph: Paragraph,
    text: str,
    face: str,
    *,
    size: float = PAGE["size"],
    colour: RGBColor | None = None,
    centre: bool = False,
    indent: bool = False,
) -> Paragraph:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = face, Pt(size)
    run.font.bold = False
    run.font.color.rgb = colour or RGBColor(0, 0, 0)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()  # noqa: SLF001 (the library has no other way to say it)
    fonts.set(qn("w:eastAsia"), face)
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(0), Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(PAGE["pitch"], size * 1.3))
    if indent:
        form.first_line_indent = Pt(size * 2)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph
