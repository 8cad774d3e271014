import type { InvoiceState } from "@portico/api";
import { Status, type Tone } from "@portico/ui";
import { useTranslation } from "react-i18next";

const TONES: Record<InvoiceState, Tone> = {
  not_due: "info",
  overdue: "bad",
  disputed: "warn",
  paid: "good",
  credited: "neutral",
  written_off: "neutral",
};

/** Where an invoice stands today. */
export function InvoiceStatus({ state }: { state: InvoiceState }) {
  const { t } = useTranslation("invoices");
  return <Status tone={TONES[state]}>{t(`state.${state}`)}</Status>;
}
