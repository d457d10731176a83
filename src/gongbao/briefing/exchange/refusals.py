"""Why something is not exchanged, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def unknown_peer() -> Refusal:
    return Refusal(
        "exchange.unknown-peer",
        "不认识这个系统，或它已暂停。请双方先互换公钥并核对指纹。",
        "This installation is not known here, or is paused. Exchange public keys and compare fingerprints first.",
        status=403,
    )


def bad_signature() -> Refusal:
    return Refusal(
        "exchange.signature",
        "签名对不上已核对的公钥。内容可能被改过，或对方换了密钥。",
        "The signature fits no confirmed key: the content was changed, or the other side has a new key.",
        status=403,
    )


def broken(code: str) -> Refusal:
    words = {
        "too-large": ("文件太大。", "The file is too large."),
        "too-many": ("一个文件里的包太多，请分成几份。", "Too many packages in one file: split it."),
    }
    zh, en = words.get(
        code,
        ("这不是交换包，或已损坏。请重新导出。", "This is no exchange package, or it is damaged; export it again."),
    )
    status = 413 if code in {"too-large", "too-many"} else 400
    return Refusal(f"exchange.{code}", zh, en, status=status, field="file")


def not_for_us() -> Refusal:
    return Refusal(
        "exchange.not-for-us",
        "这个包不是发给本系统的。",
        "This package is addressed to another installation.",
        status=409,
    )


def conflict() -> Refusal:
    return Refusal(
        "exchange.conflict",
        "同一编号的包先前收到过，内容却不同。没有收下，请与对方核对。",
        "A package of this id came before with other content. It was not taken; ask the other side.",
        status=409,
    )


def too_old() -> Refusal:
    return Refusal(
        "exchange.ask-too-old",
        "请求的时间与本机相差超过 15 分钟。请校准时钟。",
        "The request's time is more than 15 minutes off. Set the clock.",
        status=403,
    )


def vkey_broken() -> Refusal:
    return Refusal(
        "exchange.key",
        "公钥不完整。请整行复制对方“本系统公钥”页上的文字。",
        "That is no public key. Copy the whole line of the other side's key page.",
        field="vkey",
    )


def own_vkey() -> Refusal:
    return Refusal("exchange.own-key", "这是本系统自己的公钥。", "This is our own key.", field="vkey")


def peer_taken() -> Refusal:
    return Refusal("exchange.peer-taken", "这个系统已经登记过。", "This installation is entered already.", field="vkey")


def unit_needed() -> Refusal:
    return Refusal(
        "exchange.unit-needed",
        "请选择对方是本信息科下面的哪个单位。",
        "Choose which unit below this desk it is.",
        field="unit",
    )


def name_needed() -> Refusal:
    return Refusal("exchange.name-needed", "请写对方的名称。", "Name the other side.", field="name")


def address_wrong() -> Refusal:
    return Refusal(
        "exchange.address",
        "地址要以 http:// 或 https:// 开头；没有网络就留空，用文件交换。",
        "An address begins with http:// or https://. Leave it blank to exchange by file.",
        field="address",
    )


def sign_off_needed() -> Refusal:
    return Refusal(
        "exchange.sign-off",
        "上报要写明由谁签发。",
        "Say who signed it off before it goes up.",
        field="signed_off_by",
    )


def not_adopted() -> Refusal:
    return Refusal(
        "exchange.not-adopted",
        "这篇稿件还没有采用为“报送上级”或“专报”。",
        "This text is not adopted for sending upward or as a special report.",
        status=409,
    )


def title_needed() -> Refusal:
    return Refusal("exchange.title-needed", "请写标题。", "Write a title.", field="title")


def words_needed() -> Refusal:
    return Refusal("exchange.words-needed", "请写内容。", "Write the text.", field="words")


def too_long() -> Refusal:
    return Refusal("exchange.too-long", "内容太长，装不进一个包。", "Too long for one package.", field="words")


def leader_needed() -> Refusal:
    return Refusal("exchange.leader-needed", "请写是谁批示的。", "Say who gave the instruction.", field="leader")


def nobody_below() -> Refusal:
    return Refusal("exchange.nobody", "请选择发给谁。", "Choose to whom it goes.", field="peers")


def too_many_annexes(most: int) -> Refusal:
    return Refusal(
        "exchange.too-many-files",
        f"一份稿件最多带 {most} 个附件，请少选几个。",
        f"At most {most} attachments go with one text: choose fewer.",
        field="files",
    )


def nothing_to_attach_to() -> Refusal:
    return Refusal(
        "exchange.annex-alone",
        "附件所属的信息没有收下，附件也没有收。",
        "The text this attachment belongs to was not taken, so neither was the attachment.",
    )


def not_announced() -> Refusal:
    return Refusal(
        "exchange.annex-unknown",
        "信息里没有说有这个附件，没有收下。",
        "The text did not announce this attachment; it was not taken.",
    )


def annex_too_large() -> Refusal:
    return Refusal("exchange.annex-size", "附件太大，没有收下。", "The attachment is too large; it was not taken.")


def part_missing() -> Refusal:
    return Refusal(
        "exchange.annex-gap",
        "附件前面的部分没有收到，这一部分没有用。请对方重新上报附件。",
        "An earlier part of this attachment is not here, so this one is of no use: the attachment must be sent anew.",
    )


def other_bytes() -> Refusal:
    return Refusal(
        "exchange.annex-differs",
        "附件拼起来和信息里说的不一样，没有收下。",
        "The parts do not make the attachment that was announced; it was not taken.",
    )
