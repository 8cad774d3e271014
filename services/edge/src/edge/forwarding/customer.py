"""`/api/customer`: what a contact approves, plans, pays, signs and asks."""

from edge.forwarding.conversations import disputes, inquiries
from edge.forwarding.files import files_of_work, saved
from edge.forwarding.operation import (
    ADD_COMPANY,
    ADD_LANGUAGE,
    Table,
    documents,
    identity,
    notifications,
    payments,
    timesheets,
)
from edge.live.invalidation import View
from edge.problems import PAYMENTS

CUSTOMER = Table(
    "customer",
    (
        timesheets("GET /projects", "list_projects", live=(View.PROJECTS,)),
        timesheets("GET /work", "list_work", live=(View.WORK,)),
        *files_of_work(),
        timesheets("GET /work/groups", "group_work", live=(View.WORK,)),
        timesheets("GET /work/summary", "summarise_work", live=(View.WORK,)),
        timesheets("GET /work/approval-preview", "preview_approval", live=(View.WORK,)),
        timesheets("POST /work/approve/preview", "preview_selected_work"),
        timesheets("POST /work/approve", "approve_work"),
        timesheets("POST /work/approve/undo/preview", "preview_undo_of_approval"),
        timesheets("POST /work/approve/undo", "undo_approval"),
        timesheets("POST /work/return", "return_work"),
        timesheets("GET /work/{entry_id}", "show_work", live=(View.WORK,)),
        timesheets("POST /work/{entry_id}/comments", "comment_on_work"),
        timesheets("GET /jobs", "list_jobs", live=(View.JOBS,)),
        timesheets("GET /jobs/calendar", "show_job_calendar", live=(View.JOBS,)),
        # Before the single job, of which one could be called "feed".
        timesheets("GET /jobs/feed", "show_job_feed"),
        timesheets("PUT /jobs/feed", "renew_job_feed", adds=ADD_LANGUAGE),
        timesheets("DELETE /jobs/feed", "revoke_job_feed"),
        timesheets("GET /jobs/{job_id}", "show_job", live=(View.JOBS,)),
        *saved(PAYMENTS, "invoices"),
        payments("GET /invoices", "list_invoices", live=(View.INVOICES,)),
        *disputes(),
        payments("POST /invoices/{invoice_id}/disputes", "dispute_invoice_lines"),
        payments("POST /invoices/{invoice_id}/disputes/{dispute_id}/withdraw", "withdraw_dispute"),
        payments(
            "GET /statement.xlsx",
            "save_statement_as_workbook",
            "/companies/{company_id}/statement.xlsx",
            adds=ADD_COMPANY | ADD_LANGUAGE,
            slow=True,
        ),
        payments(
            "GET /statement",
            "show_statement",
            "/companies/{company_id}/statement",
            live=(View.INVOICES,),
            adds=ADD_COMPANY,
        ),
        payments(
            "POST /statement/document",
            "print_statement",
            "/companies/{company_id}/statement/documents",
            adds=ADD_COMPANY | ADD_LANGUAGE,
        ),
        identity(
            "GET /company",
            "show_company",
            "/companies/{company_id}",
            live=(View.COMPANIES,),
            adds=ADD_COMPANY,
        ),
        identity("PUT /company", "change_company", "/companies/{company_id}", adds=ADD_COMPANY),
        identity(
            "GET /company/changes",
            "list_company_changes",
            "/companies/{company_id}/changes",
            live=(View.COMPANIES,),
            adds=ADD_COMPANY,
        ),
        identity("GET /stand-ins", "show_own_stand_ins", "/me/stand-ins", live=(View.STAND_INS,)),
        identity("POST /stand-ins", "name_own_stand_in", "/me/stand-ins"),
        identity(
            "POST /stand-ins/{stand_in_id}/end",
            "end_own_stand_in",
            "/me/stand-ins/{stand_in_id}/end",
        ),
        documents("GET /documents", "list_documents", live=(View.DOCUMENTS,)),
        documents("GET /documents/{document_id}", "show_document", live=(View.DOCUMENTS,)),
        documents("GET /documents/{document_id}/content", "download_document"),
        documents("GET /documents/{document_id}/preview", "preview_document"),
        documents("GET /offers", "list_offers", live=(View.OFFERS,)),
        documents("GET /offers/to-sign", "summarise_offers", live=(View.OFFERS,)),
        documents("GET /offers/signers", "list_signers", live=(View.OFFERS,)),
        documents("GET /offers/{offer_id}", "show_offer", live=(View.OFFERS,)),
        documents("GET /offers/{offer_id}/content", "download_offer"),
        documents("GET /offers/{offer_id}/preview", "preview_offer", slow=True),
        documents("POST /offers/{offer_id}/view", "view_offer"),
        documents("POST /offers/{offer_id}/sign", "sign_offer"),
        documents("POST /offers/{offer_id}/decline", "decline_offer"),
        documents("POST /offers/{offer_id}/forward", "forward_offer"),
        notifications(
            "GET /inquiries/summary", "summarise_inquiries", live=(View.INQUIRIES, View.AGENCY)
        ),
        *inquiries(),
        notifications("POST /inquiries", "start_inquiry"),
        notifications("POST /inquiries/{inquiry_id}/read", "read_inquiry"),
    ),
)
