"""What following the lists refuses, in words that say what to do."""

from gongbao.foundation.events.refusals import Refusal


def bad_address(zh: str, en: str) -> Refusal:
    return Refusal("lists.address", zh, en, field="url")


def label_needed() -> Refusal:
    return Refusal(
        "lists.label", "请写明用途，例如：贷后系统。", "Say what it is for, such as: loan monitoring.", field="label"
    )


def unknown_scope(field: str) -> Refusal:
    return Refusal("lists.scope", "没有这个选项，请重新选择。", "There is no such choice; choose again.", field=field)


def unknown_place() -> Refusal:
    return Refusal("lists.place", "区划代码是 2 至 12 位数字。", "A division code is 2 to 12 digits.", field="region")


def too_many(most: int) -> Refusal:
    return Refusal(
        "lists.too-many",
        f"一个机构最多 {most} 个订阅。请先退订不用的。",
        f"An organisation has at most {most} subscriptions. End one first.",
    )


def collected() -> Refusal:
    return Refusal(
        "lists.files-collected",
        "这次发布的文件已不再保存。手里的文件仍可用清单核对；要补上变化，请取最新的整份，或从手里的版本取变化。",
        "The files of this publication are kept no longer. A copy you hold still verifies against the manifest; to"
        " catch up take the newest whole file, or the changes from your version on.",
        status=410,
    )


def no_address() -> Refusal:
    return Refusal(
        "lists.files-only",
        "这个订阅没有接收地址，没有可以重发的。",
        "This subscription has no address: there is nothing to send again.",
        status=409,
    )


def ended_already() -> Refusal:
    return Refusal("lists.ended", "已经退订。", "This subscription has ended.", status=409)


def not_a_version(head: int) -> Refusal:
    return Refusal(
        "lists.version",
        f"版本号是 0 至 {head:,} 的整数，起点不能大于终点。",
        f"A version is a whole number from 0 to {head:,}, and the first is not after the last.",
        field="from",
    )


def too_far(most: int) -> Refusal:
    return Refusal(
        "lists.too-far",
        f"一次最多取 {most:,} 条变化。请分段取，或直接下载整份名录。",
        f"At most {most:,} changes at a time. Ask for a part, or take the whole file.",
    )


def not_told() -> Refusal:
    return Refusal(
        "lists.not-told",
        "这份更正通知没有发给您的机构，不用确认。",
        "This notice did not go to your organisation: there is nothing to acknowledge.",
        status=409,
    )


def unknown() -> Refusal:
    return Refusal("lists.unknown", "没有这个订阅。", "There is no such subscription.", status=404)


def no_notice() -> Refusal:
    return Refusal("lists.no-notice", "没有这份更正通知。", "There is no such notice.", status=404)


def under_way() -> Refusal:
    return Refusal(
        "lists.under-way",
        "后台正在编号或者生成文件，请一分钟后再试。",
        "The background is just numbering changes or writing files: try again in a minute.",
        status=409,
    )
