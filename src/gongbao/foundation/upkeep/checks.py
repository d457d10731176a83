"""Looking the whole installation over, changing nothing: what `gongbao doctor` says, and what to do about it."""

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings
from django.db import connection

from gongbao.foundation.events.models import Event
from gongbao.foundation.ledger import doctor as log
from gongbao.foundation.ledger.doctor import Finding, Level
from gongbao.foundation.typesetting import fonts_found

OLDEST_SERVER = 15
CLOCKS_APART = 2.0
LEAST_FREE = 2 * 1024**3
LEAST_SHARE = 0.05
BUILT_NOT_BEFORE = 2025


def examine(*, now: datetime, missing: set[tuple[str, str]]) -> Iterator[Finding]:
    """Everything, one finding after another. `missing` are migrations the database has not had."""
    yield from _configuration()
    yield from _database(missing)
    if not missing:
        yield from _indexes()
        yield from _queues()
        yield from _clock(now)
        yield from log.glance()
    yield from _disk()
    yield from _fonts()


def _fine(zh: str, en: str) -> Finding:
    return Finding(Level.FINE, zh, en)


def _note(zh: str, en: str) -> Finding:
    return Finding(Level.NOTE, zh, en)


def _wrong(zh: str, en: str) -> Finding:
    return Finding(Level.WRONG, zh, en)


def _configuration() -> Iterator[Finding]:
    public = urlsplit(settings.PUBLIC_URL).hostname or ""
    local = public in {"127.0.0.1", "localhost", "::1", ""}
    if settings.DEMO and not local:
        yield _wrong(
            f"演示模式(GONGBAO_DEMO=1)对外开放在 {public}:密码是公开的。请去掉该设置，换一个数据文件夹。",
            f"The demonstration (GONGBAO_DEMO=1) is open to others at {public}: its password is public. Unset it and "
            "take another data folder.",
        )
    if not local and not settings.HTTPS:
        yield _wrong(
            "对外服务没有用 HTTPS:在代理上启用后设 GONGBAO_HTTPS=1。",
            "Served to others without HTTPS: enable it at the proxy and set GONGBAO_HTTPS=1.",
        )
    if not local and public not in settings.ALLOWED_HOSTS:
        yield _wrong(
            f"GONGBAO_PUBLIC_URL 的主机 {public} 不在 GONGBAO_HOSTS 里：会被拒绝。请加上。",
            f"The host {public} of GONGBAO_PUBLIC_URL is not in GONGBAO_HOSTS and would be refused. Add it.",
        )
    if settings.HTTPS and settings.SECURE_PROXY_SSL_HEADER is None:
        yield _note(
            "设了 GONGBAO_HTTPS=1 而没有 GONGBAO_BEHIND_PROXY=1:如果前面有代理，请设上。",
            "GONGBAO_HTTPS=1 without GONGBAO_BEHIND_PROXY=1: set it if a proxy stands in front.",
        )
    yield from _secret()


def _secret() -> Iterator[Finding]:
    path = Path(settings.DATA_DIR) / "secret.key"
    if os.environ.get("GONGBAO_SECRET_KEY"):
        yield _fine("密钥来自 GONGBAO_SECRET_KEY。", "The secret key comes from GONGBAO_SECRET_KEY.")
    elif stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _wrong(f"别的用户能读 {path}:chmod 600。", f"Others can read {path}: chmod 600.")
    else:
        yield _fine("配置没有发现问题。", "Nothing wrong in the configuration.")


def _database(missing: set[tuple[str, str]]) -> Iterator[Finding]:
    found = _settings_of_server()
    major = int(found["server_version_num"]) // 10_000
    if major < OLDEST_SERVER:
        yield _wrong(
            f"PostgreSQL {major} 太旧，需要 {OLDEST_SERVER} 以上。请升级。",
            f"PostgreSQL {major} is too old; {OLDEST_SERVER} or newer is needed. Upgrade it.",
        )
    else:
        yield _fine(f"PostgreSQL {found['server_version']}。", f"PostgreSQL {found['server_version']}.")
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if found[name] == "off":
            yield _wrong(
                f"{name} = off:断电会丢失已给回执的申报。请改为 on。",
                f"{name} = off: a power cut would lose filings whose receipts were handed out. Set it to on.",
            )
    if found["server_encoding"] != "UTF8":
        yield _wrong("数据库编码不是 UTF8。请重建。", "The database's encoding is not UTF8. Make it anew.")
    wanted = settings.FRONT_THREADS + settings.FRONT_CONNECTIONS + 10
    if int(found["max_connections"]) < wanted:
        yield _wrong(
            f"max_connections = {found['max_connections']}，一个网页进程就可能用 {wanted} 个。请调大或减少线程。",
            f"max_connections = {found['max_connections']}, while one web process may use {wanted}. Raise it or use "
            "fewer threads.",
        )
    if missing:
        some = "、".join(sorted(f"{app}.{name}" for app, name in missing)[:3])
        yield _wrong(
            f"数据库缺 {len(missing)} 个迁移({some} …)。请先备份，再运行 gongbao manage migrate。",
            f"The database lacks {len(missing)} migrations ({some} …). Back up, then run gongbao manage migrate.",
        )


