import { Anchor, Group, Text } from "@mantine/core";
import type { InvoiceView } from "@portico/api";
import {
  Card,
  type Column,
  CopyId,
  DataTable,
  Day,
  DetailPage,
  DocumentPreview,
  daysSince,
  Facts,
  FoldedDocuments,
  Money,
  MovedDay,
  Section,
  Unbroken,
  useBoot,
  useFormats,
  useToday,
} from "@portico/ui";
import { BackLink } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { Trans, useTranslation } from "react-i18next";
import { AskLink } from "../inquiries/ask";
import { amountOf, balanceOf } from "./amounts";
import { CreditNotes } from "./credit-notes";
import { DisputeDrawer } from "./disputes/drawer";
import { StartDispute } from "./disputes/start";
import { LateCharges } from "./late-charges";
import { invoiceOptions } from "./queries";
import { InvoiceStatus } from "./state";
import { WorkBehind } from "./work-behind";

const route = getRouteApi("/shell/invoices/$invoiceId");
const DOCUMENTS = "/api/customer/documents";

type Details = InvoiceView["invoice"];

/** An invoice: what is open of it, the work behind it, what was paid, and its PDF (K13). */
export function Invoice() {
  const { t } = useTranslation("invoices");
  const { invoiceId } = route.useParams();
  const query = useQuery(invoiceOptions(invoiceId));
  const formats = useFormats();
  return (
    <DetailPage
      query={query}
      title={t("invoice")}
      back={<BackLink to="/invoices">{t("title")}</BackLink>}
    >
      {({ invoice, documents, missing }) => ({
        title: t("numbered", { number: invoice.number }),
        lead: [
          invoice.project_name ?? invoice.company_name,
          formats.range(invoice.period_start, invoice.period_end),
        ].join(" · "),
        missing,
        summary: (
          <>
            <Head of={invoice} />
            <Note of={invoice} />
          </>
        ),
        next: <Next of={invoice} />,
        history: invoice.receipts.length + noted(invoice) > 0 && (
          <>
            {invoice.late_charges.length > 0 && <LateCharges of={invoice} />}
            {invoice.credit_notes.length > 0 && <CreditNotes of={invoice} />}
            {invoice.receipts.length > 0 && (
              <Section title={t("receipts.title")}>
                <Receipts of={invoice} />
              </Section>
            )}
          </>
        ),
        content: (
          <Section title={t("lines.title")}>
            <Lines of={invoice} />
            <Card>
              <Sums of={invoice} />
            </Card>
          </Section>
        ),
        document: (documents.length > 0 || !missing.includes("documents")) && (
          <Section title={t("document")}>
            <DocumentPreview
              document={documents.find(({ subject_id }) => subject_id === invoice.invoice_id)}
              title={t("invoice")}
              base={DOCUMENTS}
            />
            <FoldedDocuments
              documents={documents.filter(({ kind }) => kind === "credit_note")}
              titleOf={() => t("credit_notes.one")}
              base={DOCUMENTS}
            />
          </Section>
        ),
      })}
    </DetailPage>
  );
}

const noted = ({ credit_notes, late_charges }: Details) =>
  credit_notes.length + late_charges.length;

/** The lines, and beside them the dispute that the address names: Back closes it, and reopens none. */
function Lines({ of }: { of: Details }) {
  const { dispute } = route.useSearch();
  const navigate = route.useNavigate();
  const [line, setLine] = useState<number>();
  const show = (shown: string | undefined) =>
    void navigate({
      search: { dispute: shown },
      replace: shown === undefined,
      resetScroll: false,
    });
  return (
    <>
      <WorkBehind of={of} onDispute={setLine} onOpenDispute={show} />
      <StartDispute
        of={of}
        line={line}
        onClose={() => setLine(undefined)}
        onDisputed={(disputeId) => {
          setLine(undefined);
          show(disputeId);
        }}
      />
      <DisputeDrawer of={of} disputeId={dispute} onClose={() => show(undefined)} />
    </>
  );
}

function Head({ of }: { of: Details }) {
  const { t } = useTranslation("invoices");
  const facts: [string, React.ReactNode][] = [
    [
      t("fields.due_on"),
      <MovedDay key="due" day={of.due_on} moved={of.due_moved} texts="invoices" />,
    ],
    [t("fields.issued_on"), <Day key="issued" day={of.issued_on} />],
    [t("fields.total"), <Money key="total" amount={of.total} />],
    [t("fields.received"), <Money key="received" amount={of.received} />],
    [t("fields.company"), of.company_name],
    [t("fields.number"), <CopyId key="number" value={of.number} />],
    [
      // A KID is digits alone, and typed into a field of that name.
      t(/^\d+$/.test(of.payment_reference) ? "fields.kid" : "fields.payment_reference"),
      <CopyId key="reference" value={of.payment_reference} />,
    ],
  ];
  const reference = of.bill_to?.purchase_order;
  if (reference) facts.push([t("fields.purchase_order"), reference]);
  if (of.buyer_reference) facts.push([t("fields.buyer_reference"), of.buyer_reference]);
  if (of.project_name) facts.splice(5, 0, [t("fields.project"), of.project_name]);
  if (of.credited.amount_minor > 0)
    facts.splice(3, 0, [t("fields.credited"), <Money key="credited" amount={of.credited} />]);
  if (of.interest)
    facts.push([
      t(of.late_charges.length > 0 ? "fields.interest_since" : "fields.interest"),
      <Money key="interest" amount={of.interest.amount} />,
    ]);
  if (of.charged.amount_minor > 0)
    facts.splice(3, 0, [t("fields.charged"), <Money key="charged" amount={of.charged} />]);
  if (of.written_off.amount_minor > 0)
    facts.push([t("fields.written_off"), <Money key="written_off" amount={of.written_off} />]);
  return (
    <Card>
      <Group gap="md" align="center">
        <Text fz="1.75rem" fw={650} lh={1.2} component="span">
          <Money amount={amountOf(of)} />
        </Text>
        <span role="status">
          <InvoiceStatus state={of.state} />
        </span>
      </Group>
      <Facts facts={facts} />
    </Card>
  );
}

