import { Text } from "@mantine/core";
import type { BankAccount, ReturnedPayment } from "@portico/api";
import {
  ButtonLink,
  Card,
  Day,
  Facts,
  Money,
  Section,
  TextLink,
  useBoot,
  useFormats,
} from "@portico/ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { nextOfReturned } from "./returned-next";

interface Props {
  of: ReturnedPayment;
  /** The account that was named last, where the page knows it: it is the page to change it. */
  named?: BankAccount | null;
}

/** A payment that the bank returned: which, why in words, and what happens now (B17). */
export function Returned({ of, named }: Props) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const { agency } = useBoot();
  const next = nextOfReturned(of, named ?? null);
  const facts: [string, ReactNode][] = [
    [t("fields.amount"), <Money key="amount" amount={of.amount} />],
    [
      t("fields.payment"),
      <TextLink key="payment" to="/payments/paid/$paymentId" params={{ paymentId: of.payment_id }}>
        {of.number}
      </TextLink>,
    ],
    [t("returned.sent_for"), <Day key="sent" day={of.paid_on} />],
  ];
  if (of.returned_on) facts.push([t("returned.on"), <Day key="on" day={of.returned_on} />]);
  if (of.ending)
    facts.push([t("returned.account_of"), t("returned.ending", { ending: of.ending })]);
  if (of.reason_code) {
    facts.push([
      t("returned.reason"),
      t([`history.bank_reasons.${of.reason_code}`, "history.bank_reasons.other"]),
    ]);
  }
  if (of.reason) facts.push([t("returned.message"), of.reason]);
  return (
    <Section title={t("returned.title")}>
      <Card>
        <Text fw={600} role="status">
          {t(`returned.next.${next}`, {
            agency: agency.name,
            day: of.ordered_again_for && formats.day(of.ordered_again_for),
            ending: named?.ending,
          })}
        </Text>
        <Facts facts={facts} />
        {next === "account" && named === undefined && (
          <div>
            <ButtonLink to="/settings/bank-account">{t("returned.check")}</ButtonLink>
          </div>
        )}
      </Card>
    </Section>
  );
}
