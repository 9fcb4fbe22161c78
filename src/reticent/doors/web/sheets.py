"""How a paper is handed out: with a name to keep it under."""

from django.http import HttpResponse


def answered(sheet: bytes, name: str) -> HttpResponse:
    """The paper as a download."""
    return HttpResponse(
        sheet,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def as_text(text: str, name: str) -> HttpResponse:
    """The same as plain text."""
    return HttpResponse(
        text,
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
