"""Why a row is doubtful or refused: code -> (zh, en). For the report and the pages inside the office."""

WORDS: dict[str, tuple[str, str]] = {
    "columns": ("列数与表头不符", "not as many columns as the header"),
    "no-name": ("没有名称", "no name"),
    "no-code": ("没有任何代码，无法确认是哪一家", "no code of any kind: it cannot be told who this is"),
    "repeated": (
        "同一文件中已有同代码同名称的行，不再重复录入",
        "the same code and name stand earlier; not taken twice",
    ),
    "duplicate": ("同一文件中代码重复，名称不同", "the same code stands earlier in the file with another name"),
    "code-check": ("代码校验位不符", "the code's check character does not fit"),
    "code-unknown": ("代码长度不是 18、15 或 9 位", "the code is not 18, 15 or 9 characters long"),
    "code-old": ("只有旧注册号，没有统一社会信用代码", "only an old registration number"),
    "code-department": (
        "代码不是市场监管部门(9 开头)核发，是否负有年报义务须核实",
        "the code was not issued by market regulation (9…): whether it owes a report must be checked",
    ),
    "date-unreadable": ("注册日期无法识别", "the date cannot be read"),
    "date-range": ("注册日期早于 1949 年或晚于今天", "the date is before 1949 or after today"),
    "capital-unreadable": ("注册资金无法识别", "the capital cannot be read"),
    "capital-unit": ("注册资金没有写单位，按万元计", "the capital has no unit; taken as 10,000 yuan"),
    "kind-unknown": ("企业类型不在代码表中", "the kind is not in the code list"),
    "kind-differs": ("企业类型与代码第二位的类别不一致", "the kind and the code's second character disagree"),
    "shifted": ("字段错位，只采用名称、代码和日期", "shifted fields: only name, code and date are used"),
    "region-unknown": ("所在地不在行政区划表中", "the place is not in the list of divisions"),
    "status-unknown": ("状态不在代码表中，按来源未注明处理", "the status is not in the code list; taken as not stated"),
    "industry-unknown": ("行业代码不在代码表中，未采用", "the industry is not in the code list; not used"),
    "name-short": ("名称过短", "the name is very short"),
    "name-controls": ("名称中有不可见字符，已去除", "the name held invisible characters; removed"),
    "garbled": ("有无法识别的字符，编码可能损坏", "characters that cannot be read; the encoding may be damaged"),
    "name-taken": (
        "同一地级市内另有同名主体，代码不同",
        "another entity in the same prefecture has this name and another code",
    ),
}
