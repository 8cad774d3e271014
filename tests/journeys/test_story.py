"""The story, whole, through the edge: hours to money, documents and e-mails."""

import pytest

from portico_local.demo.checks import check

from ..conftest import StoryOf

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.timeout(600)]


async def test_hours_become_money_documents_and_e_mails(story_of: StoryOf) -> None:
    async with story_of(with_stand_in=True) as story:
        await story.play()
        await check(story)
    assert story.timeline.failed == []
    # Every chapter and every check was there: a story cut short must not pass.
    assert [len(story.timeline.steps), len(story.timeline.checks)] == [18, 40]
