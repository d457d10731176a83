"""Why the duty desk says no, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def roster_name() -> Refusal:
    return Refusal("roster.name", "请写一个没有用过的名称。", "Give it a name not yet used.", field="name")


def shift_backward() -> Refusal:
    return Refusal(
        "shift.times", "结束要晚于开始，一班最长三天。", "It ends after it begins, within three days.", field="ends"
    )


def shift_past() -> Refusal:
    return Refusal(
        "shift.past", "已经开始的班次不能改，请用换班。", "A shift that has begun isn't changed; swap instead."
    )


def shift_overlaps() -> Refusal:
    return Refusal("shift.overlap", "与已有班次时间重叠。", "It overlaps a shift already there.", field="begins")


def officer_needed() -> Refusal:
    return Refusal("shift.officer", "每班至少要有一名值班员。", "A shift needs an officer on duty.", field="officers")


def person_twice() -> Refusal:
    return Refusal(
        "shift.twice", "同一人在一班里只能担任一个角色。", "One person has one role in a shift.", field="officers"
    )


def swap_with_whom() -> Refusal:
    return Refusal(
        "swap.taker", "请选择换给谁（不在这一班的人）。", "Choose somebody not on this shift.", field="taker"
    )


def swap_open() -> Refusal:
    return Refusal("swap.open", "已经在请人换班，等对方答复。", "A swap is asked for already.", status=409)


def swap_over() -> Refusal:
    return Refusal(
        "swap.over", "这次换班已经答复过，或班次已经结束。", "It was answered, or the shift is over.", status=409
    )


def not_on_shift() -> Refusal:
    return Refusal("shift.not-on", "您不在这一班。", "You are not on this shift.", status=403)


def handed_over_already() -> Refusal:
    return Refusal("handover.done", "这一班已经交过班。", "This shift was handed over already.", status=409)


def handover_not_given() -> Refusal:
    return Refusal("handover.none", "上一班还没有交班。", "The shift before has not handed over.", status=409)


def handover_to_oneself() -> Refusal:
    return Refusal("handover.self", "交班和接班要两个人签字。", "Two people sign a handover.", status=409)


def sheet_unreadable() -> Refusal:
    return Refusal(
        "roster.sheet",
        "读不出这个文件。请用本页的模板填好后上传 Excel（.xlsx）。",
        "The file can't be read. Fill in this page's template and upload it as Excel (.xlsx).",
        field="file",
    )


def steps_needed() -> Refusal:
    return Refusal("policy.steps", "请至少写一步。", "Write at least one step.", field="role_1")


def policy_wrong() -> Refusal:
    return Refusal(
        "policy.wrong", "请检查名称、触发条件和每步的秒数。", "Check name, trigger and seconds.", field="name"
    )


def alarm_over() -> Refusal:
    return Refusal("alarm.over", "这条已经应答，或不再需要。", "It was answered, or is no longer needed.", status=409)


def hand_off_to_whom() -> Refusal:
    return Refusal("handoff.to", "请写报给谁。", "Say to whom.", field="to")


def answer_name() -> Refusal:
    return Refusal("handoff.name", "请写对方谁收到的。", "Say who there received it.", field="name")


def hand_off_answered() -> Refusal:
    return Refusal("handoff.answered", "对方已经答复过。", "They have answered already.", status=409)


def carrier_unknown() -> Refusal:
    return Refusal("handoff.carrier", "请选择怎样报送。", "Choose how it is sent.", field="carrier")


def not_cap(zh: str, en: str) -> Refusal:
    return Refusal("cap.refused", zh, en, field="file")


def received_already() -> Refusal:
    return Refusal("cap.known", "这条消息已经收过。", "This message came before.", status=409)
