import { Stack, Text } from "@mantine/core";
import type { TransactionState } from "@portico/api";
import { Day, Status } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { type Awaited, shownAs, toneOf } from "./states";

/** When it is paid: the day, or why there is none yet. */
export function EstimatedPayment({ of }: { of: Awaited }) {
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

export function StateStatus({ state }: { state: TransactionState }) {
  const { t } = useTranslation("payments");
  return <Status tone={toneOf(state)}>{t(`states.${state}`)}</Status>;
}
