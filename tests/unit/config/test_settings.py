"""The settings as an installation has them, not as the tests bend them."""

from gongbao.config import settings


def test_passwords_are_kept_by_argon2():
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
