"""Names that more than one module here speaks of."""

from gongbao.foundation.events.registry import register as declare

FEED_ADDED = declare("signals.feed-added", "设置线索来源", "a source of signals set up")
FEED_CHANGED = declare("signals.feed-changed", "修改线索来源", "a source of signals changed")
FILE_TAKEN = declare("signals.file-taken", "导入线索文件", "a file of signals handed in")
LINKED = declare("signals.linked", "线索对应事件", "a signal linked to an incident")
ASIDE = declare("signals.aside", "线索不需核实", "a signal needs no verification")
REOPENED = declare("signals.reopened", "线索重新核对", "a signal looked at anew")
PARTED = declare("signals.parted", "拆分线索", "a text taken out of a signal")
ASKED = declare("signals.asked", "请单位核实线索", "a unit asked about a signal")
DROPPED = declare("signals.dropped", "撤回核实", "a question about a signal withdrawn")
ANSWERED = declare("signals.answered", "答复线索核实", "a question about a signal answered")
CLARIFIED = declare("signals.clarified", "写成澄清稿件", "a clarification drafted")
LIMIT_SET = declare("signals.limit-set", "设定核实时限", "the limit for verification set")

DUTY = "signals.check"
SUBJECT = "signal-task"
CLUSTER = "signal-cluster"
FEED = "signal-feed"
TOPIC = "signals"
