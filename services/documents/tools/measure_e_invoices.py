"""How fast an e-invoice is written and validated: what the bench asks, from outside.

python services/documents/tools/measure_e_invoices.py

Reads counts from standard input, a line each, has the service's process write and validate so many
invoices of twenty lines, one after another, in both syntaxes, and answers with the seconds that it
took. The first answer, to no question, is how long the warming up took. If one is refused, it ends.
"""

import asyncio
import time

from measure import answer, questions

from documents.einvoices.pool import EInvoicePool
from documents.einvoices.samples import norwegian_invoice
from documents.rendering import PoolLimits

_LINES = 20


async def main() -> None:
    """Answer until the questions end."""
    document = norwegian_invoice(lines=_LINES)
    began = time.perf_counter()
    async with EInvoicePool.open(PoolLimits(processes=1)) as pool:
        await pool.warm()
        answer(time.perf_counter() - began)
        asked = iter(questions())
        while (count := await asyncio.to_thread(next, asked, None)) is not None:
            began = time.perf_counter()
            for _ in range(count):
                outcomes = await pool.write(document, share=None)
                if any(outcome.xml is None for outcome in outcomes):
                    raise ValueError(f"refused: {outcomes}")
            answer(time.perf_counter() - began)


if __name__ == "__main__":
    asyncio.run(main())
