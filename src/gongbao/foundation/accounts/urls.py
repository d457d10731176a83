from django.urls import path
from django.views.generic import RedirectView

from gongbao.foundation.accounts import attachments, landing
from gongbao.foundation.accounts.gate import public
from gongbao.foundation.accounts.views import agents, entering, organisations, own, people, personal, trail

app_name = "accounts"
urlpatterns = [
    path("work/", landing.work, name="work"),
    path("account/", own.own, name="own"),
    path("account/join/", entering.join, name="join"),
    path("account/reset/", entering.reset, name="reset"),
    path("account/sessions/<int:session_id>/end/", own.end_session, name="end-session"),
    path("account/tokens/", own.tokens, name="tokens"),
    path("account/tokens/new/", own.new_token, name="new-token"),
    path("account/tokens/<uuid:token_id>/revoke/", own.revoke_token, name="revoke-token"),
    path("attachments/<uuid:attachment_id>/", attachments.download, name="attachment"),
    path("my/agents/", agents.agents, name="agents"),
    path("my/agents/<int:entity_id>/<uuid:mandate_id>/end/", agents.end_agent, name="end-agent"),
    path("office/people/", people.people, name="people"),
    path("office/people/<int:user_id>/", people.person, name="person"),
    path("office/people/<int:user_id>/appoint/", people.appoint, name="appoint"),
    path("office/people/<int:user_id>/block/", people.block, name="block"),
    path("office/people/<int:user_id>/password-code/", people.password_code, name="password-code"),
    path("office/people/<int:user_id>/second-factor/", people.second_factor, name="second-factor"),
    path("office/people/appointments/<uuid:membership_id>/end/", people.end_appointment, name="end-appointment"),
    path("office/people/organisations/", organisations.organisations, name="organisations"),
    path("office/people/organisations/new/", organisations.new_organisation, name="new-organisation"),
    path("office/people/organisations/<int:organisation_id>/", organisations.organisation, name="organisation"),
    path("office/people/organisations/<int:organisation_id>/invite/", organisations.invite, name="invite"),
    path(
        "office/people/organisations/<int:organisation_id>/close/",
        organisations.close_organisation,
        name="close-organisation",
    ),
    path("office/people/invitations/", organisations.invitations, name="invitations"),
    path("office/people/invitations/firm/", organisations.invite_firm, name="invite-firm"),
    path(
        "office/people/invitations/<uuid:invitation_id>/revoke/",
        organisations.revoke_invitation,
        name="revoke-invitation",
    ),
    path("office/personal/<uuid:fact_id>/", personal.personal, name="personal"),
    path("office/personal/<uuid:fact_id>/erase/", personal.erase, name="erase-personal"),
    path("office/trail/", trail.trail, name="trail"),
    # What the account library would do by mail is done by code here.
    path("accounts/signup/", public(RedirectView.as_view(pattern_name="accounts:join"))),
    path("accounts/password/reset/", public(RedirectView.as_view(pattern_name="accounts:reset"))),
    path("accounts/email/", public(RedirectView.as_view(pattern_name="accounts:own"))),
]
