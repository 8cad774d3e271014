import {
  customerListOffersOptions,
  customerListProjectsOptions,
  customerListSignersOptions,
  customerShowOfferOptions,
} from "@portico/api";
import type { OffersSearch } from "./search";

/** What the addresses of these pages ask the edge for. */

const MOST_PROJECTS = 200;

export function offersOptions({ show, project, q, cursor }: OffersSearch) {
  return customerListOffersOptions({
    query: {
      ...(show === "mine" && { awaiting_me: true }),
      ...(show === "open" && { state: ["sent", "signed_in_part"] }),
      ...(show === "signed" && { state: ["completed"] }),
      project_id: project,
      search: q,
      cursor,
    },
  });
}

export const offerOptions = (offerId: string) =>
  customerShowOfferOptions({ path: { offer_id: offerId } });

/** The projects within reach, to narrow the list by. */
export const projectOptions = () =>
  customerListProjectsOptions({ query: { limit: MOST_PROJECTS } });

/** Who at the company may sign. */
export const signersOptions = (companyId: string) =>
  customerListSignersOptions({ query: { company_id: companyId } });
