"""What incidents tell others, by name (foundation/events/bus): facts are in the comments, times aware."""

#: A new incident: incident_id, report_id, desk_id, unit_id, drill, by, now.
LODGED = "incident.lodged"
#: Every report, the first included: incident_id, report_id, desk_id, unit_id, kind, form, bypass, drill, by, now.
REPORTED = "incident.reported"
#: A clock has used a share of its limit: clock_id, incident_id, unit_id, percent (50, 75, 90, 100), due_at, by, now.
CLOCK_DUE = "incident.clock-due"
#: Live pages about incidents listen to this.
TOPIC = "incidents"
#: Kinds of duty (foundation/duties) and of subject.
DUTY = "incident.report"
NEXT = "incident.next-report"
SUBJECT = "incident"
