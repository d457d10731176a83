"""Why an outside channel can't be set up, in words that help. No refusal repeats an address: it may hold a secret."""

from gongbao.foundation.events.refusals import Refusal


def gateway_unknown() -> Refusal:
    return Refusal(
        "gateway.unknown",
        "网关地址认不出来。请照说明书的格式写，例如 mailtos://账号:密码@邮件服务器?to={to}。",
        "The gateway's address is not understood. Write it as the guide says, e.g. mailtos://user:password@host?to={to}.",
        field="url",
    )


def gateway_name_taken() -> Refusal:
    return Refusal("gateway.name", "请写一个没有用过的名称。", "Give it a name not yet used.", field="name")


def address_needed() -> Refusal:
    return Refusal(
        "contact.address", "请写接收地址(手机号、邮箱或账号)。", "Write the address to reach.", field="address"
    )


def address_not_a_phone() -> Refusal:
    return Refusal("contact.phone", "请写11位手机号。", "Write a mobile number of 11 digits.", field="address")


def address_not_mail() -> Refusal:
    return Refusal("contact.mail", "请写完整的邮箱地址。", "Write a whole e-mail address.", field="address")


def contact_known() -> Refusal:
    return Refusal(
        "contact.known",
        "这个渠道已经有接收地址。要换请先停用原来的。",
        "There is an address for this channel already; end that first.",
        field="gateway",
    )


def quiet_both() -> Refusal:
    return Refusal(
        "contact.quiet", "免打扰时段要写起和止。", "Quiet hours have a begin and an end.", field="quiet_from"
    )


def not_failed() -> Refusal:
    return Refusal("delivery.not-failed", "这条已经送出或正在送。", "It has gone out or is being sent.", status=409)
