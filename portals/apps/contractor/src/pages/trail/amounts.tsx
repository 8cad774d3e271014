import { Stack, Text } from "@mantine/core";
import type { TrailSummary } from "@portico/api";
import { Money } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { useReader } from "./reader";
import { paidKey } from "./sentences";

/** What it comes to for the contractor, and how much of it is paid. */
export function Amounts({ of }: { of: TrailSummary }) {
  const { t } = useTranslation("trail");
  const { today } = useReader();
  if (of.net.amount_minor === 0 && of.gross.amount_minor === 0) return null;
  const isPartlyPaid = of.paid.amount_minor !== 0 && of.paid.amount_minor !== of.net.amount_minor;
  return (
    <Stack gap={0} ta="right" ml="auto">
      <Text fw={650} component="span">
        <Money amount={of.net} />
      </Text>
      <Text c="dimmed" size="sm" component="span">
        {t("net")}
      </Text>
      {isPartlyPaid && (
        <Text c="dimmed" size="sm" component="span">
          {t(`so_far.${paidKey(of, today)}`)} <Money amount={of.paid} />
        </Text>
      )}
    </Stack>
  );
}
