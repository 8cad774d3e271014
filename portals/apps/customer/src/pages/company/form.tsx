import { Alert, Button, Group, SimpleGrid, Stack } from "@mantine/core";
import { type CompanyDetails, isProblem } from "@portico/api";
import { ErrorAlert, LANGUAGE_NAMES, useBoot } from "@portico/ui";
import { Block, ErrorSummary, SaveState } from "@portico/ui/account";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { Conflict, KeptText } from "./conflict";
import { ChoiceInput, CountryInput, Locked, RegionInput, TextField } from "./inputs";
import { useValueNames } from "./names";
import { type CompanyEditor, useCompanyEditor } from "./state";

/** What the person may change, as fields; the rest as text. */
export function CompanyForm({ company }: { company: CompanyDetails }) {
  const { t } = useTranslation("company");
  const editing = useCompanyEditor(company);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void editing.submit();
  };
  const hasTyped = editing.changeable.length > 0;
  return (
    <form onSubmit={submit} noValidate data-print aria-label={t("title")}>
      <Stack gap="lg">
        <ErrorSummary form={editing.errors} />
        <Refusal error={editing.error} />
        <KeptText editing={editing} />
        <NameBlock editing={editing} />
        <AddressBlock editing={editing} />
        <InvoicesBlock editing={editing} />
        {company.may_change.length > 0 && (
          <Group gap="md">
            <Button type="submit" loading={editing.state === "saving"} disabled={!hasTyped}>
              {t("save")}
            </Button>
            {hasTyped && editing.state !== "saving" && (
              <Button variant="default" onClick={editing.discard}>
                {t("discard")}
              </Button>
            )}
            <SaveState state={hasTyped && editing.state === "saved" ? "none" : editing.state} />
            <Standing editing={editing} />
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** Whether something is unsaved, and that somebody else changed what is shown. */
function Standing({ editing }: { editing: CompanyEditor }) {
  const { t } = useTranslation("company");
  const words = [
    ...(editing.elsewhere && editing.conflicts.length === 0 ? [t("elsewhere")] : []),
    ...(editing.changeable.length > 0 && editing.state === "none" ? [t("unsaved")] : []),
  ];
  return (
    <span role="status" style={{ color: "var(--text-quiet)", fontSize: "0.875rem" }}>
      {words.join(" ")}
    </span>
  );
}

function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation("company");
  if (!isProblem(error, "company_changed")) return <ErrorAlert error={error} />;
  return (
    <Alert
      color="yellow"
      variant="light"
      role="alert"
      title={t("conflict.title")}
      icon={<IconAlertTriangle aria-hidden />}
    >
      {t("conflict.not_saved")}
    </Alert>
  );
}

function NameBlock({ editing }: { editing: CompanyEditor }) {
  const { t } = useTranslation("company");
  const { agency } = useBoot();
  const { organisation_number: number } = editing.company;
  return (
    <Block title={t("blocks.company")}>
      <TextField editing={editing} field="name" autoComplete="organization" maxLength={200} />
      <Conflict editing={editing} of="name" />
      <Locked label={t("fields.organisation_number")} value={number || t("none")}>
        {editing.company.may_change.length > 0 && t("locked", { agency: agency.name })}
      </Locked>
    </Block>
  );
}

function AddressBlock({ editing }: { editing: CompanyEditor }) {
  const { t } = useTranslation("company");
  return (
    <Block title={t("blocks.address")} lead={t("blocks.address_lead")}>
      <TextField
        editing={editing}
        field="address.street"
        autoComplete="street-address"
        maxLength={200}
        lines={3}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextField
          editing={editing}
          field="address.postal_code"
          autoComplete="postal-code"
          maxLength={20}
        />
        <TextField
          editing={editing}
          field="address.city"
          autoComplete="address-level2"
          maxLength={100}
        />
        <RegionInput editing={editing} />
        <CountryInput editing={editing} />
      </SimpleGrid>
      <Conflict editing={editing} of="address.street" />
    </Block>
  );
}

function InvoicesBlock({ editing }: { editing: CompanyEditor }) {
  const { t } = useTranslation("company");
  const { agency } = useBoot();
  const names = useValueNames(editing.value("address.country"));
  const choices = (field: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: names(field, value) }));
  const days = editing.company.invoice_preferences.due_days ?? 0;
  return (
    <Block title={t("blocks.invoices")} lead={t("blocks.invoices_lead")}>
      <TextField
        editing={editing}
        field="billing_email"
        type="email"
        autoComplete="off"
        maxLength={254}
        hint={t("hints.billing_email")}
      />
      <Conflict editing={editing} of="billing_email" />
      <TextField
        editing={editing}
        field="purchase_order"
        autoComplete="off"
        maxLength={40}
        hint={t("hints.purchase_order")}
      />
      <Conflict editing={editing} of="purchase_order" />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <ChoiceInput
          editing={editing}
          field="invoice_preferences.language"
          choices={Object.entries(LANGUAGE_NAMES).map(([value, label]) => ({ value, label }))}
        />
        <ChoiceInput
          editing={editing}
          field="invoice_preferences.cadence"
          choices={choices("invoice_preferences.cadence", ["immediate", "weekly", "monthly"])}
        />
        <ChoiceInput
          editing={editing}
          field="invoice_preferences.grouping"
          choices={choices("invoice_preferences.grouping", ["company", "project"])}
        />
        <Locked label={t("fields.invoice_preferences.due_days")} value={t("due", { count: days })}>
          {editing.company.may_change.length > 0 && t("locked", { agency: agency.name })}
        </Locked>
      </SimpleGrid>
      <Conflict editing={editing} of="invoice_preferences.language" />
      <Conflict editing={editing} of="invoice_preferences.cadence" />
      <Conflict editing={editing} of="invoice_preferences.grouping" />
    </Block>
  );
}
