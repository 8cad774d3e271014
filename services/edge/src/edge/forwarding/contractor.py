"""`/api/contractor`: what a contractor earns and when it is paid, and the work to log."""

from edge.forwarding.files import saved
from edge.forwarding.operation import ADD_LANGUAGE, Forward, Table
from edge.live.invalidation import View
from edge.problems import DOCUMENTS, IDENTITY, PAYMENTS, TIMESHEETS

OWN = Table(
    "contractor",
    (
        *saved(PAYMENTS, "transactions"),
        Forward("GET /transactions", PAYMENTS, "list_transactions", live=(View.TRANSACTIONS,)),
        Forward(
            "GET /transactions/summary",
            PAYMENTS,
            "summarise_transactions",
            live=(View.TRANSACTIONS,),
        ),
        *saved(PAYMENTS, "payments"),
        Forward("GET /payments", PAYMENTS, "list_payments", live=(View.PAYMENTS,)),
        *saved(PAYMENTS, "report"),
        Forward(
            "POST /report/document",
            PAYMENTS,
            "print_report",
            "/my/report/documents",
            adds=ADD_LANGUAGE,
        ),
        Forward("GET /report", PAYMENTS, "show_report", live=(View.REPORT,)),
        Forward("GET /trail", PAYMENTS, "list_trail", live=(View.TRAIL,)),
        Forward(
            "GET /trail/{work_order_id}/{period_start}", PAYMENTS, "show_trail", live=(View.TRAIL,)
        ),
        Forward("GET /work", TIMESHEETS, "list_work", live=(View.WORK,)),
        Forward("GET /work/summary", TIMESHEETS, "summarise_work", live=(View.WORK,)),
        Forward("POST /work", TIMESHEETS, "log_work"),
        Forward(
            "POST /work/import", TIMESHEETS, "import_work", takes=("text/csv",), body_bytes=None
        ),
        Forward("POST /work/submit", TIMESHEETS, "submit_work"),
        Forward("GET /work/copy", TIMESHEETS, "preview_copy_of_work"),
        Forward("POST /work/copy", TIMESHEETS, "copy_work"),
        Forward("GET /work/{entry_id}", TIMESHEETS, "show_work", live=(View.WORK,)),
        Forward("PUT /work/{entry_id}", TIMESHEETS, "change_work"),
        Forward("DELETE /work/{entry_id}", TIMESHEETS, "remove_work"),
        Forward("POST /work/{entry_id}/comments", TIMESHEETS, "comment_on_work"),
        Forward("PUT /bank-account", IDENTITY, "change_bank_account", "/me/bank-account"),
        Forward("GET /work-orders", TIMESHEETS, "list_work_orders", live=(View.WORK_ORDERS,)),
    ),
    prefix="/my",
)

DOCUMENTS_OF_CONTRACTOR = Table(
    "contractor",
    (
        Forward("GET /documents", DOCUMENTS, "list_documents", live=(View.DOCUMENTS,)),
        Forward("GET /documents/{document_id}", DOCUMENTS, "show_document", live=(View.DOCUMENTS,)),
        Forward("GET /documents/{document_id}/content", DOCUMENTS, "download_document"),
        Forward("GET /documents/{document_id}/preview", DOCUMENTS, "preview_document"),
    ),
)
