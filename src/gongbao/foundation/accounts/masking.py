"""How a personal fact looks on a page: enough to recognise it, not enough to use it."""

from gongbao.foundation.wording import masked_phone

NAME = "name"
PHONE = "phone"
ID_NUMBER = "id-number"
EMAIL = "email"


def masked_name(name: str) -> str:
    """The family name stays: 张**. A compound or foreign name shows its first letter only."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3)


def masked_id_number(number: str) -> str:
    """The first three and the last two: 370***************12."""
    if len(number) < 8:
        return "*" * len(number)
    return number[:3] + "*" * (len(number) - 5) + number[-2:]


def masked_email(address: str) -> str:
    """The first letter and the host: z***@qinglan.example."""
    local, at, host = address.partition("@")
    return f"{local[:1]}***{at}{host}"


def masked(field: str, value: str) -> str:
    """The value as pages show it. A kind of fact nobody knows is hidden entirely."""
    makers = {NAME: masked_name, PHONE: masked_phone, ID_NUMBER: masked_id_number, EMAIL: masked_email}
    kind = field.rsplit(".", 1)[-1]
    return makers[kind](value) if kind in makers else "*" * min(len(value), 6)
