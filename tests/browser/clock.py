"""Chromium under `./portico test --on MOMENT`: its pages see that day, itself it has the real one.

libfaketime stops Chromium's network thread, so it starts without; each page's `Date` is moved
instead by as much as all other processes' clocks are.
"""

import os
from typing import Any

from playwright.async_api import Browser, BrowserContext

from portico_local.clock import OFFSET_VARIABLE

_SCRIPT = """
(() => {
  const ahead = %d;
  const Real = Date;
  globalThis.Date = class Date extends Real {
    constructor(...given) {
      if (given.length === 0) super(Real.now() + ahead);
      else super(...given);
    }
    static now() {
      return Real.now() + ahead;
    }
  };
})();
"""


def real_environment() -> dict[str, str | float | bool]:
    """The environment without another clock in it."""
    return {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}


def share_the_clock(browser: Browser) -> Browser:
    """Have every page that the browser opens see the day that the tests are told."""
    offset = os.environ.get(OFFSET_VARIABLE)
    if offset is None:
        return browser
    script = _SCRIPT % (int(offset.removesuffix("s")) * 1_000)
    open_context = browser.new_context

    async def new_context(**options: Any) -> BrowserContext:
        context = await open_context(**options)
        await context.add_init_script(script)
        return context

    browser.new_context = new_context
    return browser
