"""Compile the MJML layout of the e-mails into the Jinja2 template that the service ships.

Run it after a change of `layout.mjml`: `python services/notifications/design/compile.py`.
"""

from pathlib import Path

import mjml

HERE = Path(__file__).parent
SOURCE = HERE / "layout.mjml"
RESULT = HERE.parent / "src" / "notifications" / "emails" / "templates" / "layout.html"


def compiled() -> str:
    """The HTML of the layout, Jinja2 expressions left in place. No font comes from a host."""
    html: str = mjml.mjml2html(SOURCE.read_text(encoding="utf-8"), fonts={})
    return html.rstrip() + "\n"


if __name__ == "__main__":
    RESULT.write_text(compiled(), encoding="utf-8")
