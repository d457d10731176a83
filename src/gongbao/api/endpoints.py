"""The API, version 1. Each slice brings its router; this file only says where it stands."""

from ninja import NinjaAPI

from gongbao.api.errors import install
from gongbao.register.consultations.api import router as consultations
from gongbao.register.entities.api import router as entities
from gongbao.register.filings.api import router as filings
from gongbao.register.history.api import router as history
from gongbao.register.inspections.api import router as inspections
from gongbao.register.instant.api import facts_router as facts
from gongbao.register.instant.api import router as instant
from gongbao.register.listings.api import router as listings
from gongbao.register.people.api import router as people
from gongbao.register.pushes.api import router as pushes
from gongbao.register.records.api import router as records
from gongbao.register.screening.api import router as screening
from gongbao.register.serious.api import router as serious
from gongbao.register.spotchecks.api import router as draws
from gongbao.register.subscriptions.api import router as lists

api = NinjaAPI(
    title="公报 Gongbao",
    version="1",
    description="公示记录公开，其余接口凭会话或令牌。Records are public; the rest needs a session or token.",
    docs_url=None,
    urls_namespace="api-v1",
)
install(api)
api.add_router("/consultations", consultations)
api.add_router("/entities", entities)
api.add_router("/facts", facts)
api.add_router("/filings", filings)
api.add_router("/inspections", inspections)
api.add_router("/instant", instant)
api.add_router("/listings", listings)
api.add_router("/lists", lists)
api.add_router("/draws", draws)
api.add_router("/people", people)
api.add_router("/pushes", pushes)
api.add_router("/records", records)
api.add_router("/serious", serious)
api.add_router("/screening", screening)
api.add_router("/records", history)
