"""`gongbao exchange`: the exchange with other levels from the server: over the network now, or by a file on a stick."""

from pathlib import Path
from typing import Any

import click

from gongbao.cli.season import Say, lang_option, speaking

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
peer_option = click.option("--peer", "name", required=True, help="对方名称 / the peer's name")


@click.group()
def exchange() -> None:
    """与上下级系统交换 / exchange with the levels above and below."""


@exchange.command("peers")
@lang_option
def peers_(lang: str) -> None:
    """本系统公钥、对方和指纹 / our key, the peers and their fingerprints."""
    with speaking(lang) as say:
        from gongbao.briefing.exchange import actions, signing  # noqa: PLC0415 (Django is set up by house())
        from gongbao.briefing.exchange.models import Peer  # noqa: PLC0415 (as above)
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)

        own = actions.own_key(by=command("gongbao exchange peers"), now=read_clock())
        say(f"本系统 {own.vkey}", f"ours {own.vkey}")
        click.echo(f"  {signing.fingerprint(own.vkey)}")
        for peer in Peer.objects.prefetch_related("keys").order_by("side", "name")[:500]:
            click.echo(f"{peer.name}  {peer.side}  {peer.address or '-'}")
            for key in peer.keys.all():
                state = "ended" if key.ended_at else "confirmed" if key.confirmed_at else "UNCONFIRMED"
                click.echo(f"  {signing.fingerprint(key.vkey)}  {state}")


@exchange.command("send")
@lang_option
def send_(lang: str) -> None:
    """现在就送出、取回，不等后台 / send and collect now, without waiting for the worker."""
    with speaking(lang) as say:
        from gongbao.briefing.exchange import actions, transport  # noqa: PLC0415 (Django is set up by house())
        from gongbao.briefing.exchange.models import Peer  # noqa: PLC0415 (as above)
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)
        from gongbao.foundation.lease import lease  # noqa: PLC0415 (as above)

        now = read_clock()
        actions.tell_outcomes(by=command("gongbao exchange send"), now=now)
        for peer in Peer.objects.filter(paused_at=None).exclude(address="").select_related("own_key").order_by("name"):
            with lease(f"exchange {peer.pk}") as mine:
                moved = transport.exchange_with(peer, now=now) if mine else 0
            peer.refresh_from_db()
            say(f"{peer.name}：{moved} 份 {peer.trouble}", f"{peer.name}: {moved} packages {peer.trouble}")


@exchange.command("export")
@peer_option
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="写到文件 / the file")
@lang_option
def export_(name: str, out: Path, lang: str) -> None:
    """把要送的包和回执写成文件 / write what waits, and our receipts, to a file."""
    with speaking(lang) as say:
        from gongbao.briefing.exchange import actions  # noqa: PLC0415 (Django is set up by house())
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)

        made = actions.export_file(peer=_peer(name), by=command("gongbao exchange export"), now=read_clock())
        out.write_text(made, encoding="utf-8")
        say(f"已写到 {out}", f"written to {out}")


@exchange.command("import")
@click.argument("file", type=_FILE)
@lang_option
def import_(file: Path, lang: str) -> None:
    """读入对方的文件 / read a file of the other side's."""
    with speaking(lang) as say:
        from gongbao.briefing.exchange import actions  # noqa: PLC0415 (Django is set up by house())
        from gongbao.briefing.exchange.rules.package import MOST_BUNDLE_BYTES  # noqa: PLC0415 (as above)
        from gongbao.foundation.clock import read_clock  # noqa: PLC0415 (as above)
        from gongbao.foundation.events.actor import command  # noqa: PLC0415 (as above)

        with file.open("rb") as stream:
            raw = stream.read(MOST_BUNDLE_BYTES + 1)
        carried = actions.import_file(raw=raw, by=command("gongbao exchange import"), now=read_clock())
        say(
            f"收下 {carried.taken} 份，拒收 {carried.refused} 份，对方签收 {carried.receipts} 份",
            f"{carried.taken} taken, {carried.refused} refused, {carried.receipts} receipts",
        )
        for one in carried.turned_away:
            say(f"未收下：{one.zh}", f"turned away: {one.en}")
        if carried.turned_away:
            raise SystemExit(1)


@exchange.command("status")
@lang_option
def status_(lang: str) -> None:
    """每家送到第几号、等着几份、什么问题 / how it stands with every peer."""
    with speaking(lang) as say:
        from django.db.models import Count, Q  # noqa: PLC0415 (Django is set up by house())

        from gongbao.briefing.exchange.models import Peer, Repulse  # noqa: PLC0415 (as above)

        waits = Count("sent", filter=Q(sent__state="waiting"))
        for peer in Peer.objects.annotate(waits=waits).order_by("side", "name")[:500]:
            _standing(peer, say)
        for one in Repulse.objects.order_by("-last_at")[:10]:
            say(
                f"挡在门外 {one.last_at:%Y-%m-%d %H:%M} {one.origin or '来历不明'} {one.code} × {one.count}",
                f"turned away {one.last_at:%Y-%m-%d %H:%M} {one.origin or 'unknown'} {one.code} × {one.count}",
            )


def _standing(peer: Any, say: Say) -> None:
    paused = (" 已暂停", " paused") if peer.paused_at else ("", "")
    trouble = f" {peer.trouble}" if peer.trouble else ""
    say(
        f"{peer.name}{paused[0]}：送到 {peer.last_sent}，等 {peer.waits}，收到 {peer.last_received}{trouble}",
        f"{peer.name}{paused[1]}: sent {peer.last_sent}, waiting {peer.waits}, received {peer.last_received}{trouble}",
    )


def _peer(name: str) -> Any:
    from gongbao.briefing.exchange.models import Peer  # noqa: PLC0415 (Django is set up by house())
    from gongbao.foundation.events.refusals import Refusal  # noqa: PLC0415 (as above)

    found = Peer.objects.filter(name=name).first()
    if found is None:
        raise Refusal("exchange.no-peer", f"没有登记“{name}”。", f"There is no peer {name}.")
    return found
