import { Stack, Text } from "@mantine/core";
import { type CustomerHome, customerHomeOptions } from "@portico/api";
import {
  EmptyState,
  FigureCard,
  Figures,
  FiguresSkeleton,
  Loaded,
  MissingParts,
  Moneys,
  Page,
  SumsCard,
  TextLink,
  useBoot,
  useFormats,
} from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useApproves } from "../work/approves";

/** What waits for this contact (K3): work to approve, invoices to pay, offers to sign, answers. */
export function Home() {
  const { t } = useTranslation("home");
  const { person } = useMe();
  const query = useQuery(customerHomeOptions());
  return (
    <Page title={t("title", { name: person.name.split(" ")[0] })} lead={t("lead")}>
      <Loaded query={query} skeleton={<FiguresSkeleton cards={3} />}>
        {(shown) => (
          <Stack gap="xl">
            <MissingParts missing={shown.missing} onRetry={() => void query.refetch()} />
            <Cards shown={shown} />
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

interface Part {
  shown: CustomerHome;
}

/** What the person's permissions show. */
function Cards({ shown }: Part) {
  const { t } = useTranslation("home");
  const { agency } = useBoot();
  const { permissions } = useMe().person;
  const approves = useApproves();
  const seesInvoices = permissions.includes("invoices.view");
  const signs = permissions.includes("offers.view") && permissions.includes("offers.sign");
  const asks = permissions.includes("inquiries");
  if (!approves && !seesInvoices && !signs && !asks) {
    return (
      <EmptyState title={t("nothing_title")}>{t("nothing", { agency: agency.name })}</EmptyState>
    );
  }
  const invoices = {
    isAway: shown.missing.includes("payments"),
    count: (count: number) => t("invoices", { count }),
  };
  return (
    <Figures>
      {approves && <PendingApproval shown={shown} />}
      {seesInvoices && (
        <>
          <SumsCard
            {...invoices}
            title={t("unpaid")}
            subject="invoices"
            sums={shown.unpaid_invoices}
            link={<ToInvoices state="not_paid" />}
          />
          <SumsCard
            {...invoices}
            title={t("overdue")}
            sums={shown.overdue_invoices}
            link={<ToInvoices state="overdue" />}
          />
          {shown.disputed_invoices !== null && shown.disputed_invoices.count > 0 && (
            <SumsCard
              {...invoices}
              title={t("disputed")}
              sums={shown.disputed_invoices}
              link={<ToInvoices state="disputed" />}
            />
          )}
        </>
      )}
      {signs && <ToSign shown={shown} />}
      {asks && <Answers shown={shown} />}
    </Figures>
  );
}

function ToInvoices({ state }: { state: "not_paid" | "overdue" | "disputed" }) {
  const { t } = useTranslation("home");
  return (
    <TextLink to="/invoices" search={{ state }}>
      {t(`to_${state}`)}
    </TextLink>
  );
}

function PendingApproval({ shown }: Part) {
  const { t } = useTranslation("home");
  const formats = useFormats();
  const work = shown.to_approval;
  const isSome = work !== null && work.count > 0;
  return (
    <FigureCard
      title={t("to_approval")}
      subject="work"
      isAway={work === null}
      figure={isSome && t("entries", { count: work.count })}
    >
      {isSome && (
        <>
          <Text component="div">
            {formats.hours(work.hours)}
            {work.amounts && <Moneys amounts={work.amounts} />}
          </Text>
          <TextLink to="/work">{t("to_work")}</TextLink>
        </>
      )}
    </FigureCard>
  );
}

function ToSign({ shown }: Part) {
  const { t } = useTranslation("home");
  const formats = useFormats();
  const offers = shown.offers_to_sign;
  const isSome = offers !== null && offers.count > 0;
  return (
    <FigureCard
      title={t("offers")}
      subject="offers"
      isAway={offers === null}
      figure={isSome && t("offers_count", { count: offers.count })}
    >
      {isSome && (
        <>
          <Text component="div">
            {offers.oldest_sent_at && (
              <div>{t("offers_since", { on: formats.momentDay(offers.oldest_sent_at) })}</div>
            )}
            {offers.next_expires_at && (
              <div>
                {t("offers_until", { on: formats.momentDay(lastOf(offers.next_expires_at)) })}
              </div>
            )}
          </Text>
          <TextLink to="/offers" search={{ show: "mine" }}>
            {t("to_mine")}
          </TextLink>
        </>
      )}
    </FigureCard>
  );
}

function Answers({ shown }: Part) {
  const { t } = useTranslation("home");
  const formats = useFormats();
  const answers = shown.answered_inquiries;
  const isSome = answers !== null && answers.count > 0;
  return (
    <FigureCard
      title={t("answers")}
      subject="inquiries"
      isAway={answers === null}
      figure={isSome && t("answers_count", { count: answers.count })}
    >
      {isSome && (
        <>
          {answers.oldest_at && (
            <Text>{t("answers_since", { on: formats.momentDay(answers.oldest_at) })}</Text>
          )}
          <TextLink to="/inquiries" search={{ show: "unread" }}>
            {t("to_answers")}
          </TextLink>
        </>
      )}
    </FigureCard>
  );
}

/** The time is over at midnight, and so on the next day: the last one is that before. */
const lastOf = (moment: string) => new Date(new Date(moment).getTime() - 60_000).toISOString();
