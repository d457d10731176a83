"""Why an item cannot go on, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def changed_meanwhile(by: str) -> Refusal:
    return Refusal(
        "item.changed-meanwhile",
        f"这条信息刚被{by or '别人'}改过。您的内容还在本页，请先看对方改了什么，再决定怎样合并。",
        f"{by or 'Somebody'} has just changed this item. What you typed is still on this page: look at their change "
        "first, then decide how to join the two.",
        status=409,
    )


def title_needed() -> Refusal:
    return Refusal("item.title-needed", "请写标题。", "Write a title.", field="title")


def body_needed() -> Refusal:
    return Refusal("item.body-needed", "请写正文。", "Write the text.", field="body")


def half_arrived() -> Refusal:
    return Refusal(
        "item.half-arrived",
        "只收到了一部分，可能是网络断了：文字已保存，附件可能没有收全，还没有报送。请核对附件再发一次。",
        "Only a part arrived: the text is saved, files may be missing, and nothing was lodged. Look, and send again.",
        field="files",
    )


def too_many_files(most: int) -> Refusal:
    return Refusal(
        "item.too-many-files",
        f"一条信息最多附 {most} 个文件。请合并后再传。",
        f"At most {most} files an item. Join some of them.",
        field="files",
    )


def file_not_taken(name: str, refusal: Refusal) -> Refusal:
    """The same refusal, saying which file, and that the text is safe."""
    return Refusal(
        refusal.code,
        f"附件“{name}”没有收下：{refusal.zh}文字已保存。",
        f"“{name}” was not taken: {refusal.en} The text is saved.",
        field="files",
        status=refusal.status,
    )


def no_desk() -> Refusal:
    return Refusal(
        "item.no-desk",
        "您的单位还没有对应的信息科。请联系管理员设置报送关系。",
        "Your unit has no desk to report to. Ask the administrator to set it.",
    )


def undertaking_needed() -> Refusal:
    return Refusal(
        "item.undertaking-needed",
        "选了“决策前/后/收尾”，请写明是哪项决策。",
        "Before, after or at the close of which decision? Name it.",
        field="undertaking",
    )


def waiting_for_cosign(names: str) -> Refusal:
    return Refusal(
        "item.cosign-open",
        f"还在等会签：{names}。会签人都同意后才能报送。",
        f"Still to be co-signed by {names}. It can be lodged when all agree.",
    )


def not_asked_to_cosign() -> Refusal:
    return Refusal("item.not-asked", "没有请您会签这一稿。", "You were not asked to co-sign this.", status=403)


def unknown_reason() -> Refusal:
    return Refusal("item.unknown-reason", "请从列表中选一个理由。", "Choose a reason from the list.", field="reason")


def not_your_item(name: str) -> Refusal:
    return Refusal(
        "item.in-other-hands",
        f"这条信息现在由{name}办理。请先与对方联系，或请对方放回待办。",
        f"{name} has this item in hand. Speak to them, or ask them to lay it back.",
        status=409,
    )
