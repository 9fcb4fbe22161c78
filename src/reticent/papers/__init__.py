"""Papers that leave the house: frozen values and a template of ours become a tagged PDF."""

from reticent.papers.making import UnknownTemplate, pdf, pictures, templates

__all__ = ["UnknownTemplate", "pdf", "pictures", "templates"]
