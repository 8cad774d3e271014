import { Button, Stack, Text } from "@mantine/core";
import {
  type BankAccount,
  type BankAccountView,
  contractorShowBankAccountOptions,
} from "@portico/api";
import {
  Card,
  Facts,
  Loaded,
  MissingParts,
  Moment,
  needTexts,
  RowsSkeleton,
  Section,
  Status,
  Timeline,
  useBoot,
  useFormats,
} from "@portico/ui";
import { Block, RecentSignIn, SettingsPage } from "@portico/ui/account";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { AccountForm } from "./form";
import { TONES, useEnding, useSums } from "./words";

// Few payments are ever returned: what is said of one is fetched where there is one.
const Returned = lazy(async () => {
  const [page] = await Promise.all([import("../payments/returned"), needTexts(["payments"])]);
  return { default: page.Returned };
});

/** Where the person's pay goes, and where it went (B6). */
export function BankAccountPage() {
  const { t } = useTranslation("bank-account");
  const { agency } = useBoot();
  const query = useQuery(contractorShowBankAccountOptions());
  return (
    <SettingsPage title={t("title")} lead={t("lead", { agency: agency.name })}>
      <Loaded query={query} skeleton={<RowsSkeleton rows={3} />}>
        {(shown) => (
          <RecentSignIn>
            <MissingParts missing={shown.missing} onRetry={() => void query.refetch()} />
            <AccountBlock shown={shown} />
            <Suspense>
              {shown.returned?.map((one) => (
                <Returned
                  key={one.payment_id}
                  of={one}
                  named={shown.bank_account?.pending ?? shown.bank_account?.current ?? null}
                />
              ))}
            </Suspense>
            <History of={shown.bank_account?.history ?? []} />
          </RecentSignIn>
        )}
      </Loaded>
    </SettingsPage>
  );
}

/** The account, the way to change it, and which payment goes where. */
function AccountBlock({ shown }: { shown: BankAccountView }) {
  const { t } = useTranslation("bank-account");
  const { bank_account: own } = shown;
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!own) return null;
  const close = () => {
    setOpen(false);
    requestAnimationFrame(() => button.current?.focus());
  };
  return (
    <Block
      title={t("title")}
      lead={own.current ? undefined : t("none")}
      action={
        !open && (
          <Button ref={button} variant="default" onClick={() => setOpen(true)}>
            {t(own.current ? "change" : "add")}
          </Button>
        )
      }
    >
      {own.current && <Account account={own.current} />}
      {own.pending && <Account account={own.pending} />}
      <NextPayment shown={shown} />
      {open && <AccountForm shown={shown} onClose={close} />}
    </Block>
  );
}

function Account({ account }: { account: BankAccount }) {
  const { t } = useTranslation("bank-account");
  const ending = useEnding();
  const cools = account.state === "cooling_off";
  return (
    <Stack gap="xs" component="section" aria-label={ending(account)}>
      <Text component="h3" fw={600} fz="md" m={0}>
        {ending(account)} <Status tone={TONES[account.state]}>{t(`state.${account.state}`)}</Status>
      </Text>
      <Facts
        facts={[
          [t("fields.holder"), account.holder],
          [t("kind_label"), t(`kinds.${account.kind}`)],
          [
            t(cools ? "used_from" : "since"),
            <Moment key="at" moment={account.usable_from} exact={cools} />,
          ],
        ]}
      />
    </Stack>
  );
}

/** Which payment goes where, as long as that can be asked. */
function NextPayment({ shown }: { shown: BankAccountView }) {
  const { t } = useTranslation("bank-account");
  const formats = useFormats();
  const sums = useSums();
  const { next_payment: next, next_payment_to: to } = shown;
  const pending = shown.bank_account?.pending;
  const said = [];
  if (next && to) {
    const amount = sums(next.amounts);
    const { ending } = to;
    said.push(
      next.on
        ? t(next.ordered ? "next.ordered" : "next.on", {
            amount,
            day: formats.day(next.on),
            ending,
          })
        : t("next.soon", { amount, ending }),
    );
  }
  if (pending) {
    // What is ordered goes where pay went when it was, even if its day comes after the change.
    const later = next?.ordered && to ? "next.others_later" : "next.later";
    said.push(t(later, { day: formats.day(pending.usable_on), ending: pending.ending }));
  }
  return said.length > 0 && <Text>{said.join(" ")}</Text>;
}

/** What was named, the newest first. */
function History({ of }: { of: readonly BankAccount[] }) {
  const { t } = useTranslation("bank-account");
  const ending = useEnding();
  if (of.length === 0) return null;
  return (
    <Section title={t("history")}>
      <Card>
        <Timeline
          label={t("history")}
          items={of.map((account) => ({
            key: account.bank_account_id,
            title: ending(account),
            detail: [t(`state.${account.state}`), t(`kinds.${account.kind}`), account.holder].join(
              " · ",
            ),
            at: account.changed_at,
          }))}
        />
      </Card>
    </Section>
  );
}
