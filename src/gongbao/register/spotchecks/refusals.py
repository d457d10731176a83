"""What a spot check of entities refuses beyond what any draw does."""

from datetime import date

from gongbao.foundation.events.refusals import Refusal


def season_not_over(last: date) -> Refusal:
    return Refusal(
        "spotcheck.season-not-over",
        f"年度不定向抽查在年报公示结束（{last}）之后进行（《企业公示信息抽查办法》第七条）。",
        f"The year's undirected check follows the end of the reporting period ({last}), art. 7.",
        status=409,
    )


def no_such(field: str, code: str) -> Refusal:
    return Refusal(
        "spotcheck.no-such", f"没有找到 {code}，请核对。", f"{code} was not found; check it.", field=field, status=404
    )


def code_taken(code: str) -> Refusal:
    return Refusal(
        "spotcheck.code-taken",
        f"执法证号 {code} 已在名录中。",
        f"The certificate {code} is in the directory already.",
        field="code",
    )


def malformed_risk(line: int, text: str) -> Refusal:
    return Refusal(
        "spotcheck.risk-malformed",
        f"第 {line} 行“{text[:60]}”不对：每行应为 统一社会信用代码，风险类别（A、B、C 或 D）。没有写入任何内容。",
        f"Line {line}, “{text[:60]}”: each line is a credit code and a class A to D. Nothing was written.",
    )
