import { Alert } from "@mantine/core";
import { customerShowCompanyOptions } from "@portico/api";
import { Loaded, Page, RowsSkeleton, useBoot } from "@portico/ui";
import { RecentSignIn } from "@portico/ui/account";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { CompanyForm } from "./form";
import { History } from "./history";

/** The person's company: who it is, where its invoices go, and what they say (K7). */
export function CompanyPage() {
  const { t } = useTranslation("company");
  const { agency } = useBoot();
  const query = useQuery(customerShowCompanyOptions());
  return (
    <Page title={t("title")} lead={t("lead", { agency: agency.name })}>
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} height={200} />}>
        {(company) => (
          <RecentSignIn>
            {company.may_change.length === 0 && (
              <Alert color="gray" variant="light" icon={<IconInfoCircle aria-hidden />}>
                {t("read_only", { agency: agency.name })}
              </Alert>
            )}
            <CompanyForm company={company} key={company.company_id} />
            {company.may_change.length > 0 && <History country={company.address.country} />}
          </RecentSignIn>
        )}
      </Loaded>
    </Page>
  );
}
