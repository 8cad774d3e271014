"""What is stuck, in words for an agency's staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from edge.generated.shapes import Concerned
from edge.pages.texts import TEXTS, Texts
from edge.views.stuck import StuckMatter
from presentation.formats import Formats

# What people know it by comes first; ids of other things tell them nothing.
_NAMED = ("contractor", "person", "company")


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckRow:
    """What does not happen, whom that concerns, and since when, why and with what behind it."""

    title: str
    concerns: str
    lines: Sequence[str]


def stuck_rows(
    matters: Sequence[StuckMatter], t: Texts, formats: Formats, zone: ZoneInfo
) -> list[StuckRow]:
    """One row for each; moments are said in the agency's time zone."""
    return [_row(matter, t, formats, zone) for matter in matters]


def _row(matter: StuckMatter, t: Texts, formats: Formats, zone: ZoneInfo) -> StuckRow:
    known = f"stuck.reason.{matter.reason}"
    lines = [t(known if known in TEXTS else "stuck.reason.other")]
    if matter.waiting_behind:
        key = "stuck.behind.one" if matter.waiting_behind == 1 else "stuck.behind"
        lines.append(t(key, n=formats.number(matter.waiting_behind)))
    since = formats.moment(matter.since, zone)
    lines.append(t("stuck.since", since=since, reference=matter.reference))
    return StuckRow(
        title=t(f"stuck.kind.{matter.kind}"), concerns=_names(matter.concerns, t), lines=lines
    )


def _names(concerns: Sequence[Concerned], t: Texts) -> str:
    names = [
        one.name for kind in _NAMED for one in concerns if one.kind == kind and one.name is not None
    ]
    return " · ".join(names) or t("stuck.nobody")
