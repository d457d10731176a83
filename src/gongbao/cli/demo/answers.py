"""Made-up answers to the annual report's form, as full as a careful clerk's."""

from typing import Any

from gongbao.cli.demo.county import Dice, Firm


def answers(firm: Firm, year: int, dice: Dice) -> dict[str, Any]:
    """The answers of one firm for one year; the same dice give the same answers."""
    return {"enterprise": _enterprise, "individual": _individual, "cooperative": _cooperative}[firm.category](
        firm, dice
    )


def choices(dice: Dice) -> dict[str, bool]:
    """Which of the optional values an enterprise lets the public see."""
    return {name: dice.below(2) == 0 for name in ("employees", "revenue", "total_profit", "tax", "assets")}


def _phone(dice: Dice) -> str:
    return f"0999-555{dice.below(9000) + 1000}"


def _money(dice: Dice, most: int) -> str:
    return f"{dice.below(most * 100) / 100:.2f}"


def _enterprise(firm: Firm, dice: Dice) -> dict[str, Any]:
    assets, debts = dice.below(400_000) + 20_000, dice.below(18_000)
    revenue, people = dice.below(500_000) + 10_000, str(dice.below(60) + 2)
    since = firm.established_on.isoformat()
    return {
        "address": firm.address,
        "postcode": "999101",
        "phone": _phone(dice),
        "liaison_name": firm.person,
        "liaison_phone": f"1380000{dice.below(9000) + 1000}",
        "state": "suspended" if firm.status == "suspended" else "open",
        "company_form": "joint-stock" if firm.kind == "1210" else "limited",
        "has_web": "no",
        "has_investment": "no",
        "contributions": [
            {
                "name": firm.person,
                "subscribed": str(firm.capital or 10),
                "subscribed_on": since,
                "subscribed_how": "cash",
                "paid": str(firm.capital or 10),
                "paid_on": since,
                "paid_how": "cash",
            }
        ],
        "has_transfer": "no",
        "employees": people,
        "assets": f"{assets / 100:.2f}",
        "liabilities": f"{debts / 100:.2f}",
        "equity": f"{(assets - debts) / 100:.2f}",
        "revenue": f"{revenue / 100:.2f}",
        "main_revenue": f"{revenue * 9 / 1000:.2f}",
        "total_profit": f"{revenue / 1200:.2f}",
        "net_profit": f"{revenue / 1500:.2f}",
        "tax": f"{revenue / 3300:.2f}",
        "has_guarantee": "no",
        **dict.fromkeys(("pension", "unemployment", "medical", "injury", "maternity"), people),
        "is_large": "no",
    }


def _individual(firm: Firm, dice: Dice) -> dict[str, Any]:
    return {
        "phone": _phone(dice),
        "employees": str(dice.below(5) + 1),
        "revenue": _money(dice, 90),
        "tax": _money(dice, 2),
        "has_web": "no",
    }


def _cooperative(firm: Firm, dice: Dice) -> dict[str, Any]:
    members = dice.below(90) + 10
    assets, debts = dice.below(30_000) + 5_000, dice.below(4_000)
    return {
        "address": firm.address,
        "phone": _phone(dice),
        "members": str(members),
        "farmers": str(members - dice.below(5)),
        "revenue": _money(dice, 400),
        "surplus": _money(dice, 40),
        "tax": _money(dice, 4),
        "assets": f"{assets / 100:.2f}",
        "liabilities": f"{debts / 100:.2f}",
        "equity": f"{(assets - debts) / 100:.2f}",
        "has_web": "no",
    }
