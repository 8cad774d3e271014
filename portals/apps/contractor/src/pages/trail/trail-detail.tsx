import { Group, List, Stack, Text } from "@mantine/core";
import type { TrailDetails, TrailTransaction } from "@portico/api";
import {
  ButtonLink,
  Card,
  type Column,
  DataTable,
  ErrorState,
  Facts,
  Money,
  Page,
  RowsSkeleton,
  Section,
  TextLink,
  Timeline,
  useFormats,
} from "@portico/ui";
import { BackLink } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { StateStatus } from "../payments/status";
import { trailDetailOptions } from "./queries";
import { useReader } from "./reader";
import { movedSentence, nowOf, paidKey, stepSentence, waiting } from "./sentences";
import { Stages } from "./stages";

const route = getRouteApi("/shell/trail/$workOrderId/$periodStart");

/** One piece of work with everything that happened on its way to money (C14). */
export function TrailDetail() {
  const { t } = useTranslation("trail");
  const formats = useFormats();
  const { workOrderId, periodStart } = route.useParams();
  const { today } = useReader();
  const query = useQuery(trailDetailOptions(workOrderId, periodStart));
  const back = <BackLink to="/trail">{t("title")}</BackLink>;
  if (!query.data) {
    return (
      <Page title={t("piece")} back={back}>
        {query.isError ? (
          <ErrorState isOfAddress error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <RowsSkeleton rows={4} height={96} />
        )}
      </Page>
    );
  }
  const piece = query.data;
  const period = formats.range(piece.period_start, piece.period_end);
  // Work that is not approved has no price yet: that is not nothing.
  const isPriced = piece.stages.some((stage) => stage.stage === "approved" && stage.amount);
  const amounts: [string, ReactNode][] = isPriced
    ? [
        [t("fields.gross"), <Money key="gross" amount={piece.gross} />],
        [t("fields.net"), <Money key="net" amount={piece.net} />],
      ]
    : [];
  // A payment to come is not one of 0.00.
  if (piece.paid.amount_minor !== 0) {
    const field = t(`fields.${paidKey(piece, today)}`);
    amounts.push([field, <Money key="paid" amount={piece.paid} />]);
  }
  return (
    <Page
      title={piece.work_order_title}
      lead={[piece.company_name, period].filter(Boolean).join(" · ")}
      back={back}
      action={piece.waits_for === "correction" && <ToCorrect />}
    >
      <Now piece={piece} />
      <Card>
        <Facts
          facts={[
            [t("fields.work_order"), `${piece.work_order_title} (${piece.work_order_code})`],
            [t("fields.project"), piece.project_name ?? "—"],
            ...amounts,
            [t("fields.terms"), t(`terms.${piece.pay_terms}`)],
          ]}
        />
      </Card>
      {piece.transactions.length > 0 && (
        <Section title={t("transactions")}>
          <Transactions of={piece} />
        </Section>
      )}
      <Section title={t("timeline")}>
        <Card>
          <Happened of={piece} />
        </Card>
      </Section>
    </Page>
  );
}

function ToCorrect() {
  const { t } = useTranslation("trail");
  return <ButtonLink to="/work">{t("to_correct")}</ButtonLink>;
}

/** Where it stands. What changes here by itself is said to a screen reader. */
function Now({ piece }: { piece: TrailDetails }) {
  const { t } = useTranslation("trail");
  const reader = useReader();
  const [first, ...more] = piece.waits;
  const moved = first && movedSentence(first, reader);
  return (
    <Card>
      <Stack gap={4} role="status">
        <Text fw={600} fz="lg">
          {nowOf(piece, reader)}
        </Text>
        {moved && <Text c="dimmed">{moved}</Text>}
        {more.length > 0 && (
          <>
            <Text c="dimmed">{t("also")}</Text>
            <List>
              {more.map((wait) => (
                <List.Item key={wait.waits_for}>
                  {waiting(wait, piece.company_name, reader)}
                </List.Item>
              ))}
            </List>
          </>
        )}
      </Stack>
      <Stages of={piece} />
    </Card>
  );
}

function Transactions({ of }: { of: TrailDetails }) {
  const { t } = useTranslation("trail");
  const formats = useFormats();
  const columns: Column<TrailTransaction>[] = [
    {
      id: "number",
      title: t("fields.transaction"),
      primary: true,
      cell: (row) => (
        <TextLink
          to="/payments/transactions/$transactionId"
          params={{ transactionId: row.transaction_id }}
        >
          {row.number}
        </TextLink>
      ),
    },
    {
      id: "created",
      title: t("fields.created"),
      cell: (row) => formats.momentDay(row.created_at),
    },
    {
      id: "state",
      title: t("fields.state"),
      cell: (row) => (
        <Group gap="xs" justify="inherit">
          <StateStatus state={row.state} paidOn={row.paid_on} />
        </Group>
      ),
    },
    {
      id: "net",
      title: t("fields.net"),
      align: "right",
      cell: (row) => <Money amount={row.net} />,
    },
  ];
  return (
    <DataTable
      caption={t("transactions")}
      columns={columns}
      rows={of.transactions}
      rowKey={(row) => row.transaction_id}
    />
  );
}

function Happened({ of }: { of: TrailDetails }) {
  const { t } = useTranslation("trail");
  const reader = useReader();
  return (
    <Timeline
      label={t("timeline")}
      items={of.timeline.map((step, at) => {
        const { title, details } = stepSentence(step, reader);
        return {
          key: `${of.timeline.length - at}`,
          title,
          detail: details.map((detail) => <div key={detail}>{detail}</div>),
          who: step.name ?? t(`parties.${step.party}`),
          at: step.at,
        };
      })}
    />
  );
}
