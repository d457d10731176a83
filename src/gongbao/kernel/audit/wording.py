"""What the log's kernel says when it refuses, in Chinese. Its messages are English; a test holds the two together."""

import re

_EXACT = {
    "a checkpoint has an origin, a size and a root": "树头应有账本名、条数和根",
    "a checkpoint's root has 32 bytes": "树头的根应为 32 字节",
    "a checkpoint's root is base64": "树头的根应为 base64",
    "a checkpoint's size is a decimal without leading zeros, below 2**63": "条数应为不带前导零的十进制数，小于 2**63",
    "a cosignature is 8 bytes of time and 64 of signature": "副署应为 8 字节时间加 64 字节签名",
    "a field of the entry has the wrong type": "条目中有字段类型不对",
    "a group has a name, a number (or any, or all) and members": "组应有名字、数目（或 any、all）和成员",
    "a hash in the proof has not 32 bytes": "证明中有哈希不是 32 字节",
    "a key name has no spaces and no plus, and is not empty": "公钥名不能为空，不能含空格或加号",
    "a key stands with at most one address": "一把公钥至多带一个地址",
    "a line of the proof is not base64": "证明中有一行不是 base64",
    "a log signs; it does not cosign": "账本签名，不副署",
    "a note is a text, an empty line and signature lines": "签名文本应为正文、空行和签名行",
    "a policy has a quorum line; `quorum none` asks for no cosignature": "策略应有 quorum 行；不要求副署则写 none",
    "a policy has no control characters but tab and newline": "策略中只能有制表符和换行，不能有其他控制字符",
    "a signature line is cut off": "签名行被截断",
    "a signature line reads: em dash, name, signature": "签名行应为破折号、名字、签名",
    "a vkey reads name+id+key": "公钥应写成 名字+编号+密钥",
    "a witness cosigns; it does not sign": "见证人副署，不签名",
    "a witness has a name and a vkey": "见证人应有名字和公钥",
    "an erasure names its legal ground and the authority": "删除条目应写明法律依据和机关",
    "an erasure names the index of a leaf": "删除条目应写明所删条目的序号",
    "no known key signed this note": "没有一把已知公钥签过名",
    "not base64": "不是 base64",
    "only Ed25519 keys (type 1) and cosignature keys (type 4) are known here": "只认识类型 1 和类型 4 的公钥",
    "the document is not the one in the proof file": "给出的文件与证明所附的不同",
    "the document is not what the entry commits to": "文件不是条目所承诺的内容",
    "the entry bundle is cut off": "条目包被截断",
    "the entry erases what does not stand before it": "删除的对象不在它之前",
    "the entry has other fields than its format says": "条目的字段与格式不符",
    "the entry is not JSON": "条目不是 JSON",
    "the entry is not in canonical form": "条目不是规范写法",
    "the entry is of another register than the log": "条目属于另一个账本",
    "the entry is of another register": "条目属于另一个账本",
    "the proof file holds no entry": "证明文件里没有条目",
    "the proof file holds no salt, so the document cannot be held against the entry": "证明文件里没有盐，无法核对文件",
    "the proof file names no index": "证明文件没有写明序号",
    "the proof is too long": "证明太长",
    "the proof is too short": "证明太短",
    "the proof leads to another old root": "证明通向另一个旧根",
    "the proof leads to another root": "证明通向另一个根",
    "the vkey's id does not fit its key": "公钥的编号与密钥不符",
    "there is one quorum line, with one name": "quorum 行只能有一行，只写一个名字",
    "this log is there twice": "同一个账本写了两次",
    "this witness is there twice": "同一个见证人写了两次",
    "a code does not begin with GB1/": "有一个码不是以 GB1/ 开头",
    "a code does not say which part it is": "有一个码没有写明是第几个",
    "a code is not Base45": "有一个码的字符不对，请重新扫描",
    "the codes are damaged": "码的内容有损坏，请重新扫描",
    "the codes are not all of one proof": "这些码不属于同一份证明",
    "the compact proof has more than it says": "码里有多余的内容",
    "the compact proof is cut off": "码的内容不完整",
    "the compact proof is damaged": "码的内容有损坏",
    "the document in the codes is too long": "码里的文件太长",
    "this proof has no compact form": "这份证明不能印成码",
    "the PDF encloses no proof file": "PDF 里没有附证明文件",
    "the PDF encloses more than one proof file": "PDF 里附有不止一份证明文件",
    "no key of a log among those given": "给出的公钥中没有账本的公钥",
    "too many signatures": "签名太多",
    "two roots for one size": "同样的条数却有两个根",
}
_PATTERNS = [
    (re.compile(pattern), chinese)
    for pattern, chinese in (
        (r"line (\d+): (.*)", "第 {0} 行：{1}"),
        (r"wrong in the entry: (.*)", "条目有误：{0}"),
        (r"the signature of (.*) is false", "{0} 的签名是假的"),
        (r"no trusted log signed this checkpoint of (.*)", "{0} 的这个树头没有可信账本的签名"),
        (r"two known keys share the name (.*) and an id", "两把已知公钥同名（{0}）同编号"),
        (r"a key of type (\S+) stands where (\S+) belongs", "此处应为类型 {1} 的公钥，却是类型 {0}"),
        (
            r"a line begins with log, witness, group or quorum, not (.*)",
            "行首应为 log、witness、group 或 quorum，不是 {0}",
        ),
        (r"of (\d+) codes there are (\d+)", "共 {0} 个码，只有 {1} 个"),
        (r"the compact proof is of version (\d+)", "码的格式是第 {0} 版，这里不认识"),
        (r"a policy has at most (\d+) lines", "策略至多 {0} 行"),
        (r"a proof has at most (\d+) hashes", "证明至多 {0} 个哈希"),
        (r"a hash has not (\d+) bytes", "哈希应为 {0} 字节"),
        (r"an entry has at most (\d+) bytes(?:, not \d+)?", "一个条目至多 {0} 字节"),
        (r"leaf (\d+) is outside a tree of (\d+)", "序号 {0} 超出了 {1} 条"),
        (r"(\d+) leaves cannot extend (\d+)", "{0} 条不可能由 {1} 条增长而来"),
        (r"not a proof file: its first line should be (.*)", "不是证明文件：第一行应为 {0}"),
        (r"of (\d+) members, (.*) cannot be asked for", "{0} 个成员中不能要求 {1}"),
        (r"the entry is not (.*)", "条目不是 {0}"),
        (r"the extra is not (.*)", "附加内容不是 {0}"),
        (r"the name (.*) is taken", "名字 {0} 已被占用"),
        (r"the tree of (\d+) has no tile (.*)", "{0} 条的树没有分片 {1}"),
        (r"the tree of (\d+) has no whole subtree (.*)", "{0} 条的树没有完整的子树 {1}"),
        (r"(\S+) is too short", "{0} 太短"),
        (r"(\S+) is a member already", "{0} 已是成员"),
        (r"(\S+) is not defined above", "{0} 在前面没有定义"),
        (r"(\S+): not UTF-8", "{0} 不是 UTF-8"),
        (r"(\S+): half a surrogate pair is not text", "{0}：半个代理对不是文字"),
        (r"(\S+): keys are ASCII text", "{0}：键应为 ASCII 文字"),
        (r"(\S+): text must be in Unicode normal form C", "{0}：文字应为 Unicode NFC 形式"),
        (r"(\S+): whole numbers stay within 2\*\*53", "{0}：整数应在 2**53 以内"),
        (r"(\S+): (\w+) has no canonical form", "{0}：{1} 没有规范写法"),
    )
]


def in_chinese(error: object) -> str:
    """A kernel's message in Chinese; unchanged where there is none."""
    message = str(error)
    if message in _EXACT:
        return _EXACT[message]
    for pattern, chinese in _PATTERNS:
        found = pattern.fullmatch(message)
        if found:
            return chinese.format(*(in_chinese(part) if part in _EXACT else part for part in found.groups()))
    return message
