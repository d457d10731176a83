from gongbao.foundation.accounts.actions.roles import ensure_roles

__all__ = ["ensure_roles"]
