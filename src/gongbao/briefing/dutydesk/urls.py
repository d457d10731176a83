from django.urls import path

from gongbao.briefing.dutydesk.views import alarms, duty, handoffs, rosters, shifts, walls

app_name = "dutydesk"
urlpatterns = [
    path("duty/", duty.home, name="duty"),
    path("duty/calendar/", duty.calendar, name="calendar"),
    path("duty/calendar/<slug:token>.ics", duty.feed, name="feed"),
    path("duty/swaps/<uuid:swap_id>/", duty.swap, name="swap"),
    path("duty/wall/", walls.wall, name="wall"),
    path("duty/wall/rows/", walls.rows, name="wall-rows"),
    path("duty/alarms/<uuid:alarm_id>/", alarms.alarm, name="alarm"),
    path("duty/alarms/<uuid:alarm_id>/answer/", alarms.answer, name="answer"),
    path("duty/policies/", alarms.policies, name="policies"),
    path("duty/rosters/new/", rosters.new, name="roster-new"),
    path("duty/rosters/<uuid:roster_id>/", rosters.roster, name="roster"),
    path("duty/rosters/<uuid:roster_id>/add/", rosters.add, name="shift-add"),
    path("duty/rosters/<uuid:roster_id>/upload/", rosters.upload, name="roster-upload"),
    path("duty/rosters/<uuid:roster_id>/template.xlsx", rosters.template, name="roster-template"),
    path("duty/shifts/<uuid:shift_id>/", shifts.shift, name="shift"),
    path("duty/shifts/<uuid:shift_id>/remove/", shifts.remove, name="shift-remove"),
    path("duty/shifts/<uuid:shift_id>/give-over/", shifts.give_over, name="give-over"),
    path("duty/shifts/<uuid:shift_id>/take-over/", shifts.take_over, name="take-over"),
    path("duty/seats/<uuid:seat_id>/swap/", shifts.ask_swap, name="swap-ask"),
    path("duty/incidents/<uuid:incident_id>/", handoffs.of_incident, name="hand-offs"),
    path("duty/hand-offs/<uuid:hand_off_id>/cap.xml", handoffs.message, name="cap"),
    path("duty/hand-offs/<uuid:hand_off_id>/answer/", handoffs.answer, name="hand-off-answer"),
    path("duty/received/", handoffs.received, name="received"),
    path("duty/received/<uuid:received_id>/answer/", handoffs.answer_received, name="received-answer"),
    path("duty/received/<uuid:received_id>/answer.xml", handoffs.reply, name="reply"),
]
