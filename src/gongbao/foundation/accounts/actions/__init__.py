"""Every write about people, what they act for, and what is known of them."""

from gongbao.foundation.accounts.actions.invitations import (
    invite,
    issue_password_code,
    join,
    join_signed_in,
    reset_password,
    revoke_invitation,
)
from gongbao.foundation.accounts.actions.mandates import (
    end_mandate,
    engage_agent,
    grant_mandate,
    organisation_of_firm,
)
from gongbao.foundation.accounts.actions.people import (
    appoint,
    change_details,
    close_organisation,
    create_organisation,
    create_person,
    end_membership,
    end_session,
    record_sign_in,
    remove_second_factor,
    rename_organisation,
    set_blocked,
)
from gongbao.foundation.accounts.actions.personal import (
    Given,
    Subject,
    erase_facts,
    read_fact,
    record_facts,
    record_facts_of_many,
)
from gongbao.foundation.accounts.actions.roles import ensure_roles
from gongbao.foundation.accounts.actions.tokens import create_token, revoke_token

__all__ = [
    "Given",
    "Subject",
    "appoint",
    "change_details",
    "close_organisation",
    "create_organisation",
    "create_person",
    "create_token",
    "end_mandate",
    "end_membership",
    "end_session",
    "engage_agent",
    "ensure_roles",
    "erase_facts",
    "grant_mandate",
    "invite",
    "issue_password_code",
    "join",
    "join_signed_in",
    "organisation_of_firm",
    "read_fact",
    "record_facts",
    "record_facts_of_many",
    "record_sign_in",
    "remove_second_factor",
    "rename_organisation",
    "reset_password",
    "revoke_invitation",
    "revoke_token",
    "set_blocked",
]
