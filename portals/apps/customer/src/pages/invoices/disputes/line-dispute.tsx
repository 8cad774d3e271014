import { Button, Group } from "@mantine/core";
import type { DisputeSummary, InvoiceView } from "@portico/api";
import { useTranslation } from "react-i18next";
import { useLineName } from "./line-name";
import { DisputeStatus } from "./status";

interface Props {
  line: InvoiceView["invoice"]["lines"][number];
  dispute: DisputeSummary | undefined;
  /** Whether something of the invoice is left to dispute. */
  canDispute: boolean;
  onDispute: () => void;
  onOpen: (disputeId: string) => void;
}

/** Under a line of an invoice: its dispute, or the way to one. */
export function LineDispute({ line, dispute, canDispute, onDispute, onOpen }: Props) {
  const { t } = useTranslation("invoices");
  const name = useLineName()(line);
  if (dispute) {
    return (
      <Group gap="sm" px="md" pb="sm">
        <DisputeStatus state={dispute.state} />
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t("disputes.open_of", { name })}
          onClick={() => onOpen(dispute.dispute_id)}
        >
          {t("disputes.open")}
        </Button>
      </Group>
    );
  }
  if (!canDispute || line.amount.amount_minor <= 0) return null;
  return (
    <Group px="md" pb="sm">
      <Button
        variant="subtle"
        size="compact-sm"
        aria-label={t("disputes.start_of", { name })}
        onClick={onDispute}
      >
        {t("disputes.start")}
      </Button>
    </Group>
  );
}
