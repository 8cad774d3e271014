import { Alert, Button, Group, NativeSelect, SimpleGrid, Stack, TextInput } from "@mantine/core";
import {
  type BankAccountKind,
  type BankAccountView,
  contractorChangeBankAccount,
  contractorShowBankAccountQueryKey,
  isProblem,
} from "@portico/api";
import { addDays, ErrorAlert, tell, useBoot, useFormats, useToday } from "@portico/ui";
import { ErrorSummary, useFormErrors, useRecent } from "@portico/ui/account";
import { useMe } from "@portico/ui/portal";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type ChangeEvent, type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { effectOn } from "./effect";
import {
  type AccountFields,
  FIELDS,
  type Field,
  type Flaws,
  flawsIn,
  flawsOf,
  NOTHING,
  requestOf,
  usualKind,
} from "./numbers";
import { useSums } from "./words";

const KINDS: readonly BankAccountKind[] = ["norwegian", "iban", "canadian"];
const MOST_CHARACTERS: Readonly<Record<Field, number>> = {
  holder: 70,
  iban: 60,
  bic: 20,
  account_number: 30,
  institution: 10,
  transit: 10,
};

interface Props {
  shown: BankAccountView;
  onClose: () => void;
}

/** Name the account: its kind, whose it is, and its number. */
export function AccountForm({ shown, onClose }: Props) {
  const { t } = useTranslation("bank-account");
  const { agency } = useBoot();
  const { person } = useMe();
  const queries = useQueryClient();
  const withRecent = useRecent();
  const form = useFormErrors<Field>();
  const [kind, setKind] = useState<BankAccountKind>(
    shown.bank_account?.current?.kind ??
      usualKind(person.contractor?.address.country ?? agency.country),
  );
  const [typed, setTyped] = useState<AccountFields>({ ...NOTHING, holder: person.name });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const show = (flaws: Flaws) =>
    form.show(
      Object.fromEntries(
        FIELDS[kind]
          .filter((field) => flaws[field])
          .map((field) => [
            field,
            t(`flaws.${flaws[field] as NonNullable<Flaws[Field]>}`, {
              field: t(`fields.${field}`),
            }),
          ]),
      ),
    );
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setError(null);
    if (show(flawsOf(kind, typed))) return;
    setBusy(true);
    try {
      await withRecent(() => contractorChangeBankAccount({ body: requestOf(kind, typed) }));
      await queries.invalidateQueries({ queryKey: contractorShowBankAccountQueryKey() });
      tell(t("done"));
      onClose();
    } catch (failure) {
      const flaws = isProblem(failure, "bank_account_refused") && flawsIn(failure.document);
      if (!flaws || !show(flaws)) setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const input = (field: Field) => ({
    id: form.id(field),
    name: field,
    label: t(`fields.${field}`),
    maxLength: MOST_CHARACTERS[field],
    value: typed[field],
    error: form.errors[field],
    disabled: busy,
    // Numbers of accounts are for no browser to remember.
    autoComplete: field === "holder" ? "name" : "off",
    spellCheck: false,
    ...(field === "holder" || field === "iban" || field === "bic"
      ? {}
      : { inputMode: "numeric" as const }),
    onChange: (event: ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget;
      setTyped((before) => ({ ...before, [field]: value }));
      form.clear(field);
    },
  });
  return (
    <form onSubmit={(event) => void submit(event)} noValidate aria-label={t("form")}>
      <Stack gap="md" maw={480}>
        <ErrorSummary form={form} />
        <ErrorAlert error={error} />
        <Effect shown={shown} />
        <NativeSelect
          label={t("kind_label")}
          name="kind"
          value={kind}
          disabled={busy}
          data-autofocus
          autoFocus
          data={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          onChange={(event) => {
            setKind(event.currentTarget.value as BankAccountKind);
            form.show({});
          }}
        />
        <TextInput {...input("holder")} description={t("hints.holder")} />
        {kind === "norwegian" && (
          <TextInput {...input("account_number")} description={t("hints.norwegian")} />
        )}
        {kind === "iban" && (
          <>
            <TextInput {...input("iban")} description={t("hints.iban")} />
            <TextInput {...input("bic")} description={t("hints.bic")} />
          </>
        )}
        {kind === "canadian" && (
          <>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput {...input("institution")} description={t("hints.institution")} />
              <TextInput {...input("transit")} description={t("hints.transit")} />
            </SimpleGrid>
            <TextInput {...input("account_number")} description={t("hints.canadian")} />
          </>
        )}
        <Group gap="sm">
          <Button type="submit" loading={busy}>
            {t("save")}
          </Button>
          <Button variant="default" onClick={onClose} disabled={busy}>
            {t("cancel", { ns: "ui" })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What a change does to the payments that come, before it is made. */
function Effect({ shown }: { shown: BankAccountView }) {
  const { t } = useTranslation("bank-account");
  const formats = useFormats();
  const sums = useSums();
  const today = useToday();
  const { bank_account: own, next_payment: next } = shown;
  const current = own?.current;
  if (!own || !current || own.cooling_off_days === 0) return null;
  const usableOn = addDays(today, own.cooling_off_days);
  const waits = t("effect.waits", {
    count: own.cooling_off_days,
    ending: current.ending,
    day: formats.day(usableOn),
  });
  const affected =
    next &&
    t(`effect.${effectOn(next, usableOn)}`, {
      amount: sums(next.amounts),
      day: next.on ? formats.day(next.on) : "",
      ending: current.ending,
    });
  return (
    <Alert color="gray" variant="light" role="note" icon={<IconInfoCircle aria-hidden />}>
      {[waits, affected].filter(Boolean).join(" ")}
    </Alert>
  );
}
