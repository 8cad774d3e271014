import { Button, Drawer, Group, Stack, Text, Textarea } from "@mantine/core";
import { customerDisputeInvoiceLines, type InvoiceView } from "@portico/api";
import {
  ErrorAlert,
  Facts,
  Money,
  refresh,
  showFirstWrong,
  tell,
  useBoot,
  useDraft,
} from "@portico/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLineName } from "./line-name";
import { OtherLines } from "./other-lines";
import { disputableLines, disputesOptions } from "./queries";

const MOST_LETTERS = 500;
const NONE: number[] = [];

type Invoice = InvoiceView["invoice"];

interface Props {
  of: Invoice;
  /** The first is 1. */
  line: number | undefined;
  onClose: () => void;
  onDisputed: (disputeId: string) => void;
}

/** Beside the invoice: dispute a line, and others with the same cause, with the reason. */
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
  const draft = `dispute-${of.invoice_id}-${number}`;
  const [reason, setReason, forgetReason] = useDraft(draft, "");
  const [wanted, setWanted, forgetWanted] = useDraft(`${draft}-others`, NONE);
  const [isMissing, setMissing] = useState(false);
  const nameOf = useLineName();
  const { busy, error, dispute } = useDispute(of.invoice_id);
  const found = useQuery(disputesOptions(of.invoice_id)).data?.items ?? [];
  const line = of.lines[number - 1];
  if (!line) return null;
  const others = disputableLines(of.lines, found).filter((one) => one !== number);
  // Somebody may have disputed one of them meanwhile.
  const chosen = wanted.filter((one) => others.includes(one));
  const lines = [number, ...chosen];
  const send = async (event: FormEvent<HTMLElement>) => {
    event.preventDefault();
    showFirstWrong(event.currentTarget, () => setMissing(!reason.trim()));
    if (busy || !reason.trim()) return;
    const disputeId = await dispute(lines, reason.trim());
    if (!disputeId) return;
    forgetReason();
    forgetWanted();
    tell(t("disputes.started", { agency: agency.name }));
    onDisputed(disputeId);
  };
  return (
    <form onSubmit={(event) => void send(event)} noValidate>
      <Stack gap="md">
        <Text>{t("disputes.what", { agency: agency.name, count: lines.length })}</Text>
        <Facts
          facts={[
            [t("disputes.line"), nameOf(line)],
            [t("disputes.amount"), <Money key="amount" amount={sumOf(of, lines)} />],
          ]}
        />
        <OtherLines lines={of.lines} numbers={others} chosen={chosen} onChange={setWanted} />
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
            {t("disputes.send", { count: lines.length })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What the lines come to, before tax. */
function sumOf(of: Invoice, numbers: readonly number[]) {
  const amounts = numbers.map((number) => of.lines[number - 1]?.amount.amount_minor ?? 0);
  return { ...of.total, amount_minor: amounts.reduce((sum, one) => sum + one, 0) };
}

/** Sends it; the same after a lost answer is the same command. */
function useDispute(invoiceId: string) {
  const queries = useQueryClient();
  const last = useRef({ body: "", key: "" });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const dispute = async (lines: number[], reason: string): Promise<string | undefined> => {
    const body = { lines, reason };
    const given = JSON.stringify(body);
    if (last.current.body !== given) last.current = { body: given, key: crypto.randomUUID() };
    setBusy(true);
    setError(null);
    try {
      const { data } = await customerDisputeInvoiceLines({
        path: { invoice_id: invoiceId },
        body,
        headers: { "Idempotency-Key": last.current.key },
        throwOnError: true,
      });
      return data.items[0]?.dispute_id;
    } catch (failure) {
      setError(failure);
      return undefined;
    } finally {
      setBusy(false);
      await refresh(queries, ["invoices", "dashboard"]);
    }
  };
  return { busy, error, dispute };
}
