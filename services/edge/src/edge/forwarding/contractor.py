"""`/api/contractor`: what a contractor earns and when it is paid, and the work to log."""

from edge.forwarding.files import saved
from edge.forwarding.operation import ADD_LANGUAGE, Table, documents, identity, payments, timesheets
from edge.live.invalidation import View
from edge.problems import PAYMENTS

IMPORT_BYTES = 16 * 1024 * 1024

OWN = Table(
    "contractor",
    (
        *saved(PAYMENTS, "transactions"),
        payments("GET /transactions", "list_transactions", live=(View.TRANSACTIONS,)),
        payments("GET /transactions/summary", "summarise_transactions", live=(View.TRANSACTIONS,)),
        *saved(PAYMENTS, "payments"),
        payments("GET /payments", "list_payments", live=(View.PAYMENTS,)),
        *saved(PAYMENTS, "report"),
        payments(
            "POST /report/document", "print_report", "/my/report/documents", adds=ADD_LANGUAGE
        ),
        payments("GET /report", "show_report", live=(View.REPORT,)),
        payments("GET /trail", "list_trail", live=(View.TRAIL,)),
        payments("GET /trail/{work_order_id}/{period_start}", "show_trail", live=(View.TRAIL,)),
        timesheets("GET /work", "list_work", live=(View.WORK,)),
        timesheets("GET /work/summary", "summarise_work", live=(View.WORK,)),
        timesheets("POST /work", "log_work"),
        timesheets(
            "POST /work/import", "import_work", takes=("text/csv",), body_bytes=IMPORT_BYTES
        ),
        timesheets("POST /work/submit", "submit_work"),
        timesheets("GET /work/copy", "preview_copy_of_work"),
        timesheets("POST /work/copy", "copy_work"),
        timesheets("GET /work/{entry_id}", "show_work", live=(View.WORK,)),
        timesheets("PUT /work/{entry_id}", "change_work"),
        timesheets("DELETE /work/{entry_id}", "remove_work"),
        timesheets("POST /work/{entry_id}/comments", "comment_on_work"),
        identity("PUT /bank-account", "change_bank_account", "/me/bank-account"),
        timesheets("GET /work-orders", "list_work_orders", live=(View.WORK_ORDERS,)),
    ),
    prefix="/my",
)

DOCUMENTS_OF_CONTRACTOR = Table(
    "contractor",
    (
        documents("GET /documents", "list_documents", live=(View.DOCUMENTS,)),
        documents("GET /documents/{document_id}", "show_document", live=(View.DOCUMENTS,)),
        documents("GET /documents/{document_id}/content", "download_document"),
        documents("GET /documents/{document_id}/preview", "preview_document"),
    ),
)
