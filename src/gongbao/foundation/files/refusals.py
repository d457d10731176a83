"""Why a file is not taken, in words that help."""

from gongbao.foundation.events.refusals import Refusal


def _refusal(code: str, zh: str, en: str, status: int = 422) -> Refusal:
    return Refusal(f"file.{code}", zh, en, field="file", status=status)


def empty() -> Refusal:
    return _refusal("empty", "文件是空的，请换一个。", "The file is empty; choose another.")


def too_large(limit: int) -> Refusal:
    size = f"{limit / 1024 / 1024:g} MB"
    return _refusal(
        "too-large",
        f"文件超过 {size}。请压缩图片或分成几个文件再传。",
        f"The file is larger than {size}. Make the pictures smaller or split it.",
        413,
    )


def kind_not_taken(taken: str) -> Refusal:
    return _refusal(
        "kind-not-taken",
        f"不收这种文件。这里可以传：{taken}。文件类型按内容判断，改扩展名没有用。",
        f"This kind of file is not taken here. You may upload: {taken}. The contents decide, not the name's ending.",
        415,
    )


def has_macros() -> Refusal:
    return _refusal(
        "has-macros",
        "文件里有宏（程序）。请另存为不含宏的 .xlsx 或 .docx 再传。",
        "The file contains macros. Save it as .xlsx or .docx without macros.",
        415,
    )


def active_content() -> Refusal:
    return _refusal(
        "active-content",
        "文件里有会自动运行的内容（脚本或自动打开的程序）。请另存为普通 PDF 再传。",
        "The file contains something that runs by itself (a script or a launch action). Save it as a plain PDF.",
        415,
    )


def bomb() -> Refusal:
    return _refusal(
        "expands-too-far",
        "文件解压后过大或条目过多，不能安全打开。请另存一份再传。",
        "The file expands too far or has too many parts to be opened safely. Save a fresh copy and upload that.",
    )


def damaged() -> Refusal:
    return _refusal(
        "damaged", "文件已损坏，打不开。请重新导出再传。", "The file is damaged and cannot be opened. Export it again."
    )


def missing() -> Refusal:
    return Refusal(
        "file.missing",
        "文件的内容不在存储里，请联系管理员。",
        "The file's contents are not in the store; tell the administrator.",
        status=503,
    )
