"""One shape for every error of the API: a stable code and a sentence in both languages."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from gongbao.foundation.events.refusals import Refusal, Refusals, not_storable


class Problem(Schema):
    """What went wrong, and where. `field` is the path of the input it is about, if it is about one."""

    code: str
    zh: str
    en: str
    field: str | None = None


class Problems(Schema):
    """The body of every answer that is not a success."""

    errors: list[Problem]


def _problem(refusal: Refusal) -> dict[str, Any]:
    return {"code": refusal.code, "zh": refusal.zh, "en": refusal.en, "field": refusal.field}


#: What the library says of an input, in Chinese; anything else is named by its kind.
_SAID = {
    "missing": "缺少这一项",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "dict_type": "应为对象",
    "list_type": "应为列表",
    "model_attributes_type": "应为对象",
    "literal_error": "不在可选值之内",
    "uuid_parsing": "应为编号(UUID)",
    "date_from_datetime_parsing": "应为日期，如 2026-06-30",
    "date_parsing": "应为日期，如 2026-06-30",
    "datetime_parsing": "应为时间，如 2026-06-30T12:00:00+08:00",
    "datetime_from_date_parsing": "应为时间，如 2026-06-30T12:00:00+08:00",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "string_too_long": "太长",
    "string_too_short": "太短",
    "string_unicode": "有不能识别的字符",
    "too_short": "太少",
    "too_long": "太多",
}


def _input_problem(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": "input." + str(item["type"]).replace("_", "-"),
        "zh": f"输入不符合要求：{_SAID.get(str(item['type']), item['type'])}。",
        "en": f"The input does not fit: {item['msg']}",
        "field": ".".join(str(part) for part in item["loc"][1:]) or None,
    }


def install(api: NinjaAPI) -> None:
    """Teach `api` to turn our refusals, Django's and ninja's own errors into `Problems`."""

    def answer(request: HttpRequest, status: int, *problems: dict[str, Any]) -> HttpResponse:
        return api.create_response(request, {"errors": list(problems)}, status=status)

    def one(request: HttpRequest, status: int, code: str, zh: str, en: str) -> HttpResponse:
        return answer(request, status, {"code": code, "zh": zh, "en": en, "field": None})

    @api.exception_handler(Refusal)
    def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        return answer(request, error.status, _problem(error))

    @api.exception_handler(Refusals)
    def refused_many(request: HttpRequest, error: Refusals) -> HttpResponse:
        return answer(request, 422, *[_problem(refusal) for refusal in error.refusals])

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(request, 422, *map(_input_problem, error.errors))

    @api.exception_handler(AuthenticationError)
    def unknown_caller(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return one(
            request, 401, "auth.required", "请登录，或出示有效的接口令牌。", "Sign in, or send a valid API token."
        )

    @api.exception_handler(PermissionDenied)
    def forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
        return one(request, 403, "auth.forbidden", "您没有办理此事的权限。", "You may not do this.")

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return one(
            request, 404, "not-found", "没有找到。请核对代码或编号。", "Nothing found. Check the code or number."
        )

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        unread = str(error).startswith("Cannot parse request body")
        why = "正文不是 UTF-8 编码的 JSON。" if unread else str(error)
        return one(request, error.status_code, "request.failed", f"请求未能办理：{why}", f"The request failed: {error}")

    @api.exception_handler(Exception)
    def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        refusal = not_storable(error)
        if refusal is None:
            raise error
        return answer(request, refusal.status, _problem(refusal))
