import { type CompanyChangeDetails, customerListCompanyChangesOptions } from "@portico/api";
import { Card, Loaded, Section, Timeline, useBoot } from "@portico/ui";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useValueNames } from "./names";

/** As far back as the page shows. */
export const HISTORY = { query: { limit: 20 } };

/** Who changed what, newest first. */
export function History({ country }: { country: string }) {
  const { t } = useTranslation("company");
  const query = useQuery(customerListCompanyChangesOptions(HISTORY));
  return (
    <Section title={t("history.title")}>
      <Card>
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <span>{t("history.none")}</span>
            ) : (
              <Changes of={items} country={country} />
            )
          }
        </Loaded>
      </Card>
    </Section>
  );
}

function Changes({ of, country }: { of: readonly CompanyChangeDetails[]; country: string }) {
  const { t } = useTranslation("company");
  const who = useWho();
  const names = useValueNames(country);
  return (
    <Timeline
      label={t("history.title")}
      items={of.map((change) => ({
        key: String(change.version),
        title: change.changes.map(({ field }) => t(`fields.${field}`)).join(", "),
        detail: change.changes.map(({ field, before, after }) => (
          <div key={field} style={{ overflowWrap: "anywhere" }}>
            {t(before ? (after ? "history.changed" : "history.removed") : "history.set", {
              field: t(`fields.${field}`),
              before: names(field, before),
              after: names(field, after),
            })}
          </div>
        )),
        who: who(change),
        at: change.changed_at,
      }))}
    />
  );
}

/** The name of who changed it; of staff, with the agency's. */
export function useWho(): (change: CompanyChangeDetails) => string {
  const { agency } = useBoot();
  return ({ changed_by_name: name, changed_by_portal: portal }) =>
    portal === "agency" ? `${name} (${agency.name})` : name;
}
