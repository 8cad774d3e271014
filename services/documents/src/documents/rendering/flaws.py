"""Why a PDF that somebody sent is refused. Known to the service; found in a render process."""

from enum import StrEnum

MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 200


class Flaw(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    NOT_A_PDF = "not_a_pdf"
    BROKEN = "broken"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_COMPLEX = "too_complex"
    SCRIPTS = "scripts"
    ACTIONS = "actions"
    FORM_FIELDS = "form_fields"
    SIGNED = "signed"
    ATTACHMENTS = "attachments"
    MEDIA = "media"
    EXTERNAL = "external"


REASONS = {
    Flaw.EMPTY: "is empty",
    Flaw.TOO_LARGE: f"is larger than {MAX_BYTES // 1024 // 1024} MB",
    Flaw.NOT_A_PDF: "is not a PDF",
    Flaw.BROKEN: "is a PDF that cannot be read",
    Flaw.ENCRYPTED: "is encrypted: save it without a password",
    Flaw.TOO_MANY_PAGES: f"has more than {MAX_PAGES} pages",
    Flaw.TOO_COMPLEX: "is too complex: print it to a new PDF",
    Flaw.SCRIPTS: "has scripts: print it to a new PDF",
    Flaw.ACTIONS: "has actions that start something when it is opened or clicked",
    Flaw.FORM_FIELDS: "has form fields that could be filled in later: print it to a new PDF",
    Flaw.SIGNED: "is signed already, which signing it here would break",
    Flaw.ATTACHMENTS: "has files attached that a signer would not see",
    Flaw.MEDIA: "has sound, video or 3D in it",
    Flaw.EXTERNAL: "takes content from files elsewhere",
}
