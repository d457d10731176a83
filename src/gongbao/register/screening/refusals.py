"""What screening refuses, in words that say what to do."""

from gongbao.foundation.events.refusals import Refusal


def no_list() -> Refusal:
    return Refusal(
        "screening.no-list",
        "名录还没有准备好，请一分钟后再试。",
        "The list is not prepared yet; please try again in a minute.",
        status=503,
    )


def nothing_asked() -> Refusal:
    return Refusal(
        "screening.nothing-asked",
        "请粘贴名称或代码，一行一个，或选择一个文件。",
        "Paste names or codes, one a line, or choose a file.",
        field="names",
    )


def letters_lost() -> Refusal:
    return Refusal(
        "screening.letters-lost",
        "名称里有不能识别的字符：请用 UTF-8 编码发送。",
        "The name holds characters that cannot be told: send it in UTF-8.",
        field="name",
    )


def too_many(most: int) -> Refusal:
    return Refusal(
        "screening.too-many",
        f"一次最多 {most:,} 行。请分成几份，或用离线核验：gongbao screen。",
        f"At most {most:,} lines at a time. Split the list, or screen offline: gongbao screen.",
        field="names",
    )


def unreadable(zh: str, en: str) -> Refusal:
    return Refusal("screening.unreadable", zh, en, field="file")


def watched_already() -> Refusal:
    return Refusal("screening.watched", "这一家已经在关注名单里。", "This firm is watched already.", status=409)


def portfolio_full(most: int) -> Refusal:
    return Refusal(
        "screening.portfolio-full",
        f"一个机构最多关注 {most:,} 家。请先移走不再需要的。",
        f"An organisation watches at most {most:,} firms. Take some off first.",
    )


def contested_already() -> Refusal:
    return Refusal(
        "screening.contested",
        "这一条已经提出过，正在核实。",
        "This has been contested already and is being verified.",
        status=409,
    )


def one_and_the_same() -> Refusal:
    return Refusal(
        "screening.contest-self",
        "名录里的就是本主体。认为列入有误，请在“名录记录”里提出异议。",
        "The listed firm is this firm. If the entry itself is wrong, object to it under Listings.",
    )


def statement_needed() -> Refusal:
    return Refusal(
        "screening.statement-needed",
        "请写明两家有什么不同，例如代码、住所、法定代表人。",
        "Say how the two firms differ: code, address, legal representative.",
        field="statement",
    )


def reason_needed() -> Refusal:
    return Refusal("screening.reason-needed", "请写明核实的依据。", "Say what the finding rests on.", field="answer")


def answered_already() -> Refusal:
    return Refusal("screening.contest-answered", "这一条已经答复。", "This has been answered.", status=409)
