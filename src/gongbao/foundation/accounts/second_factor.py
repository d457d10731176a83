"""Who must sign in with a second factor, and whether they did. Roles say so (`Role.second_factor`)."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse

from gongbao.foundation.accounts import policies
from gongbao.foundation.accounts.models import User
from gongbao.foundation.accounts.policies import Visitor


def required_of(user: Visitor) -> bool:
    """Whether a role the user holds asks for it."""
    return any(m.role.second_factor for m in policies.memberships(user))


def given(request: HttpRequest) -> bool:
    """Whether this session was signed in, or confirmed, with one."""
    user = request.user
    return isinstance(user, User) and any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )


def next_step(user: User) -> str:
    """Where to go for it: to show the one set up, or to set one up."""
    has_one = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    return reverse("mfa_reauthenticate") if has_one else reverse("mfa_activate_totp")
