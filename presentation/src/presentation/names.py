"""What stands for a name where there is no room for it."""

import unicodedata


def initials(name: str) -> str:
    """One or two letters that stand for a name, as every logo without a picture has them.

    The portals make the same (`initialsOf` in `portals/packages/ui`).
    """
    words = [word for word in name.split() if unicodedata.category(word[0])[0] in "LN"]
    return "".join(word[0] for word in words[:2]).upper() or "\u00b7"
