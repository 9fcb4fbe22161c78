"""How a paper is handed out: as a PDF with a name to keep it under."""

from django.http import HttpResponse


def answered(sheet: bytes, name: str) -> HttpResponse:
    """The paper as a download."""
    return HttpResponse(
        sheet,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
