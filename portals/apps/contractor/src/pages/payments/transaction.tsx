import { Anchor, Group, Stack, Text } from "@mantine/core";
import {
  contractorShowTransactionOptions,
  type HistoryItem,
  type TransactionDetails,
  type TransactionView,
} from "@portico/api";
import {
  ButtonLink,
  Card,
  type Column,
  CopyId,
  DataTable,
  Day,
  DetailPage,
  Facts,
  Money,
  MovedDay,
  Section,
  TextLink,
  Timeline,
  useBoot,
  useFormats,
  useToday,
} from "@portico/ui";
import { BackLink } from "@portico/ui/portal";
import { IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Calculation } from "./calculation";
import { MainDocument, MoreDocuments } from "./documents";
import { expectedSentence } from "./expected";
import { historySentence, type Sentence } from "./history";
import { isOrdered, netField, nextOf } from "./states";
import { Remarks, ReturnedStatus, StateStatus } from "./status";

// Few payments are ever returned: what is said of one is fetched where there is one.
const Returned = lazy(async () => ({ default: (await import("./returned")).Returned }));

const route = getRouteApi("/shell/payments/transactions/$transactionId");

/** A transaction: what it is for, how its amount came about, its document, what happened (C10). */
export function Transaction() {
  const { t } = useTranslation("payments");
  const { transactionId } = route.useParams();
  const query = useQuery(
    contractorShowTransactionOptions({ path: { transaction_id: transactionId } }),
  );
  const formats = useFormats();
  return (
    <DetailPage
      query={query}
      title={t("transaction")}
      back={<Back isPaid={query.data?.transaction.state === "paid"} />}
    >
      {({ transaction, documents, missing }) => ({
        // Two transactions of one work order are two tabs of the browser.
        title: `${transaction.work_order_title}, ${transaction.number}`,
        lead: `${transaction.company_name} · ${formats.range(transaction.period_start, transaction.period_end)}`,
        action: <Onward of={transaction} />,
        missing,
        summary: <Head of={transaction} />,
        next: (
          <>
            {transaction.returned && (
              <Suspense>
                <Returned of={transaction.returned} />
              </Suspense>
            )}
            {/* Who is processed again reads above what comes next, and whether there is anything to do. */}
            {!(transaction.returned && transaction.state === "processing") && (
              <Next of={transaction} />
            )}
          </>
        ),
        history: (
          <Section title={t("history.title")}>
            <Card>
              <History items={transaction.history} />
            </Card>
          </Section>
        ),
        content: (
          <Section title={t("lines.title")}>
            <Lines of={transaction} />
            <Card>
              <Calculation of={transaction} />
            </Card>
          </Section>
        ),
        document: (documents.length > 0 || !missing.includes("documents")) && (
          <Documents of={transaction} documents={documents} />
        ),
      })}
    </DetailPage>
  );
}

/** The list that it is in. */
function Back({ isPaid }: { isPaid: boolean }) {
  const { t } = useTranslation("payments");
  const section = isPaid ? "paid" : "pending";
  return <BackLink to={`/payments/${section}`}>{t(`sections.${section}`)}</BackLink>;
}

function Onward({ of }: { of: TransactionDetails }) {
  const { t } = useTranslation("payments");
  return (
    <Group gap="sm">
      <ButtonLink
        to="/trail/$workOrderId/$periodStart"
        params={{ workOrderId: of.work_order_id, periodStart: of.period_start }}
        variant="default"
        leftSection={<IconRoute size={18} aria-hidden />}
      >
        {t("to_trail")}
      </ButtonLink>
      {of.payment_id && (
        <ButtonLink to="/payments/paid/$paymentId" params={{ paymentId: of.payment_id }}>
          {t("to_payment")}
        </ButtonLink>
      )}
    </Group>
  );
}

function Documents({
  of,
  documents: [first, ...more],
}: {
  of: TransactionDetails;
  documents: TransactionView["documents"];
}) {
  const { t } = useTranslation("payments");
  const isTemp = of.contractor_kind === "temp";
  return (
    <Section title={t("document")}>
      <MainDocument document={first} expected={isTemp ? "paystub" : "contractor_invoice"} of={of} />
      <MoreDocuments documents={more} />
    </Section>
  );
}

