"""What inspections refuse, in words that say what to do."""

from gongbao.foundation.events.refusals import Refusal, Refusals
from gongbao.kernel.statutes import Sentence
from gongbao.kernel.statutes.inspection import Flaw


def not_now(state: str) -> Refusal:
    return Refusal(
        "inspection-not-now",
        "这项检查目前的状态不能这样办理，请刷新页面看最新进展。",
        f"This cannot be done while the inspection is {state}; reload to see how it stands.",
        status=409,
    )


def too_few_inspectors() -> Refusal:
    return Refusal(
        "inspection-too-few",
        "至少要有两名检查人员，请再指派。",
        "An inspection needs at least two inspectors: assign another.",
        field="inspectors",
    )


def conflict_of_interest(name: str) -> Refusal:
    return Refusal(
        "inspection-conflict",
        f"{name} 应当回避，请另派检查人员。",
        f"{name} has a conflict of interest: choose somebody else.",
        field="inspectors",
    )


def unknown_inspector() -> Refusal:
    return Refusal(
        "inspection-unknown-inspector",
        "名册中没有这位检查人员，请从名册中选择。",
        "This inspector is not in the directory: choose from it.",
        field="inspectors",
    )


def words_needed(field: str, zh: str, en: str) -> Refusal:
    return Refusal("inspection-words-needed", zh, en, field=field)


def already_open() -> Refusal:
    return Refusal("inspection-already", "同一来源的检查已经立项。", "This check has been opened already.", status=409)


def flawed(flaws: tuple[Flaw, ...]) -> Refusals:
    return Refusals(
        [
            Refusal(
                f"record-{flaw.field.replace('_', '-')}",
                f"{flaw.words.zh}（{flaw.citation.zh}）",
                f"{flaw.words.en} ({flaw.citation.en})",
                field=flaw.field,
            )
            for flaw in flaws
        ]
    )


def other_content() -> Refusal:
    return Refusal(
        "record-other-content",
        "这份记录此前已收到，但内容不同。已收到的不会被改动；请另写一份补充记录。",
        "This record was received before with other content. What was received stays; write another record.",
        status=409,
    )


def not_an_inspector() -> Refusal:
    return Refusal(
        "record-not-assigned",
        "您没有被指派检查这家主体，记录没有保存。请联系办公室。",
        "You are not assigned to this firm; nothing was saved. Ask the office.",
        status=403,
    )


def wrong_value(field: str) -> Refusal:
    return Refusal("inspection-wrong-value", "请重新选择这一项。", "Choose this again.", field=field)


def result_does_not_fit(said: Sentence) -> Refusal:
    return Refusal("result-does-not-fit", said.zh, said.en, field="codes")


def another_must_review() -> Refusal:
    return Refusal(
        "review-by-another",
        "复核须由没有参加检查、没有作出结论的其他人员进行。",
        "Somebody who neither inspected nor concluded must review.",
        status=403,
    )


def conflict_open() -> Refusal:
    return Refusal(
        "record-conflict-open",
        "有两份互相冲突的检查记录，请先确认以哪一份为准。",
        "Two records contradict each other: settle first which one stands.",
        status=409,
    )


def no_record() -> Refusal:
    return Refusal(
        "record-missing",
        "还没有检查记录，也没有信函或者核查证明，不能作结论。",
        "There is no record, letter or proof yet to conclude from.",
    )


def not_proved(step: Sentence) -> Refusal:
    return Refusal("unreachable-not-proved", step.zh, step.en, field="kind")


def nothing_follows() -> Refusal:
    return Refusal(
        "finding-no-such-consequence",
        "按今日施行的规定，这一问题不能这样处理。",
        "The law of today does not lead from this finding to that act.",
        status=409,
    )


def too_early(day: object) -> Refusal:
    return Refusal(
        "order-not-expired",
        f"责令期限到{day}届满，届满前不能列入。",
        f"The ordered time runs until {day}; nobody is listed before.",
        status=409,
    )


def already_answered() -> Refusal:
    return Refusal("request-answered", "这份要求已经答复。", "This request has been answered.", status=409)


def correction_waiting() -> Refusal:
    return Refusal(
        "correction-waiting",
        "这份结果已有一项更正待复核，请先复核那一项。",
        "A correction of this result waits for review already: decide about that one first.",
        status=409,
    )


def correction_decided() -> Refusal:
    return Refusal(
        "correction-decided",
        "这项更正已经办理，请刷新页面。",
        "This correction was decided about already; reload the page.",
        status=409,
    )


def nothing_to_correct() -> Refusal:
    return Refusal(
        "correction-nothing-changed",
        "更正以后和现在公示的一样。请改动结果，或者注明哪个问题不成立。",
        "The corrected result reads like the published one: change it, or say which finding does not hold.",
        field="codes",
    )


def found_already() -> Refusal:
    return Refusal(
        "finding-already",
        "这个问题已经记录，不能重复。",
        "This finding is on record already.",
        field="kind",
    )


def proposed_by_oneself() -> Refusal:
    return Refusal(
        "correction-by-another",
        "更正须由没有参加检查、没有提出更正的其他人员复核。",
        "Somebody who neither inspected nor proposed it must review a correction.",
        status=403,
    )


def too_many_files(field: str, most: int) -> Refusal:
    return Refusal(
        "inspection-too-many-files",
        f"一次最多 {most} 个文件，没有保存。请去掉几个，其余的下次再交。",
        f"At most {most} files at a time; nothing was saved. Take some away and send them later.",
        field=field,
    )
