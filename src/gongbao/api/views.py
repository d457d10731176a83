"""The API's reference page, made from the OpenAPI document itself: no script, no asset from outside."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gongbao.api.endpoints import api
from gongbao.foundation.accounts import gate


def _operations(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation.get("summary", ""),
            "description": operation.get("description", ""),
            "tag": (operation.get("tags") or [""])[0],
            "public": not operation.get("security"),
            "parameters": operation.get("parameters", []),
        }
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]


@gate.public
def reference(request: HttpRequest) -> HttpResponse:
    """Every endpoint with what it takes, in the order of the document."""
    schema = api.get_openapi_schema()
    return render(request, "api/reference.html", {"operations": _operations(schema), "title": schema["info"]["title"]})