function Head({ of }: { of: TransactionDetails }) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const today = useToday();
  const facts: [string, React.ReactNode][] = [
    [t("fields.work_order"), `${of.work_order_title} (${of.work_order_code})`],
    [t("fields.client"), of.company_name],
    [t("fields.project"), of.project_name],
    [t("fields.period"), formats.range(of.period_start, of.period_end)],
    [t(netField(of)), <Money key="net" amount={of.net} />],
    [t("fields.gross"), <Money key="gross" amount={of.gross} />],
    [t("fields.terms"), t(`terms.${of.pay_terms}`)],
    [t("fields.kind"), t(`kinds.${of.contractor_kind}`)],
    [t("fields.number"), <CopyId key="number" value={of.number} />],
  ];
  if (of.estimated_payment_on) {
    const day = of.estimated_payment_on;
    facts.unshift([
      t("fields.estimated"),
      <MovedDay key="day" day={day} moved={of.moved} texts="payments" />,
    ]);
  } else if (of.paid_on) {
    const field = isOrdered(of.paid_on, today) ? "estimated" : "paid_on";
    facts.unshift([t(`fields.${field}`), <Day key="paid" day={of.paid_on} />]);
  }
  return (
    <Card>
      <Group gap="md" align="center">
        <Text fz="1.75rem" fw={650} lh={1.2} component="span">
          <Money amount={of.net} />
        </Text>
        <Group gap="xs" role="status">
          <StateStatus state={of.state} paidOn={of.paid_on} />
          {of.returned && <ReturnedStatus />}
          <Remarks of={of} />
        </Group>
      </Group>
      <Facts facts={facts} />
    </Card>
  );
}

/** What comes next, and who has to act. What changes here by itself is said to a screen reader. */
function Next({ of }: { of: TransactionDetails }) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const { agency } = useBoot();
  const say = (key: string, values = {}) => t(key, values);
  const { key, day } = nextOf(of, useToday());
  const known = {
    amount: formats.money(of.net),
    taken_back: formats.money({ ...of.net, amount_minor: -of.net.amount_minor }),
    agency: agency.name,
    client: of.company_name,
    day: day && formats.longDay(day),
  };
  return (
    <Section title={t("next.title")}>
      <Card>
        <div role="status">
          <Text fw={600}>{t(`next.${key}.what`, known)}</Text>
          <Text c="dimmed">{t(`next.${key}.who`, known)}</Text>
          {of.client_payment && <Text>{expectedSentence(of.client_payment, say, formats)}</Text>}
        </div>
        {key === "on_hold" && (
          <Anchor href={`mailto:${agency.supportEmail}`}>{agency.supportEmail}</Anchor>
        )}
        {key === "reversed" && <TextLink to="/work">{t("next.reversed.do")}</TextLink>}
      </Card>
    </Section>
  );
}

type Line = TransactionDetails["lines"][number];

function Lines({ of }: { of: TransactionDetails }) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const columns: Column<Line>[] = [
    {
      id: "day",
      title: t("lines.day"),
      primary: true,
      cell: (line) => <Day day={line.work_on} />,
    },
    {
      id: "what",
      title: t("lines.what"),
      cell: (line) => (
        <Stack gap={0}>
          <span>{t(`articles.${line.article}`)}</span>
          {line.note && (
            <Text size="sm" c="dimmed" component="span">
              {line.note}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      id: "quantity",
      title: t("lines.quantity"),
      align: "right",
      cell: (line) => formats.quantity(line.article, line.quantity, line.amount.currency),
    },
    {
      id: "rate",
      title: t("lines.rate"),
      align: "right",
      cell: (line) => formats.rate(line.rate, line.amount.currency),
    },
    {
      id: "amount",
      title: t("lines.amount"),
      align: "right",
      cell: (line) => <Money amount={line.amount} />,
    },
  ];
  return (
    <DataTable
      caption={t("lines.title")}
      columns={columns}
      rows={of.lines}
      rowKey={(line) => `${line.entry_id} ${line.work_on} ${line.amount.amount_minor}`}
    />
  );
}

function History({ items }: { items: readonly HistoryItem[] }) {
  const { t, i18n } = useTranslation("payments");
  const formats = useFormats();
  const written = ({ key, day, otherDay, text, names }: Sentence) =>
    t(key, {
      day: day && formats.day(day),
      other_day: otherDay && formats.day(otherDay),
      text: names ? (names[i18n.language] ?? names.en) : text,
    });
  return (
    <Timeline
      label={t("history.title")}
      items={items.map((item) => {
        const { title, details } = historySentence(item, formats.timeZone);
        return {
          key: `${item.happened_at} ${item.what}`,
          title: t(title),
          detail: details.map((detail) => <div key={detail.key}>{written(detail)}</div>),
          who: item.actor_id === null ? t("history.by_itself") : item.actor_name,
          at: item.happened_at,
        };
      })}
    />
  );
}
