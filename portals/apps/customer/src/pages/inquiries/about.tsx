import { Select, Stack, Text } from "@mantine/core";
import { customerShowInvoiceOptions, customerShowOfferOptions } from "@portico/api";
import { Unbroken, useFormats } from "@portico/ui";
import { useMe } from "@portico/ui/portal";
import { useQuery } from "@tanstack/react-query";
import { Trans, useTranslation } from "react-i18next";
import { invoiceChoices, offerChoices } from "./queries";
import { INQUIRY_KINDS, type InquiryKind } from "./search";

/** What is asked about; `id` of the invoice or the offer, once it is chosen. */
export interface AboutWhat {
  kind: InquiryKind;
  id: string | null;
}

export const isComplete = ({ kind, id }: AboutWhat) => kind === "new_business" || id !== null;

interface Props {
  about: AboutWhat;
  /** It was asked from the page of an invoice or an offer: that is what it is about. */
  isGiven: boolean;
  onChange: (about: AboutWhat) => void;
  error: string | null;
}

const PERMISSIONS: Record<InquiryKind, string | null> = {
  new_business: null,
  invoice: "invoices.view",
  offer: "offers.view",
};

/** New business, or which invoice or offer it is about. */
export function About({ about, isGiven, onChange, error }: Props) {
  const { t } = useTranslation("inquiries");
  const permissions: readonly string[] = useMe().person.permissions;
  if (isGiven) return <Given about={about} error={error} />;
  const kinds = INQUIRY_KINDS.filter((kind) => {
    const needed = PERMISSIONS[kind];
    return needed === null || permissions.includes(needed);
  });
  return (
    <Stack gap="md">
      <Select
        label={t("fields.kind")}
        required
        allowDeselect={false}
        data={kinds.map((kind) => ({ value: kind, label: t(`kinds.${kind}`) }))}
        value={about.kind}
        onChange={(kind) => kind && onChange({ kind: kind as InquiryKind, id: null })}
      />
      {about.kind !== "new_business" && (
        <Choice key={about.kind} about={about} onChange={onChange} error={error} />
      )}
    </Stack>
  );
}

/** One of the newest invoices or offers. */
function Choice({ about, onChange, error }: Omit<Props, "isGiven">) {
  const { t } = useTranslation("inquiries");
  const formats = useFormats();
  const isInvoice = about.kind === "invoice";
  const invoices = useQuery({ ...invoiceChoices(), enabled: isInvoice }).data?.items ?? [];
  const offers = useQuery({ ...offerChoices(), enabled: !isInvoice }).data?.items ?? [];
  const data = isInvoice
    ? invoices.map((one) => ({
        value: one.invoice_id,
        label: `${one.number} · ${formats.range(one.period_start, one.period_end)}`,
      }))
    : offers.map((one) => ({ value: one.offer_id, label: `${one.title} · ${one.number}` }));
  return (
    <Select
      label={t(isInvoice ? "about.invoice" : "about.offer")}
      required
      searchable
      data={data}
      value={about.id}
      onChange={(id) => onChange({ ...about, id })}
      error={error}
      nothingFoundMessage={t("filter.nothing", { ns: "ui" })}
    />
  );
}

/** The invoice or the offer whose page it was asked from. */
function Given({ about, error }: Pick<Props, "about" | "error">) {
  const { t } = useTranslation("inquiries");
  const id = about.id ?? "";
  const isInvoice = about.kind === "invoice";
  const invoice = useQuery({
    ...customerShowInvoiceOptions({ path: { invoice_id: id } }),
    enabled: isInvoice,
  });
  const offer = useQuery({
    ...customerShowOfferOptions({ path: { offer_id: id } }),
    enabled: !isInvoice,
  });
  const name = isInvoice
    ? invoice.data && <InvoiceName number={invoice.data.invoice.number} />
    : offer.data?.title;
  const isGone = (isInvoice ? invoice : offer).isError;
  return (
    <div>
      <Text size="sm" fw={500}>
        {t("fields.about")}
      </Text>
      <Text style={{ overflowWrap: "anywhere" }}>{name ?? (isGone ? "" : "…")}</Text>
      {(error ?? isGone) && (
        <Text c="var(--bad)" role="alert">
          {error ?? t("unknown")}
        </Text>
      )}
    </div>
  );
}

/** The invoice that an inquiry is about; no line ends within its number. */
export function InvoiceName({ number }: { number: string }) {
  const { t } = useTranslation("inquiries");
  return (
    <Trans
      t={t}
      i18nKey="about.numbered"
      values={{ number }}
      components={{ unbroken: <Unbroken>{number}</Unbroken> }}
    />
  );
}
