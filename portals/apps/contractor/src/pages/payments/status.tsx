import { Stack, Text } from "@mantine/core";
import type { TransactionDetails, TransactionState } from "@portico/api";
import { Day, Status, useToday } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { displayStateOf, type PaymentSchedule, shownAs, toneOf } from "./states";

/** When it is paid: the day, or why there is none yet. */
export function EstimatedPayment({ of }: { of: PaymentSchedule }) {
  const { t } = useTranslation("payments");
  const shown = shownAs(of);
  if ("day" in shown) return <Day day={shown.day} />;
  return (
    <Stack gap={2} align="inherit" component="span" display="inline-flex">
      <span>
        <Status tone={shown.tone}>{t(`states.${shown.state}`)}</Status>
      </span>
      {shown.reason && (
        <Text size="sm" c="dimmed" component="span" maw="22rem">
          {shown.reason}
        </Text>
      )}
    </Stack>
  );
}

/** The state of a transaction, or of the payment that covers it. */
export function StateStatus({ state, paidOn }: { state: TransactionState; paidOn: string | null }) {
  const { t } = useTranslation("payments");
  const said = displayStateOf(state, paidOn, useToday());
  return <Status tone={toneOf(said)}>{t(`states.${said}`)}</Status>;
}

/** The bank returned its last payment, and no other one has paid it since: a word beside the state. */
export function ReturnedStatus() {
  const { t } = useTranslation("payments");
  return <Status tone="bad">{t("returned.title")}</Status>;
}

/** What is to be known beside the state, each a sentence of its own. */
export function Remarks({
  of,
}: {
  of: Pick<TransactionDetails, "state" | "deductions_unsettled" | "held_because">;
}) {
  const { t } = useTranslation("payments");
  return (
    <>
      {of.deductions_unsettled && <span>{t("is_before_deductions")}</span>}
      {of.state === "on_hold" && of.held_because && <span>{of.held_because}</span>}
    </>
  );
}
