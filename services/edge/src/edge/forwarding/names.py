"""Names of shapes in the edge's contract, where they are not the services' own.

All services' shapes meet in one document, so a name says there what it is of.
"""

from collections.abc import Mapping

from edge.problems import DOCUMENTS, IDENTITY, NOTIFICATIONS, PAYMENTS, TIMESHEETS, ServiceName

NAMES: Mapping[ServiceName, Mapping[str, str]] = {
    IDENTITY: {
        "AccessBody": "AccessRequest",
        "ChangeBody": "PasswordChange",
        "CodeBody": "TotpCode",
        "CompanyBody": "CompanyRequest",
        "FactorsDetails": "Factors",
        "FirstLoginDetails": "FirstLogin",
        "InvitationBody": "InvitationRequest",
        "LinkDetails": "Link",
        "Method": "SecondFactor",
        "MethodDetails": "SignInMethod",
        "EndOtherSessionsResult": "EndOwnSessionsResult",
        "OwnMethods": "SignInMethods",
        "PasskeyDetails": "Passkey",
        "ProfileBody": "ProfileChange",
        "ProfileDetails": "Profile",
        "ProviderDetails": "SignInProvider",
        "Purpose": "LinkPurpose",
        "QrDetails": "QrCode",
        "RenameBody": "PasskeyName",
        "RenewalDetails": "Renewal",
        "SessionDetails": "OwnSession",
        "TemporaryPasswordDetails": "TemporaryPassword",
        "TermsDetails": "Terms",
        "TicketDetails": "SecondFactorChallenge",
    },
    TIMESHEETS: {
        "Article": "WorkOrderArticle",
        "CommentDetails": "WorkComment",
        "Grouping": "WorkGrouping",
        "Mode": "ImportMode",
        "RowRefusal": "RefusedRow",
        "Status": "WorkStatus",
        "Step": "WorkStepName",
        "StepDetails": "WorkStep",
        "VersionDetails": "WorkVersion",
    },
    PAYMENTS: {
        "BalanceDetails": "Balance",
        "Cause": "PostingCause",
        "ClientTotals": "ReportClient",
        "HistoryKind": "HistoryItemKind",
        "InvoiceRunResult": "InvoiceRun",
        "MonthTotals": "ReportMonth",
        "NextPayment": "NextScheduledPayment",
        "PayRunResult": "PayRun",
        "PostingDetails": "Posting",
        "PreviewRequest": "PayRunPreviewRequest",
        "ReceiptDetails": "Receipt",
        "Row": "ReportRow",
        "RunRequest": "PayRunRequest",
        "Sort": "TransactionSort",
        "StepName": "TrailStepName",
        "Sums": "PendingSums",
        "Totals": "ReportTotals",
    },
    DOCUMENTS: {
        "AttachmentDetails": "Attachment",
        "Consent": "OfferConsent",
        "Contact": "OfferContact",
        "Contacts": "OfferContacts",
        "DocumentDetails": "Document",
        "Evidence": "OfferEvidence",
        "EvidenceLine": "OfferEvidenceLine",
        "ExtendRequest": "OfferExtension",
        "ForwardRequest": "OfferForward",
        "ForwardingDetails": "OfferForwarding",
        "HistoryLine": "OfferHistoryLine",
        "OfferDetails": "Offer",
        "ReasonRequest": "OfferReason",
        "SignRequest": "OfferSignature",
        "Kind": "VerifiedKind",
        "SignerDetails": "OfferSigner",
        "State": "OfferState",
        "PendingSignatureSummary": "PendingOfferSignatures",
    },
    NOTIFICATIONS: {
        "AssignRequest": "InquiryAssignment",
        "Assignee": "InquiryAssignee",
        "Assignees": "InquiryAssignees",
        "CloseRequest": "CloseInquiryRequest",
        "InquiryDetails": "Inquiry",
        "LinkDetails": "InquiryLink",
        "MessageRequest": "InquiryMessageRequest",
        "SeenRequest": "ReadInquiryRequest",
        "Choice": "EmailChoice",
        "DeliveryDetails": "Delivery",
        "NotificationPage": "Notifications",
        "PreferencesDetails": "NotificationPreferences",
        "PreferencesRequest": "NotificationChoices",
        "State": "DeliveryState",
        "Subject": "NotificationSubject",
    },
}

BROWSERS_PART: Mapping[str, str] = {
    "AcceptInvitationBody": "AcceptInvitationRequest",
    "CheckBody": "PasswordToCheck",
    "ConfirmBody": "ConfirmRequest",
    "EndAllBody": "EndAllRequest",
    "FlowBody": "StartRequest",
    "ForgotBody": "ForgotRequest",
    "LinkBody": "LinkRequest",
    "LinkFlowBody": "LinkAccountRequest",
    "LoginBody": "LoginRequest",
    "PasskeyBody": "NewPasskey",
    "PasskeyLoginBody": "PasskeyLoginRequest",
    "ReportDocumentRequest": "ReportQuery",
    "ResetBody": "NewPasswordRequest",
    "SecondFactorBody": "ShownFactor",
    "TicketBody": "TicketRequest",
    "VerifyRequest": "DocumentToVerify",
    "WorkFileBody": "WorkFileRequest",
}
"""What a browser sends of a body that the edge completes: all but `ADDED`."""

ADDED = frozenset({"agency", "agency_id", "origin", "session_token", "language"})

READ: Mapping[ServiceName, tuple[str, ...]] = {
    IDENTITY: (
        "FirstLoginDetails",
        "FlowDetails",
        "FlowResult",
        "EndOtherSessionsResult",
        "OwnSessions",
        "Providers",
        "StartedSession",
        "TicketDetails",
    ),
    TIMESHEETS: ("ApprovalPreview", "WorkRow", "WorkSummary"),
    PAYMENTS: (
        "InvoiceDetails",
        "InvoicesSummary",
        "PaymentDetails",
        "PaymentSummary",
        "PendingSummary",
        "StuckEvents",
        "TransactionDetails",
        "TransactionSummary",
        "UnpaidSummary",
    ),
    DOCUMENTS: ("DocumentDetails", "PendingSignatureSummary"),
    NOTIFICATIONS: ("InquiriesOverview",),
}
"""What views read themselves: these become classes, by the services' names."""

SENT: Mapping[ServiceName, tuple[str, ...]] = {
    IDENTITY: (
        "AcceptInvitationBody",
        "EndAllBody",
        "FlowBody",
        "LinkBody",
        "LinkFlowBody",
        "LoginBody",
        "PasskeyLoginBody",
        "ResetBody",
        "ReturnBody",
        "SecondFactorBody",
        "SessionBody",
    )
}
"""What views send themselves, and what of it comes from the browser."""
