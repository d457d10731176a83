"""The kinds of duty that more than one slice speaks of."""

ANNUAL_REPORT = "annual-report"
SEASON_CLOSE = "season-close"
REMOVAL = "removal-decision"
OBJECTION_ACCEPTANCE = "objection-acceptance"
OBJECTION_VERIFICATION = "objection-verification"
OBJECTION_CORRECTION = "objection-correction"
