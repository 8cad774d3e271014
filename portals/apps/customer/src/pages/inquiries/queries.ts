import {
  customerListInquiriesOptions,
  customerListInvoicesOptions,
  customerListOffersOptions,
  customerShowInquiryOptions,
  customerSummariseInquiriesOptions,
} from "@portico/api";
import type { InquiriesSearch } from "./search";

/** What the addresses of these pages ask the edge for. */

const MOST_CHOICES = 100;

export function inquiriesOptions({ show, kind, q, sort, cursor }: InquiriesSearch) {
  return customerListInquiriesOptions({
    query: {
      ...(show === "unread" ? { unread: true } : show && { state: [show] }),
      ...(kind && { kind: [kind] }),
      search: q,
      sort,
      cursor,
    },
  });
}

export const inquiryOptions = (inquiryId: string) =>
  customerShowInquiryOptions({ path: { inquiry_id: inquiryId } });

/** Answers that were not seen, and whether one can write to the agency here. */
export const summaryOptions = () => customerSummariseInquiriesOptions();

/** The newest invoices and offers, to choose what is asked about. */
export const invoiceChoices = () => customerListInvoicesOptions({ query: { limit: MOST_CHOICES } });
export const offerChoices = () => customerListOffersOptions({ query: { limit: MOST_CHOICES } });
