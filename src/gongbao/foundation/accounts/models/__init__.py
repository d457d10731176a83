from gongbao.foundation.accounts.models.access import ApiToken, Invitation, Mandate, Membership, PasswordCode, Role
from gongbao.foundation.accounts.models.organisation import Organisation
from gongbao.foundation.accounts.models.personal import PersonalFact, PersonalReading
from gongbao.foundation.accounts.models.user import User

__all__ = [
    "ApiToken",
    "Invitation",
    "Mandate",
    "Membership",
    "Organisation",
    "PasswordCode",
    "PersonalFact",
    "PersonalReading",
    "Role",
    "User",
]
