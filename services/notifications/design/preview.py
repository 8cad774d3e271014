"""Write every e-mail in every language as HTML and text, to look at.

`python services/notifications/design/preview.py FOLDER [#rrggbb]`
"""

import sys
from pathlib import Path

from notifications.announcements.cast import LINK
from notifications.announcements.samples import all_kinds
from notifications.emails.catalogue import LANGUAGES
from notifications.emails.message import WITH_SECRET_LINK
from notifications.emails.rendering import render


def write(folder: Path, colour: str | None) -> int:
    """Write the files; returns how many e-mails there are."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for language in LANGUAGES:
        for number, draft in enumerate(all_kinds(language)):
            message = draft.message
            if colour:
                brand = message.brand.model_copy(update={"colour": colour})
                message = message.model_copy(update={"brand": brand})
            link = LINK if message.kind in WITH_SECRET_LINK else None
            mail = render(message, language, link)
            name = f"{number:02d}-{message.kind}-{language}"
            (folder / f"{name}.html").write_text(mail.html, encoding="utf-8")
            text = f"Subject: {mail.subject}\n\n{mail.text}"
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
            written += 1
    return written


if __name__ == "__main__":
    count = write(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else None)
    sys.stdout.write(f"{count} e-mails\n")
