"""What somebody may do: a closed set. Which roles hold which is data (`Role`)."""

from enum import StrEnum


class Permission(StrEnum):
    """One kind of act. Names read `what.act`."""

    ENTITY_IMPORT = "entity.import"
    ENTITY_EDIT = "entity.edit"
    FILING_SUBMIT = "filing.submit"
    FILING_ENTER_PAPER = "filing.enter-paper"
    FILING_AGENT_BATCH = "filing.agent-batch"
    SEASON_MANAGE = "season.manage"
    SEASON_SIGN = "season.sign"
    LISTING_DECIDE = "listing.decide"
    DUTY_SEE_OFFICE = "duty.see-office"
    PEOPLE_MANAGE = "people.manage"
    PERSONAL_READ = "personal.read"
    LEDGER_OPERATE = "ledger.operate"
    CODES_MANAGE = "codes.manage"
    AUDIT_READ = "audit.read"