/** What the agency wrote on it. */
function Note({ of }: { of: Details }) {
  const { t } = useTranslation("invoices");
  const { agency } = useBoot();
  if (!of.note) return null;
  return (
    <Section title={t("note", { agency: agency.name })}>
      <Card>
        <Text style={{ whiteSpace: "pre-line" }}>{of.note}</Text>
      </Card>
    </Section>
  );
}

/** What is to be done with it, and whom to ask. */
function Next({ of }: { of: Details }) {
  const { t } = useTranslation("invoices");
  const { agency } = useBoot();
  const formats = useFormats();
  const today = useToday();
  const isDisputed = of.disputed_amount.amount_minor > 0;
  const due = {
    ...of.open_amount,
    amount_minor: of.open_amount.amount_minor - of.disputed_amount.amount_minor,
  };
  const known = {
    amount: formats.money(due),
    disputed: formats.money(of.disputed_amount),
    written_off: formats.money(of.written_off),
    due: formats.longDay(of.due_on),
    count: daysSince(of.due_on, today),
    paid: of.paid_on && formats.longDay(of.paid_on),
    agency: agency.name,
    number: of.number,
  };
  return (
    <Section title={t("next.title")}>
      <Card>
        {(due.amount_minor > 0 || !isDisputed) && (
          <Text fw={600}>{t(`next.${of.state}`, known)}</Text>
        )}
        {isDisputed && <Text>{t("next.held_back", known)}</Text>}
        <AskLink
          about={{ invoice: of.invoice_id }}
          otherwise={
            <>
              <Text c="dimmed">
                <Trans
                  t={t}
                  i18nKey="next.ask"
                  values={known}
                  components={{ unbroken: <Unbroken>{of.number}</Unbroken> }}
                />
              </Text>
              <Anchor
                href={`mailto:${agency.supportEmail}?subject=${encodeURIComponent(of.number)}`}
              >
                {agency.supportEmail}
              </Anchor>
            </>
          }
        >
          {t("next.ask_here")}
        </AskLink>
      </Card>
    </Section>
  );
}

type Receipt = Details["receipts"][number];

function Receipts({ of }: { of: Details }) {
  const { t } = useTranslation("invoices");
  const named = ({ source, amount, reference }: Receipt) => {
    if (source !== "balance")
      return amount.amount_minor < 0 ? t("receipts.returned") : reference || "—";
    return t(amount.amount_minor < 0 ? "receipts.to_balance" : "receipts.from_balance");
  };
  const columns: Column<Receipt>[] = [
    {
      id: "day",
      title: t("receipts.day"),
      primary: true,
      cell: (row) => <Day day={row.received_on} />,
    },
    { id: "reference", title: t("receipts.reference"), cell: (row) => named(row) },
    {
      id: "amount",
      title: t("receipts.amount"),
      align: "right",
      cell: (row) => <Money amount={row.amount} />,
    },
  ];
  return (
    <DataTable
      caption={t("receipts.title")}
      columns={columns}
      rows={of.receipts}
      rowKey={(row) => row.receipt_id}
    />
  );
}

/** From the lines to what is open, each tax by its name. */
function Sums({ of }: { of: Details }) {
  const { t, i18n } = useTranslation("invoices");
  const formats = useFormats();
  const balance = balanceOf(of).map(([name, amount]): [string, React.ReactNode] => [
    t(`fields.${name}`),
    <Money key={name} amount={amount} />,
  ]);
  const taxes = of.taxes.map((tax): [string, React.ReactNode] => {
    const name = tax.names[i18n.language] ?? Object.values(tax.names)[0] ?? tax.code;
    const rated = tax.percent === null ? name : `${name} (${formats.percent(tax.percent)})`;
    return [rated, <Money key={tax.code} amount={tax.amount} />];
  });
  const disputed: [string, React.ReactNode][] =
    of.disputed_amount.amount_minor > 0
      ? [[t("fields.disputed"), <Money key="disputed" amount={of.disputed_amount} />]]
      : [];
  return (
    <Facts
      facts={[
        [t("fields.subtotal"), <Money key="subtotal" amount={of.subtotal} />],
        ...taxes,
        ...balance,
        ...disputed,
      ]}
    />
  );
}
