"""The types of the fixtures in the edge's own `conftest.py`."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import httpx2
from fastapi import FastAPI

from edge.core import Edge

Browser = Callable[..., httpx2.AsyncClient]
OpenApp = Callable[[Edge], AbstractAsyncContextManager[FastAPI]]
