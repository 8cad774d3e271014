"""`/api/customer`: the work that a contact approves, and the company's invoices."""

from edge.forwarding.operation import ADD_COMPANY, Forward, Table
from edge.live.staleness import View
from edge.problems import DOCUMENTS, IDENTITY, PAYMENTS, TIMESHEETS

CUSTOMER = Table(
    "customer",
    (
        Forward("GET /projects", TIMESHEETS, "list_projects", live=(View.PROJECTS,)),
        Forward("GET /work", TIMESHEETS, "list_work", live=(View.WORK,)),
        Forward("GET /work/summary", TIMESHEETS, "summarise_work", live=(View.WORK,)),
        Forward("GET /work/approval-preview", TIMESHEETS, "preview_approval", live=(View.WORK,)),
        Forward("POST /work/approve/preview", TIMESHEETS, "preview_selected_work"),
        Forward("POST /work/approve", TIMESHEETS, "approve_work"),
        Forward("POST /work/return", TIMESHEETS, "return_work"),
        Forward("GET /work/{entry_id}", TIMESHEETS, "show_work", live=(View.WORK,)),
        Forward("POST /work/{entry_id}/comments", TIMESHEETS, "comment_on_work"),
        Forward("GET /invoices", PAYMENTS, "list_invoices", live=(View.INVOICES,)),
        Forward(
            "GET /company",
            IDENTITY,
            "show_company",
            "/companies/{company_id}",
            live=(View.COMPANIES,),
            adds=ADD_COMPANY,
        ),
        Forward(
            "PUT /company", IDENTITY, "change_company", "/companies/{company_id}", adds=ADD_COMPANY
        ),
        Forward("GET /documents", DOCUMENTS, "list_documents", live=(View.DOCUMENTS,)),
        Forward("GET /documents/{document_id}/content", DOCUMENTS, "download_document"),
        Forward("GET /documents/{document_id}/preview", DOCUMENTS, "preview_document"),
    ),
)
