"""What happens to a draw, for the trail and for whoever listens on the bus; and how the log calls its papers."""

from gongbao.foundation.events.registry import register

PLANNED = register("draw.planned", "拟定抽查方案", "draw planned")
APPROVED = register("draw.approved", "批准抽查方案", "draw approved")
WITHDRAWN = register("draw.withdrawn", "撤回抽查方案", "draw withdrawn")
COMMITTED = register("draw.committed", "抽查方案入账", "draw committed to the log")
DRAWN = register("draw.drawn", "摇号", "drawn")
REVEALED = register("draw.revealed", "揭示抽查结果", "draw revealed")
REPLACED = register("draw.replaced", "递补", "replaced by the next rank")
RECUSED = register("draw.recused", "更换检查人员", "inspector exchanged")
SUPPLEMENTED = register("draw.supplemented", "增抽", "more drawn")
BREACHED = register("draw.breached", "逾期未揭示", "reveal missed")

SUBJECT = "draw"
MANIFEST, PAPER, REVEAL = "draw-manifest", "decision", "draw-reveal"
