import { choice, cursor, id, text } from "@portico/ui/portal";
import * as z from "zod/mini";

/** `unread`: with an answer that I have not seen; the others are how far it is. */
export const INQUIRY_FILTERS = ["unread", "open", "answered", "closed"] as const;

/** What it is about. */
export const INQUIRY_KINDS = ["new_business", "invoice", "offer"] as const;

export type InquiryKind = (typeof INQUIRY_KINDS)[number];

/** Inquiries by how far they are, by what they are about, by their subject. */
export const inquiriesSearch = z.object({
  show: choice(INQUIRY_FILTERS),
  kind: choice(INQUIRY_KINDS),
  q: text(100),
  sort: choice(["activity", "-activity"]),
  cursor,
});

export type InquiriesSearch = z.infer<typeof inquiriesSearch>;

/** What a new one is about, where it is asked from the page of an invoice or an offer. */
export const newInquirySearch = z.object({ invoice: id, offer: id });
