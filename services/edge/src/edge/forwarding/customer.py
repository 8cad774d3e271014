"""`/api/customer`: what a contact approves, plans, pays, signs and asks."""

from edge.forwarding.disputes import disputes
from edge.forwarding.files import files_of_work, saved
from edge.forwarding.inquiries import inquiries
from edge.forwarding.operation import ADD_COMPANY, ADD_LANGUAGE, Forward, Table
from edge.live.invalidation import View
from edge.problems import DOCUMENTS, IDENTITY, NOTIFICATIONS, PAYMENTS, TIMESHEETS

CUSTOMER = Table(
    "customer",
    (
        Forward("GET /projects", TIMESHEETS, "list_projects", live=(View.PROJECTS,)),
        Forward("GET /work", TIMESHEETS, "list_work", live=(View.WORK,)),
        *files_of_work(),
        Forward("GET /work/groups", TIMESHEETS, "group_work", live=(View.WORK,)),
        Forward("GET /work/summary", TIMESHEETS, "summarise_work", live=(View.WORK,)),
        Forward("GET /work/approval-preview", TIMESHEETS, "preview_approval", live=(View.WORK,)),
        Forward("POST /work/approve/preview", TIMESHEETS, "preview_selected_work"),
        Forward("POST /work/approve", TIMESHEETS, "approve_work"),
        Forward("POST /work/approve/undo/preview", TIMESHEETS, "preview_undo_of_approval"),
        Forward("POST /work/approve/undo", TIMESHEETS, "undo_approval"),
        Forward("POST /work/return", TIMESHEETS, "return_work"),
        Forward("GET /work/{entry_id}", TIMESHEETS, "show_work", live=(View.WORK,)),
        Forward("POST /work/{entry_id}/comments", TIMESHEETS, "comment_on_work"),
        Forward("GET /jobs", TIMESHEETS, "list_jobs", live=(View.JOBS,)),
        Forward("GET /jobs/calendar", TIMESHEETS, "show_job_calendar", live=(View.JOBS,)),
        # Before the single job, of which one could be called "feed".
        Forward("GET /jobs/feed", TIMESHEETS, "show_job_feed"),
        Forward("PUT /jobs/feed", TIMESHEETS, "renew_job_feed", adds=ADD_LANGUAGE),
        Forward("DELETE /jobs/feed", TIMESHEETS, "revoke_job_feed"),
        Forward("GET /jobs/{job_id}", TIMESHEETS, "show_job", live=(View.JOBS,)),
        *saved(PAYMENTS, "invoices"),
        Forward("GET /invoices", PAYMENTS, "list_invoices", live=(View.INVOICES,)),
        *disputes(),
        Forward("POST /invoices/{invoice_id}/disputes", PAYMENTS, "dispute_invoice_lines"),
        Forward(
            "POST /invoices/{invoice_id}/disputes/{dispute_id}/withdraw",
            PAYMENTS,
            "withdraw_dispute",
        ),
        Forward(
            "GET /statement.xlsx",
            PAYMENTS,
            "save_statement_as_workbook",
            "/companies/{company_id}/statement.xlsx",
            adds=ADD_COMPANY | ADD_LANGUAGE,
            slow=True,
        ),
        Forward(
            "GET /statement",
            PAYMENTS,
            "show_statement",
            "/companies/{company_id}/statement",
            live=(View.INVOICES,),
            adds=ADD_COMPANY,
        ),
        Forward(
            "POST /statement/document",
            PAYMENTS,
            "print_statement",
            "/companies/{company_id}/statement/documents",
            adds=ADD_COMPANY | ADD_LANGUAGE,
        ),
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
        Forward(
            "GET /company/changes",
            IDENTITY,
            "list_company_changes",
            "/companies/{company_id}/changes",
            live=(View.COMPANIES,),
            adds=ADD_COMPANY,
        ),
        Forward(
            "GET /stand-ins",
            IDENTITY,
            "show_own_stand_ins",
            "/me/stand-ins",
            live=(View.STAND_INS,),
        ),
        Forward("POST /stand-ins", IDENTITY, "name_own_stand_in", "/me/stand-ins"),
        Forward(
            "POST /stand-ins/{stand_in_id}/end",
            IDENTITY,
            "end_own_stand_in",
            "/me/stand-ins/{stand_in_id}/end",
        ),
        Forward("GET /documents", DOCUMENTS, "list_documents", live=(View.DOCUMENTS,)),
        Forward("GET /documents/{document_id}", DOCUMENTS, "show_document", live=(View.DOCUMENTS,)),
        Forward("GET /documents/{document_id}/content", DOCUMENTS, "download_document"),
        Forward("GET /documents/{document_id}/preview", DOCUMENTS, "preview_document"),
        Forward("GET /offers", DOCUMENTS, "list_offers", live=(View.OFFERS,)),
        Forward("GET /offers/to-sign", DOCUMENTS, "summarise_offers", live=(View.OFFERS,)),
        Forward("GET /offers/signers", DOCUMENTS, "list_signers", live=(View.OFFERS,)),
        Forward("GET /offers/{offer_id}", DOCUMENTS, "show_offer", live=(View.OFFERS,)),
        Forward("GET /offers/{offer_id}/content", DOCUMENTS, "download_offer"),
        Forward("GET /offers/{offer_id}/preview", DOCUMENTS, "preview_offer", slow=True),
        Forward("POST /offers/{offer_id}/view", DOCUMENTS, "view_offer"),
        Forward("POST /offers/{offer_id}/sign", DOCUMENTS, "sign_offer"),
        Forward("POST /offers/{offer_id}/decline", DOCUMENTS, "decline_offer"),
        Forward("POST /offers/{offer_id}/forward", DOCUMENTS, "forward_offer"),
        Forward(
            "GET /inquiries/summary",
            NOTIFICATIONS,
            "summarise_inquiries",
            live=(View.INQUIRIES, View.AGENCY),
        ),
        *inquiries(),
        Forward("POST /inquiries", NOTIFICATIONS, "start_inquiry"),
        Forward("POST /inquiries/{inquiry_id}/read", NOTIFICATIONS, "read_inquiry"),
    ),
)
