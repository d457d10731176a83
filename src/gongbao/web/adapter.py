"""How the account library behaves in this house."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gongbao.foundation.accounts.actions import record_sign_in
from gongbao.foundation.accounts.gate import actor_of
from gongbao.foundation.accounts.sealing import fernet_key


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: people are invited by code or appointed."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: Any, user: Any, **kwargs: Any) -> HttpResponse:
        """Write the sign-in down, and speak the person's language from here on."""
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        record_sign_in(user=user, by=actor_of(request), now=request.now)
        if user.language in dict(settings.LANGUAGES) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=request.is_secure())
        return answer


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors are sealed with a key of this installation before they reach the database."""

    def encrypt(self, text: str) -> str:
        return Fernet(fernet_key()).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return Fernet(fernet_key()).decrypt(encrypted_text.encode()).decode()
