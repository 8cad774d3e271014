import { Button, Drawer, Group, Stack, Text, Textarea } from "@mantine/core";
import { customerDisputeInvoiceLines, type InvoiceView } from "@portico/api";
import { ErrorAlert, Facts, Money, refresh, tell, useBoot, useDraft } from "@portico/ui";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLineName } from "./line-name";

const MOST_LETTERS = 500;

type Invoice = InvoiceView["invoice"];

interface Props {
  of: Invoice;
  /** The first is 1. */
  line: number | undefined;
  onClose: () => void;
  onDisputed: (disputeId: string) => void;
}

/** Beside the invoice: dispute one of its lines, with the reason. */
export function StartDispute({ of, line, onClose, onDisputed }: Props) {
  const { t } = useTranslation("invoices");
  return (
    <Drawer
      opened={line !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t("disputes.start")}
      closeButtonProps={{ "aria-label": t("close", { ns: "ui" }) }}
    >
      {line !== undefined && <Form key={line} of={of} line={line} onDisputed={onDisputed} />}
    </Drawer>
  );
}

interface FormProps extends Pick<Props, "of" | "onDisputed"> {
  line: number;
}

function Form({ of, line: number, onDisputed }: FormProps) {
  const { t } = useTranslation("invoices");
  const { agency } = useBoot();
  const [reason, setReason, forget] = useDraft(`dispute-${of.invoice_id}-${number}`, "");
  const [isMissing, setMissing] = useState(false);
  const nameOf = useLineName();
  const { busy, error, dispute } = useDispute(of.invoice_id, number);
  const line = of.lines[number - 1];
  if (!line) return null;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setMissing(!reason.trim());
    if (busy || !reason.trim()) return;
    const disputeId = await dispute(reason.trim());
    if (!disputeId) return;
    forget();
    tell(t("disputes.started", { agency: agency.name }));
    onDisputed(disputeId);
  };
  return (
    <form onSubmit={(event) => void send(event)} noValidate>
      <Stack gap="md">
        <Text>{t("disputes.what", { agency: agency.name })}</Text>
        <Facts
          facts={[
            [t("disputes.line"), nameOf(line)],
            [t("disputes.amount"), <Money key="amount" amount={line.amount} />],
          ]}
        />
        <Textarea
          label={t("disputes.reason")}
          description={t("disputes.reason_hint", { agency: agency.name })}
          autosize
          minRows={3}
          maxLength={MOST_LETTERS}
          required
          data-autofocus
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
            setMissing(false);
          }}
          error={isMissing && t("disputes.missing_reason")}
        />
        <ErrorAlert error={error} />
        <Group justify="flex-end">
          <Button type="submit" loading={busy}>
            {t("disputes.start")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Sends it; the same reason after a lost answer is the same command. */
function useDispute(invoiceId: string, line: number) {
  const queries = useQueryClient();
  const last = useRef({ reason: "", key: "" });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const dispute = async (reason: string): Promise<string | undefined> => {
    if (last.current.reason !== reason) last.current = { reason, key: crypto.randomUUID() };
    setBusy(true);
    setError(null);
    try {
      const { data } = await customerDisputeInvoiceLines({
        path: { invoice_id: invoiceId },
        body: { lines: [line], reason },
        headers: { "Idempotency-Key": last.current.key },
        throwOnError: true,
      });
      await refresh(queries, ["invoices", "dashboard"]);
      return data.items[0]?.dispute_id;
    } catch (failure) {
      setError(failure);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, dispute };
}
