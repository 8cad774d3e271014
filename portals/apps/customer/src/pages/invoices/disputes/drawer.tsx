import { Alert, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import {
  customerShowDisputeQueryKey,
  customerWithdrawDispute,
  customerWriteInDispute,
  type DisputeDetails,
  type InvoiceView,
} from "@portico/api";
import {
  Confirm,
  Conversation,
  Facts,
  Loaded,
  Money,
  refresh,
  tell,
  useBoot,
  useFormats,
} from "@portico/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLineName } from "./line-name";
import { disputeOptions } from "./queries";
import { DisputeStatus } from "./status";

type Invoice = InvoiceView["invoice"];

interface Props {
  of: Invoice;
  disputeId: string | undefined;
  onClose: () => void;
}

/** A dispute beside the invoice: where it stands, what both sides wrote, how it ended (B9). */
export function DisputeDrawer({ of, disputeId, onClose }: Props) {
  const { t } = useTranslation("invoices");
  return (
    <Drawer
      opened={disputeId !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("disputes.title")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {disputeId && <Dispute key={disputeId} invoice={of} disputeId={disputeId} />}
    </Drawer>
  );
}

function Dispute({ invoice, disputeId }: { invoice: Invoice; disputeId: string }) {
  const query = useQuery(disputeOptions(invoice.invoice_id, disputeId));
  return (
    <Loaded query={query}>
      {(dispute) => (
        <Stack gap="lg">
          <Head of={dispute} invoice={invoice} />
          <Messages of={dispute} company={invoice.company_name} />
          {dispute.state === "open" && <Withdraw of={dispute} />}
        </Stack>
      )}
    </Loaded>
  );
}

function Head({ of, invoice }: { of: DisputeDetails; invoice: Invoice }) {
  const { t } = useTranslation("invoices");
  const { agency } = useBoot();
  const formats = useFormats();
  const nameOf = useLineName();
  const line = invoice.lines[of.line_number - 1];
  const known = { agency: agency.name, agreed: of.agreed ? formats.money(of.agreed) : "" };
  const facts: [string, React.ReactNode][] = [
    [t("disputes.line"), line ? nameOf(line) : of.work_order_title],
    [t("disputes.amount"), <Money key="amount" amount={of.amount} />],
  ];
  if (of.agreed) {
    facts.push([t("disputes.agreed"), <Money key="agreed" amount={of.agreed} />]);
  }
  return (
    <Stack gap="sm">
      <span role="status">
        <DisputeStatus state={of.state} />
      </span>
      <Text>
        {t(`disputes.standing.${of.waiting_for === "customer" ? "answered" : of.state}`, known)}
      </Text>
      <Facts facts={facts} />
      {of.resolution && (
        <Alert variant="light" color="gray" title={t("disputes.resolution", known)}>
          <span style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{of.resolution}</span>
        </Alert>
      )}
    </Stack>
  );
}

function Messages({ of, company }: { of: DisputeDetails; company: string }) {
  const { agency } = useBoot();
  const queries = useQueryClient();
  const path = { invoice_id: of.invoice_id, dispute_id: of.dispute_id };
  const send = async (text: string, key: string) => {
    const headers = { "Idempotency-Key": key };
    const { data } = await customerWriteInDispute({
      path,
      body: { text },
      headers,
      throwOnError: true,
    });
    queries.setQueryData(customerShowDisputeQueryKey({ path }), data);
  };
  return (
    <Conversation
      about={`dispute-${of.dispute_id}`}
      messages={of.conversation.map((message) => ({
        id: String(message.number),
        author: message.author_name,
        role: message.author_portal === "agency" ? agency.name : company,
        at: message.written_at,
        text: message.text,
      }))}
      {...(of.state === "open" && { onSend: send })}
    />
  );
}

function Withdraw({ of }: { of: DisputeDetails }) {
  const { t } = useTranslation("invoices");
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const withdraw = async () => {
    const path = { invoice_id: of.invoice_id, dispute_id: of.dispute_id };
    const { data } = await customerWithdrawDispute({
      path,
      body: { version: of.version },
      throwOnError: true,
    });
    queries.setQueryData(customerShowDisputeQueryKey({ path }), data);
    tell(t("disputes.withdraw.done"));
    await refresh(queries, ["invoices", "dashboard"]);
  };
  return (
    <Group>
      <Button variant="default" onClick={() => setAsks(true)}>
        {t("disputes.withdraw.action")}
      </Button>
      <Confirm
        opened={asks}
        onClose={() => setAsks(false)}
        title={t("disputes.withdraw.title")}
        action={t("disputes.withdraw.action")}
        onConfirm={withdraw}
      >
        <Text>{t("disputes.withdraw.what")}</Text>
      </Confirm>
    </Group>
  );
}
