"""Names for ids, so that a signature says which id it takes. All are UUIDs (version 7 when new)."""

from typing import NewType
from uuid import UUID

AgencyId = NewType("AgencyId", UUID)
PersonId = NewType("PersonId", UUID)
CompanyId = NewType("CompanyId", UUID)
ProjectId = NewType("ProjectId", UUID)
WorkOrderId = NewType("WorkOrderId", UUID)
JobId = NewType("JobId", UUID)
EntryId = NewType("EntryId", UUID)
TransactionId = NewType("TransactionId", UUID)
PaymentId = NewType("PaymentId", UUID)
PayRunId = NewType("PayRunId", UUID)
InvoiceId = NewType("InvoiceId", UUID)
CreditNoteId = NewType("CreditNoteId", UUID)
RefundId = NewType("RefundId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
DisputeId = NewType("DisputeId", UUID)
DocumentId = NewType("DocumentId", UUID)
AttachmentId = NewType("AttachmentId", UUID)
OfferId = NewType("OfferId", UUID)
InquiryId = NewType("InquiryId", UUID)
EmailId = NewType("EmailId", UUID)
EventId = NewType("EventId", UUID)
