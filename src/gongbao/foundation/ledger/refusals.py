"""Why the log stops: each says what happened and what to do. A wrong head, once signed, cannot be taken back."""

from gongbao.foundation.events.refusals import Refusal


class LogRefusal(Refusal):
    """The log refuses to grow or to sign until somebody has looked."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(code, zh, en, status=503)


def shortened(have: int, signed: int, who: str) -> LogRefusal:
    """The database knows less than a head that somebody has already seen."""
    return LogRefusal(
        "ledger.shortened",
        f"数据库里的账本只有 {have} 条，而{who}已有 {signed} 条的签名树头。数据库多半是从旧备份恢复的。"
        "账本停止入账和签名；请先运行 gongbao ledger doctor，再运行 gongbao ledger reconcile 补回已公布的条目。",
        f"The database holds {have} entries, but {who} has a signed head of {signed}. It was probably restored from an "
        "older backup. The log stops here; run `gongbao ledger doctor`, then `gongbao ledger reconcile` to replay the "
        "published entries.",
    )


def forked(size: int, who: str) -> LogRefusal:
    """Another root was seen for a size we would contradict."""
    return LogRefusal(
        "ledger.forked",
        f"第 {size} 条处的树根与{who}的记录不同：继续签名会造成两个互相矛盾的账本。"
        "请运行 gongbao ledger doctor 查看从哪一条开始不同，再运行 gongbao ledger reconcile。",
        f"At size {size} our root differs from {who}: signing would show two contradicting logs. Run `gongbao ledger "
        "doctor` to see where they part, then `gongbao ledger reconcile`.",
    )


def damaged(path: str, why: str) -> LogRefusal:
    """A file or row of the log is not what was written."""
    return LogRefusal(
        "ledger.damaged",
        f"账本文件 {path} 与应有内容不符({why})。没有签名。请查明原因后运行 gongbao ledger reconcile 由数据库重写。",
        f"{path} is not what it should be ({why}). Nothing was signed. Find the cause, then run `gongbao ledger "
        "reconcile` to write it again from the database.",
    )


def no_guard() -> LogRefusal:
    """The record of what was last signed is missing although the log is not new."""
    return LogRefusal(
        "ledger.guard-missing",
        "找不到防缩短记录 ledger.guard，但账本不是新的：无法知道最后签到了哪里。"
        "请从备份恢复该文件，或运行 gongbao ledger reconcile 由已公布的树头和见证人重建。",
        "The guard file ledger.guard is missing although the log is not new, so what was last signed is unknown. "
        "Restore it, or run `gongbao ledger reconcile` to rebuild it from the published head and the witnesses.",
    )


def restored() -> LogRefusal:
    """Guard or database came out of a backup: what was signed after the backup was made is unknown."""
    return LogRefusal(
        "ledger.restored",
        "数据库或 ledger.guard 是恢复来的，备份之后签过什么还不知道。账本停止入账和签名(申报照收，在队列里等待)。"
        "请运行 gongbao ledger reconcile；有镜像或更新的账本文件夹时加 --since 镜像地址。",
        "The database or ledger.guard came out of a backup, and what was signed after it is unknown. The log neither "
        "grows nor signs (filings are still taken, and wait). Run `gongbao ledger reconcile`, with --since MIRROR if a "
        "mirror or a newer ledger folder exists.",
    )


def not_begun() -> LogRefusal:
    """There is no head row."""
    return LogRefusal(
        "ledger.not-begun",
        "账本还没有建立。请运行 gongbao ledger init。",
        "The log has not been started. Run `gongbao ledger init`.",
    )


def database_lost() -> LogRefusal:
    """Files say a log existed; the database knows of none."""
    return LogRefusal(
        "ledger.database-lost",
        "数据文件夹里有已签名的账本，数据库里却没有。请恢复数据库，或运行 gongbao ledger reconcile 补回已公布的条目；"
        "如果确实要重新开始，请换一个数据文件夹和账本名。",
        "The data folder holds a signed log, the database none. Restore the database, or run `gongbao ledger "
        "reconcile` to replay the published entries; to start afresh, take another data folder and another log name.",
    )
