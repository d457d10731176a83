"""What the parts of a stratum's code mean, in both languages."""

WHOLE = "all"
RISKS = {
    "A": ("A 类（信用风险低）", "class A (low risk)"),
    "B": ("B 类（信用风险一般）", "class B (ordinary risk)"),
    "C": ("C 类（信用风险较高）", "class C (raised risk)"),
    "D": ("D 类（信用风险高）", "class D (high risk)"),
    "U": ("未分类", "not classified"),
}
SIZES = {
    "1": ("注册资本不足 100 万元", "capital below 1 million"),
    "2": ("注册资本 100 万至 1000 万元", "capital of 1 to 10 million"),
    "3": ("注册资本 1000 万至 1 亿元", "capital of 10 to 100 million"),
    "4": ("注册资本 1 亿元以上", "capital of 100 million and more"),
    "0": ("没有注册资本", "no registered capital"),
}
# GB/T 4754-2017, sections.
SECTIONS = {
    "A": ("农、林、牧、渔业", "agriculture, forestry, animal husbandry and fishery"),
    "B": ("采矿业", "mining"),
    "C": ("制造业", "manufacturing"),
    "D": ("电力、热力、燃气及水生产和供应业", "electricity, heat, gas and water"),
    "E": ("建筑业", "construction"),
    "F": ("批发和零售业", "wholesale and retail"),
    "G": ("交通运输、仓储和邮政业", "transport, storage and post"),
    "H": ("住宿和餐饮业", "hotels and catering"),
    "I": ("信息传输、软件和信息技术服务业", "information and software"),
    "J": ("金融业", "finance"),
    "K": ("房地产业", "real estate"),
    "L": ("租赁和商务服务业", "leasing and business services"),
    "M": ("科学研究和技术服务业", "research and technical services"),
    "N": ("水利、环境和公共设施管理业", "water, environment and public facilities"),
    "O": ("居民服务、修理和其他服务业", "household services and repair"),
    "P": ("教育", "education"),
    "Q": ("卫生和社会工作", "health and social work"),
    "R": ("文化、体育和娱乐业", "culture, sports and entertainment"),
    "S": ("公共管理、社会保障和社会组织", "public administration"),
    "T": ("国际组织", "international organisations"),
    "-": ("行业不明", "industry unknown"),
}
QUALIFICATIONS = {
    "": ("不限", "any"),
    "registration": ("登记和公示信息", "registration and disclosure"),
    "food": ("食品安全", "food safety"),
    "equipment": ("特种设备", "special equipment"),
    "quality": ("产品质量", "product quality"),
    "price": ("价格和广告", "prices and advertising"),
}
