import {
  type CompanyDetails,
  customerChangeCompany,
  customerListCompanyChangesQueryKey,
  customerShowCompanyQueryKey,
  isProblem,
} from "@portico/api";
import { useRecent } from "@portico/ui/account";
import { useQueryClient } from "@tanstack/react-query";
import { bodyOf, conflictsOf, type Draft, valuesOf } from "./fields";

/** How often it is sent again when others change other fields at the same time. */
const MOST_ATTEMPTS = 5;

/**
 * Saves a draft. Where others changed other fields meanwhile, it goes over theirs; where they
 * changed the same ones, nothing is saved, their values are shown, and the error says so.
 */
export function useSaving() {
  const queries = useQueryClient();
  const withRecent = useRecent();
  const show = (company: CompanyDetails) => {
    queries.setQueryData(customerShowCompanyQueryKey(), company);
    void queries.invalidateQueries({ queryKey: customerListCompanyChangesQueryKey() });
  };
  return async (draft: Draft, company: CompanyDetails): Promise<CompanyDetails | undefined> => {
    let now = company;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const body = bodyOf(draft, now);
        const { data } = await withRecent(() => customerChangeCompany({ body }));
        if (data) show(data);
        return data;
      } catch (error) {
        if (isProblem(error, "agencys_terms") || isProblem(error, "forbidden")) {
          void queries.invalidateQueries({ queryKey: customerShowCompanyQueryKey() });
        }
        if (!isProblem(error, "company_changed")) throw error;
        now = error.document.company as CompanyDetails;
        show(now);
        const isMine = conflictsOf(draft, valuesOf(now)).length > 0;
        if (isMine || attempt === MOST_ATTEMPTS) throw error;
      }
    }
  };
}
