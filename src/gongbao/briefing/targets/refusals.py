"""Why figures cannot be taken or changed, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def unreadable() -> Refusal:
    return Refusal(
        "targets.unreadable",
        "文件打不开。请用本页的模板填写，存成 .xlsx 或 .csv 再上传。",
        "The file cannot be read. Fill in the template of this page and save it as .xlsx or .csv.",
        field="file",
    )


def no_heads(needed: str) -> Refusal:
    return Refusal(
        "targets.no-heads",
        f"没有找到表头（{needed}）。请用本页的模板，不要删改表头。",
        f"The headings ({needed}) are not there. Use the template of this page and leave its headings.",
        field="file",
    )


def too_long(most: int) -> Refusal:
    return Refusal(
        "targets.too-long", f"一个文件最多 {most} 行，请分开导入。", f"At most {most} lines a file.", field="file"
    )


def file_needed() -> Refusal:
    return Refusal("targets.file", "请选择文件。", "Choose a file.", field="file")


def month_wrong() -> Refusal:
    return Refusal("targets.month", "月份应如 202606。", "The month reads like 202606.", field="month")


def why_needed() -> Refusal:
    return Refusal(
        "targets.why", "改动已有的数，请写明为什么改。", "Say why figures already there change.", field="why"
    )


def nothing_right() -> Refusal:
    return Refusal("targets.nothing", "没有可以导入的行。", "There is no line to import.", status=409)


def not_now() -> Refusal:
    return Refusal("targets.not-now", "情况已经变了，请刷新再看。", "It has moved on; load the page again.", status=409)


def name_needed() -> Refusal:
    return Refusal("targets.name", "请写名称和计量单位。", "Give a name and a unit of measure.", field="name")


def name_taken() -> Refusal:
    return Refusal("targets.taken", "已有同名的指标。", "An indicator has this name already.", field="name")


def number_wrong(field: str, text: str) -> Refusal:
    return Refusal("targets.number", f"“{text[:40]}”不是数字。", f"“{text[:40]}” is no number.", field=field)


def rule_wrong() -> Refusal:
    return Refusal(
        "targets.rule",
        "容许落后 0 至 100 个百分点，说明期限 1 至 60 天。",
        "A tolerance of 0 to 100 percent points, and 1 to 60 days to explain.",
        field="tolerance",
    )


def words_needed(field: str) -> Refusal:
    return Refusal("targets.words", "原因和措施都要写。", "Give the cause and the measures.", field=field)


def problem_wrong(field: str) -> Refusal:
    return Refusal(
        "problem.wrong",
        "请写明问题、在哪个单位、由谁解决、帮包领导职务和期限。",
        "Give the problem, where it is, who solves it, the helping leader's post, and a time.",
        field=field,
    )
