"""What pushing refuses, in words that say what to do."""

from gongbao.foundation.events.refusals import Refusal


def missing(field: str, zh: str, en: str) -> Refusal:
    return Refusal("push.missing", zh, en, field=field)


def same_province() -> Refusal:
    return Refusal(
        "push.same-province",
        "登记地在本省：请直接报送公示，不必推送。",
        "Registered in this province: hand it in for publication; there is nothing to push.",
        field="home_region",
    )


def not_published() -> Refusal:
    return Refusal(
        "push.not-published",
        "仅受警告的处罚不公示，不必推送。",
        "A warning alone is not published: there is nothing to push.",
        field="types",
    )


def known() -> Refusal:
    return Refusal(
        "push.known", "这个来源编号已经用过。", "This number was used before.", field="source_id", status=409
    )


def sent_already() -> Refusal:
    return Refusal("push.sent", "已经发送过。", "It was sent already.", status=409)


def not_sent() -> Refusal:
    return Refusal("push.not-sent", "还没有发送，先发送再登记回执。", "Not sent yet: send it first.", status=409)


def no_address() -> Refusal:
    return Refusal(
        "push.no-address",
        "没有设置该省的接收地址。请下载文件按公函发送，或请管理员设置 GONGBAO_PUSH_TARGETS。",
        "No address is set for that province. Send the file by letter, or have GONGBAO_PUSH_TARGETS set.",
    )


def failed(why: str) -> Refusal:
    return Refusal(
        "push.failed",
        f"没有送到：{why}。义务仍未完成，请稍后再试，或下载文件另行发送。",
        f"It did not arrive: {why}. The duty stands: try again, or send the file another way.",
        status=502,
    )


def broken(zh: str, en: str) -> Refusal:
    return Refusal("push.broken", f"这个文件不能接收：{zh}。", f"This file is not accepted: {en}.", field="file")


def closed() -> Refusal:
    return Refusal("push.closed", "这一件已经办结。", "This one is closed already.", status=409)


def row_wrong(zh: str, en: str) -> Refusal:
    return Refusal(
        "push.row",
        f"不能公示：{zh} 可以退回并说明理由。",
        f"It cannot be published: {en} Send it back.",
    )


def withdrawn() -> Refusal:
    return Refusal(
        "push.withdrawn",
        "列入在发送之前已经结束，不再推送。",
        "The listing ended before it was sent: there is nothing to push any more.",
        status=409,
    )


def no_sender() -> Refusal:
    return Refusal(
        "push.no-sender",
        "没有设置作出决定的机关，不能生成推送文件。请管理员先建立该机关。",
        "The office that decides is not set up here, so nothing can be signed in its name. Have it set up first.",
    )


def listing_unknown() -> Refusal:
    return Refusal(
        "push.listing-unknown",
        "本机关没有收到过它所指的列入。请先收下列入的文件，再收这一件。",
        "This office never received the listing it ends. Take in the listing's file first, then this one.",
        field="file",
    )


def other_key() -> Refusal:
    return Refusal(
        "push.other-key",
        "签名的密钥与所指列入的不同，不能凭它停止公示。请向对方核实。",
        "It is signed by another key than the listing it ends, so it cannot take that down. Ask the other office.",
        field="file",
    )


def ended_already() -> Refusal:
    return Refusal(
        "push.ended",
        "对方已经推送了这次列入的结束，不再公示。请办理那一件。",
        "The other office has pushed the end of this listing: do not publish it; settle that one.",
        status=409,
    )
