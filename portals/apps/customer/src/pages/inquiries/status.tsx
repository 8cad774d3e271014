import type { InquirySummary } from "@portico/api";
import { Status, type Tone } from "@portico/ui";
import { useTranslation } from "react-i18next";

const TONES: Record<InquirySummary["state"], Tone> = {
  open: "info",
  answered: "good",
  closed: "neutral",
};

/** Whose turn it is; an answer that was not seen stands out. */
export function InquiryStatus({ of }: { of: InquirySummary }) {
  const { t } = useTranslation("inquiries");
  if (of.unread) return <Status tone="warn">{t("states.unread")}</Status>;
  return <Status tone={TONES[of.state]}>{t(`states.${of.state}`)}</Status>;
}