def _settings_of_server() -> dict[str, str]:
    names = (
        "server_version_num",
        "server_version",
        "fsync",
        "full_page_writes",
        "synchronous_commit",
        "server_encoding",
        "max_connections",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, current_setting(n) FROM unnest(%s::text[]) AS n", [list(names)])
        return dict(cursor.fetchall())


def _indexes() -> Iterator[Finding]:
    """Indexes that a crash or a cut-off build left broken, and those that are not there at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid OR NOT indisready")
        broken = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT relname FROM pg_class WHERE relkind IN ('i', 'I')")
        there = {row[0] for row in cursor.fetchall()}
    wanted = {
        one.name
        for model in apps.get_models()
        if model._meta.managed and model.__module__.startswith("gongbao.")  # noqa: SLF001 (Django's public way to a model)
        for one in model._meta.indexes  # noqa: SLF001 (as above)
    }
    lacking = sorted(wanted - there)
    if broken:
        yield _wrong(
            f"索引已损坏：{'、'.join(broken[:5])}。请运行 REINDEX INDEX CONCURRENTLY。",
            f"Broken indexes: {', '.join(broken[:5])}. Run REINDEX INDEX CONCURRENTLY.",
        )
    if lacking:
        yield _wrong(
            f"缺索引：{'、'.join(lacking[:5])}。如果导入正在进行，请等它结束；否则请从备份核对结构。",
            f"Indexes are missing: {', '.join(lacking[:5])}. Let a running import end; otherwise compare the schema "
            "with a backup's.",
        )
    if not broken and not lacking:
        yield _fine("索引齐全完好。", "All indexes are there and sound.")


def _queues() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM (SELECT 1 FROM procrastinate_jobs WHERE status = 'failed' LIMIT 1000) f),"
            " (SELECT count(*) FROM (SELECT 1 FROM records_pendingpublication WHERE since < now() - interval '1 hour'"
            " LIMIT 1000) p)"
        )
        failed, stale = cursor.fetchone() or (0, 0)
    if failed:
        yield _note(
            f"有 {failed} 个后台任务失败：看日志里的原因，再运行 gongbao manage procrastinate shell 重试。",
            f"{failed} background tasks failed: see the log for why, then retry them in gongbao manage procrastinate "
            "shell.",
        )
    if stale:
        yield _wrong(
            f"有 {stale} 份公示记录等了一小时以上：后台服务 gongbao worker 在运行吗？",
            f"{stale} public records have waited for over an hour: does gongbao worker run?",
        )


def _clock(now: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    apart = abs((now - row[0]).total_seconds()) if row else 0.0
    latest = Event.objects.order_by("-at").values_list("at", flat=True).first()
    if apart > CLOCKS_APART:
        yield _wrong(
            f"本机时钟与数据库相差 {apart:.0f} 秒：期限和回执都靠它。请两边都启用 NTP。",
            f"This machine's clock and the database's differ by {apart:.0f} s; deadlines and receipts rest on it. "
            "Enable NTP on both.",
        )
    elif now.year < BUILT_NOT_BEFORE or (latest and latest > now + timedelta(minutes=1)):
        yield _wrong(
            f"时钟是 {now:%Y-%m-%d %H:%M}，而已有更晚的记录：时钟走错了。请校准后重启。",
            f"The clock says {now:%Y-%m-%d %H:%M}, but there are later records: it is wrong. Set it, then restart.",
        )
    else:
        yield _fine("时钟与数据库一致。", "The clock agrees with the database.")
    noon = datetime(2026, 6, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    if noon.utcoffset() != timedelta(hours=8):
        yield _wrong(
            "时区数据库里北京时间不是 UTC+8。请重装 tzdata。",
            "In the time zone database Beijing is not UTC+8. Install tzdata anew.",
        )


def _disk() -> Iterator[Finding]:
    data = Path(settings.DATA_DIR)
    usage = shutil.disk_usage(data)
    free = f"{usage.free / 1024**3:.1f} GB"
    if not os.access(data, os.W_OK):
        yield _wrong(f"不能写 {data}:请改权限。", f"{data} cannot be written: change its permissions.")
    if usage.free < LEAST_FREE or usage.free < LEAST_SHARE * usage.total:
        yield _wrong(
            f"磁盘只剩 {free}:满了就不能再收申报。请清理或扩容。",
            f"Only {free} are left on the disk; once it is full nothing can be filed. Free some or add more.",
        )
    else:
        yield _fine(f"磁盘剩余 {free}。", f"{free} free on the disk.")


def _fonts() -> Iterator[Finding]:
    if fonts_found():
        yield _fine("证明文件用的字体在。", "The fonts for certificates are there.")
    else:
        yield _wrong(
            "没有中文字体，证明文件无法排版。请重装依赖。",
            "There is no Chinese font, so certificates cannot be set. Install the dependencies again.",
        )
