import { Stack, Text } from "@mantine/core";
import { type AgencyDashboard, agencyDashboardOptions } from "@portico/api";
import {
  EmptyState,
  FigureCard,
  Figures,
  FiguresSkeleton,
  Loaded,
  MissingParts,
  Page,
  SumsCard,
  useBoot,
  useFormats,
} from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Stuck } from "./stuck";

/** The edge counts no further. */
const MOST_INVITED = 200;

/** What waits at the agency, and what Portico could not process. */
export function Home() {
  const { t } = useTranslation("home");
  const { person } = useMe();
  const query = useQuery(agencyDashboardOptions());
  return (
    <Page title={t("title", { name: person.name.split(" ")[0] })} lead={t("lead")}>
      <Loaded query={query} skeleton={<FiguresSkeleton cards={6} />}>
        {(shown) => (
          <Stack gap="xl">
            <MissingParts missing={shown.missing} onRetry={() => void query.refetch()} />
            <Stuck items={shown.stuck} />
            <Cards shown={shown} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

interface Part {
  shown: AgencyDashboard;
}

const SHOWN_WITH = [
  "work.manage",
  "transactions.view",
  "invoices.manage",
  "people.manage",
] as const;

/** What the person's permissions show. */
function Cards({ shown }: Part) {
  const { t } = useTranslation("home");
  const { agency } = useBoot();
  const { permissions } = useMe().person;
  const may = (permission: (typeof SHOWN_WITH)[number]) => permissions.includes(permission);
  if (!SHOWN_WITH.some(may)) {
    return (
      <EmptyState title={t("nothing_title")}>{t("nothing", { agency: agency.name })}</EmptyState>
    );
  }
  const isAway = shown.missing.includes("payments");
  const transactions = { isAway, count: (count: number) => t("transactions", { count }) };
  return (
    <Figures>
      {may("work.manage") && <PendingApproval shown={shown} />}
      {may("transactions.view") && (
        <>
          <SumsCard {...transactions} title={t("ready_to_pay")} sums={shown.ready_to_pay} />
          <SumsCard {...transactions} title={t("on_hold")} sums={shown.on_hold} />
          <SumsCard {...transactions} title={t("for_clients")} sums={shown.waiting_for_clients} />
        </>
      )}
      {may("invoices.manage") && (
        <SumsCard
          title={t("overdue")}
          sums={shown.overdue_invoices}
          isAway={isAway}
          count={(count) => t("invoices", { count })}
        />
      )}
      {may("people.manage") && <Invited shown={shown} />}
    </Figures>
  );
}

function PendingApproval({ shown }: Part) {
  const { t } = useTranslation("home");
  const formats = useFormats();
  const waiting = shown.work?.to_approval;
  const isSome = waiting !== undefined && waiting.count > 0;
  return (
    <FigureCard
      title={t("to_approval")}
      subject="work"
      isAway={waiting === undefined}
      figure={isSome && t("entries", { count: waiting.count })}
    >
      {isSome && <Text>{formats.hours(waiting.hours)}</Text>}
    </FigureCard>
  );
}

function Invited({ shown }: Part) {
  const { t } = useTranslation("home");
  const count = shown.invited;
  const isSome = count !== null && count > 0;
  const said = count === MOST_INVITED ? "people_or_more" : "people";
  return (
    <FigureCard
      title={t("invited")}
      isAway={count === null}
      figure={isSome && t(said, { count })}
    />
  );
}
