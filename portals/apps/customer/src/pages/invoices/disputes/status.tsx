import type { DisputeState } from "@portico/api";
import { Status, type Tone } from "@portico/ui";
import { useTranslation } from "react-i18next";

const TONES: Record<DisputeState, Tone> = {
  open: "warn",
  stands: "neutral",
  correction_agreed: "good",
  withdrawn: "neutral",
};

/** Where a dispute stands. */
export function DisputeStatus({ state }: { state: DisputeState }) {
  const { t } = useTranslation("invoices");
  return <Status tone={TONES[state]}>{t(`disputes.states.${state}`)}</Status>;
}
